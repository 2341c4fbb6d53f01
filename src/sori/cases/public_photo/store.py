"""SQL of the public copies of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.cases.forms import PublicPhotos
from sori.cases.public_photo.copy import CoveredArea
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo that came in with a case, and whom it may be shown to."""

    id: int
    content: bytes
    public_photos: PublicPhotos


async def next_photo(transaction: Transaction) -> NewPhoto | None:
    """The oldest photo of a case that nothing was proposed for yet; that of a type that isn't public is never shown."""
    return await transaction.maybe(
        NewPhoto,
        """select case_photo.id, content, case when public then coalesce(form ->> 'public_photos', 'reviewed')
                  else 'never' end as public_photos
           from case_photo join field_case on field_case.id = case_id join case_type on case_type.code = type_code
           where case_id is not null and not looked_over order by case_photo.id limit 1""",
    )


async def looked_over(transaction: Transaction, photo_id: int) -> None:
    """Has nothing more be proposed for a photo."""
    await transaction.execute("update case_photo set looked_over = true where id = %s", (photo_id,))


async def add(
    transaction: Transaction,
    photo_id: int,
    areas: Sequence[CoveredArea],
    content: bytes,
    published: bool,
    now: datetime,
) -> None:
    """Keeps a copy at which nobody has looked; one that is there stays."""
    await transaction.execute(
        """insert into case_photo_copy (photo_id, areas, content, published, made_at) values (%s, %s, %s, %s, %s)
           on conflict (photo_id) do nothing""",
        (photo_id, Jsonb(msgspec.to_builtins(areas)), content, published, now),
    )


@dataclass(frozen=True, slots=True)
class Size:
    """How large a photo is, in pixels."""

    width: int
    height: int


async def size_of(transaction: Transaction, case_id: int, photo_id: int) -> Size | None:
    """The size of a photo of a case, where its type lets everybody see photos."""
    return await transaction.maybe(
        Size,
        """select width, height from case_photo join field_case on field_case.id = case_id
                  join case_type on case_type.code = type_code
           where case_photo.id = %s and case_id = %s and public
             and form ->> 'public_photos' is distinct from 'never'""",
        (photo_id, case_id),
    )


async def decide(
    transaction: Transaction,
    photo_id: int,
    areas: Sequence[CoveredArea],
    content: bytes,
    published: bool,
    staff_id: int,
    now: datetime,
) -> None:
    """Keeps what a person said of a photo, with the copy that came of it, in place of any before."""
    await transaction.execute(
        """insert into case_photo_copy (photo_id, areas, content, published, made_at, decided_by, decided_at)
           values (%(photo)s, %(areas)s, %(content)s, %(published)s, %(now)s, %(staff)s, %(now)s)
           on conflict (photo_id) do update set areas = excluded.areas, content = excluded.content,
               published = excluded.published, made_at = excluded.made_at, decided_by = excluded.decided_by,
               decided_at = excluded.decided_at""",
        {
            "photo": photo_id,
            "areas": Jsonb(msgspec.to_builtins(areas)),
            "content": content,
            "published": published,
            "staff": staff_id,
            "now": now,
        },
    )


async def published(transaction: Transaction, photo_id: int) -> bytes | None:
    """The copy of a photo that everybody may see."""
    return await transaction.value(
        bytes,
        """select case_photo_copy.content from case_photo_copy join case_photo on case_photo.id = photo_id
                  join field_case on field_case.id = case_id
           where photo_id = %s and published and public and forgotten_at is null""",
        (photo_id,),
    )


async def published_of(transaction: Transaction, case_id: int) -> list[int]:
    """The photos of a case of which everybody may see a copy, in order."""
    return await transaction.values(
        int,
        """select photo_id from case_photo_copy join case_photo on case_photo.id = photo_id
                  join field_case on field_case.id = case_id
           where case_id = %s and published and public order by photo_id""",
        (case_id,),
    )
