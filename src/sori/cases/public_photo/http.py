"""Routes of public copies of photos: staff decide on them, everybody looks."""

from dataclasses import dataclass
from datetime import datetime

from litestar import Response, Router, get, put

from sori.cases.public_photo import service
from sori.cases.public_photo.copy import CoveredArea
from sori.cases.service import SEEING_CASES
from sori.people.http import PUBLIC
from sori.people.model import Actor
from sori.platform.allowance import Allowance, Rate
from sori.platform.database import Database
from sori.platform.web import file_response

LOOKING = Allowance("public_photo", Rate(at_once=500, every_s=0.05))
"""A photo weighs more than a page."""


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """What is covered in a photo, in its pixels, and whether everybody may see it so."""

    areas: list[CoveredArea]
    published: bool


@put("/api/cases/{case_id:int}/photos/{photo_id:int}/public", roles=SEEING_CASES, status_code=204)
async def put_public_photo(
    case_id: int, photo_id: int, data: PublicCopy, database: Database, actor: Actor, now: datetime
) -> None:
    """Has a photo of a public case be shown to everybody with areas covered, or to nobody but staff. Logged."""
    async with database.transaction() as transaction:
        await service.decide(transaction, actor, case_id, photo_id, data.areas, data.published, now)


@get("/api/public/photos/{photo_id:int}", roles=PUBLIC, allowance=LOOKING)
async def get_public_photo(photo_id: int, database: Database) -> Response[bytes]:
    """A photo that everybody may see, with faces and number plates covered."""
    async with database.reading() as transaction:
        found = await service.photo(transaction, photo_id)
    answer = file_response(found.name, found.media_type, found.content)
    # It may be withheld any time.
    answer.headers["cache-control"] = "public, max-age=60"
    return answer


router = Router("", route_handlers=[put_public_photo, get_public_photo], tags=["cases"])
