"""Use cases of public copies of photos: a person says what is covered and whether it is shown; everybody looks."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sori.cases import service as cases
from sori.cases.public_photo import store
from sori.cases.public_photo.copy import MOST_AREAS, CoveredArea, covered, within
from sori.cases.store import PhotoContent, photo_of_case
from sori.people import service as people
from sori.people.model import Actor
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem


async def decide(
    transaction: Transaction,
    actor: Actor,
    case_id: int,
    photo_id: int,
    areas: Sequence[CoveredArea],
    published: bool,
    now: datetime,
) -> None:
    """Has a photo of a public case be shown to everybody with these areas covered, or to nobody but staff.

    Problem 404 where the actor sees no such photo of a public case, 422 for too many areas.
    """
    seen = await cases.seen(transaction, actor, case_id)
    size = await store.size_of(transaction, case_id, photo_id)
    photo = await photo_of_case(transaction, case_id, photo_id)
    if size is None or photo is None:
        raise Problem(404, "no_file")
    if len(areas) > MOST_AREAS:
        raise Problem(422, "photo_areas", field="areas", most=MOST_AREAS)
    inside = [part for part in (within(area, size.width, size.height) for area in areas) if part is not None]
    content = await asyncio.to_thread(covered, photo.content, inside)
    await store.decide(transaction, photo_id, inside, content, published, actor.id, now)
    about = {"case": case_id, "citizen": seen.citizen_id}
    action = "case.photo_published" if published else "case.photo_withheld"
    await people.audit(transaction, now, actor.id, action, about, {"photo": photo_id, "areas": len(inside)})
    await events.append(transaction, now, action, {"case": case_id, "department": seen.department_id})


async def photo(transaction: Transaction, photo_id: int) -> PhotoContent:
    """The copy of a photo that everybody may see; Problem 404 where there is none."""
    content = await store.published(transaction, photo_id)
    if content is None:
        raise Problem(404, "no_file")
    # What its citizen called it is not for everybody.
    return PhotoContent(f"photo-{photo_id}.jpg", "image/jpeg", content)
