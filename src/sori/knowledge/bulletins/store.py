"""SQL of bulletins, their texts, and who acknowledged them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from psycopg.types.json import Jsonb

from sori.knowledge.bulletins.bulletin import BulletinVersion
from sori.knowledge.bulletins.model import BulletinContent, BulletinState
from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class KeptBulletin:
    """A bulletin as it is kept; `from_centre` is blank for our own, names are blank where nobody did it."""

    id: int
    state: BulletinState
    content: BulletinContent
    version: int
    centre_id: int | None
    from_centre: str
    foreign_id: str | None
    foreign_version: int | None
    changed_at: datetime
    changed_by: str
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    change: int


@dataclass(frozen=True, slots=True)
class SkilledCounsellor:
    """A counsellor with their skills in force."""

    id: int
    display_name: str
    skills: dict[str, int]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who acknowledged a version of a bulletin, and when."""

    bulletin_id: int
    version: int
    staff_id: int
    at: datetime


_BULLETINS = """
    select bulletin.id, state, content, version, centre_id, from_centre, foreign_id, foreign_version,
           bulletin.changed_at, coalesce(changer.display_name, '') as changed_by, published_at,
           coalesce(publisher.display_name, '') as published_by, withdrawn_at, bulletin.change
    from bulletin left join staff changer on changer.id = bulletin.changed_by
         left join staff publisher on publisher.id = published_by """


async def one(transaction: Transaction, bulletin_id: int) -> KeptBulletin | None:
    """A bulletin, whatever its state."""
    return await transaction.maybe(KeptBulletin, _BULLETINS + "where bulletin.id = %s", (bulletin_id,))


async def locked(transaction: Transaction, bulletin_id: int) -> KeptBulletin | None:
    """A bulletin that nobody else changes until the transaction ends."""
    return await transaction.maybe(
        KeptBulletin, _BULLETINS + "where bulletin.id = %s for update of bulletin", (bulletin_id,)
    )


async def current(transaction: Transaction, now: datetime) -> list[KeptBulletin]:
    """The bulletins that hold."""
    return await transaction.all(
        KeptBulletin,
        _BULLETINS + "where state = 'published' and valid_from <= %(now)s and valid_to > %(now)s",
        {"now": now},
    )


async def page(
    transaction: Transaction, text: str, only: str, before: int | None, limit: int, now: datetime
) -> list[KeptBulletin]:
    """Bulletins, the last changed first, below a change; `only` those of a standing, or "received" drafts."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return await transaction.all(
        KeptBulletin,
        _BULLETINS
        + """where (%(before)s::bigint is null or bulletin.change < %(before)s)
               and (%(text)s = '' or content ->> 'title' ilike %(like)s or content ->> 'body' ilike %(like)s)
               and case %(only)s when 'draft' then state = 'draft' when 'withdrawn' then state = 'withdrawn'
                       when 'received' then state = 'draft' and from_centre <> ''
                       when 'scheduled' then state = 'published' and valid_from > %(now)s
                       when 'current' then state = 'published' and valid_from <= %(now)s and valid_to > %(now)s
                       when 'over' then state = 'published' and valid_to <= %(now)s
                       else true end
             order by bulletin.change desc limit %(limit)s""",
        {"text": text, "like": f"%{escaped}%", "only": only, "before": before, "limit": limit, "now": now},
    )


async def add(
    transaction: Transaction,
    content: BulletinContent,
    staff_id: int | None,
    now: datetime,
    *,
    centre_id: int | None = None,
    from_centre: str = "",
    foreign_id: str | None = None,
    foreign_version: int | None = None,
) -> int:
    """Begins a bulletin as a draft; gives its id."""
    bulletin_id = await transaction.value(
        int,
        """insert into bulletin (state, content, valid_from, valid_to, centre_id, from_centre, foreign_id,
               foreign_version, ever_shared, created_at, changed_at, changed_by, change)
           values ('draft', %(content)s, %(valid_from)s, %(valid_to)s, %(centre)s, %(from_centre)s, %(foreign_id)s,
               %(foreign_version)s, %(shared)s, %(now)s, %(now)s, %(by)s, nextval('bulletin_change_number'))
           returning id""",
        _columns(content)
        | {
            "centre": centre_id,
            "from_centre": from_centre,
            "foreign_id": foreign_id,
            "foreign_version": foreign_version,
            "by": staff_id,
            "now": now,
        },
    )
    await _add_version(transaction, bulletin_id or 0, 1, content, staff_id, now)
    return bulletin_id or 0


async def put(
    transaction: Transaction, bulletin_id: int, version: int, content: BulletinContent, staff_id: int, now: datetime
) -> None:
    """Has a bulletin say this, as a version that may be new."""
    await transaction.execute(
        """update bulletin set content = %(content)s, valid_from = %(valid_from)s, valid_to = %(valid_to)s,
               version = %(version)s, ever_shared = ever_shared or %(shared)s, changed_at = %(now)s,
               changed_by = %(by)s, begun = %(begun)s, change = nextval('bulletin_change_number')
           where id = %(id)s""",
        _columns(content)
        | {
            "id": bulletin_id,
            "version": version,
            "by": staff_id,
            "now": now,
            "begun": content.valid_from is not None and content.valid_from <= now,
        },
    )
    await _add_version(transaction, bulletin_id, version, content, staff_id, now)


async def publish(
    transaction: Transaction, bulletin_id: int, content: BulletinContent, staff_id: int | None, now: datetime
) -> None:
    """Has counsellors told of a bulletin from its beginning, which its content now names."""
    await transaction.execute(
        """update bulletin set state = 'published', content = %(content)s, valid_from = %(valid_from)s,
               published_at = %(now)s, published_by = %(by)s, begun = %(valid_from)s <= %(now)s, changed_at = %(now)s,
               changed_by = %(by)s, change = nextval('bulletin_change_number')
           where id = %(id)s""",
        _columns(content) | {"id": bulletin_id, "by": staff_id, "now": now},
    )


async def withdraw(transaction: Transaction, bulletin_id: int, staff_id: int | None, now: datetime) -> None:
    """Takes a bulletin from everybody; what it said and who acknowledged it stays."""
    await transaction.execute(
        """update bulletin set state = 'withdrawn', withdrawn_at = %(now)s, changed_at = %(now)s, changed_by = %(by)s,
               change = nextval('bulletin_change_number')
           where id = %(id)s""",
        {"id": bulletin_id, "by": staff_id, "now": now},
    )


async def published_earlier(transaction: Transaction, kept: KeptBulletin) -> list[KeptBulletin]:
    """The published versions of another centre's bulletin, whose place a newer one takes."""
    return await transaction.all(
        KeptBulletin,
        _BULLETINS
        + """where centre_id = %s and foreign_id = %s and state = 'published' and bulletin.id <> %s
             for update of bulletin""",
        (kept.centre_id, kept.foreign_id, kept.id),
    )


async def begun(transaction: Transaction, now: datetime) -> list[int]:
    """Notes which published bulletins have begun to hold since the last look; gives their ids."""
    return await transaction.values(
        int,
        """update bulletin set begun = true
           where state = 'published' and not begun and valid_from <= %(now)s and valid_to > %(now)s returning id""",
        {"now": now},
    )


async def versions(transaction: Transaction, bulletin_id: int) -> list[BulletinVersion]:
    """Every text of a bulletin, the newest first."""
    return await transaction.all(
        BulletinVersion,
        """select number, content ->> 'title' as title, content ->> 'body' as body, at,
                  coalesce(display_name, '') as by,
                  (select count(*) from bulletin_acknowledged done
                   where done.bulletin_id = bulletin_version.bulletin_id and version = number) as acknowledged
           from bulletin_version left join staff on staff.id = by_id
           where bulletin_id = %s order by number desc""",
        (bulletin_id,),
    )


async def counsellors(transaction: Transaction, staff_id: int | None = None) -> list[SkilledCounsellor]:
    """The counsellors (or this one) with their skills in force, by name."""
    return await transaction.all(
        SkilledCounsellor,
        """select staff.id, display_name,
                  coalesce((select jsonb_object_agg(code, level) from staff_skill_in_force
                                join skill on skill.id = skill_id where staff_id = staff.id), '{}') as skills
           from staff join staff_role on staff_role.staff_id = staff.id and role = 'counsellor'
           where active and (%(id)s::bigint is null or staff.id = %(id)s) order by display_name, staff.id""",
        {"id": staff_id},
    )


async def acknowledged(transaction: Transaction, bulletin_ids: Sequence[int]) -> list[Acknowledgement]:
    """Who acknowledged these bulletins, the first first."""
    return await transaction.all(
        Acknowledgement,
        """select bulletin_id, version, staff_id, at from bulletin_acknowledged
           where bulletin_id = any(%s) order by at, staff_id""",
        (list(bulletin_ids),),
    )


async def acknowledge(transaction: Transaction, bulletin_id: int, version: int, staff_id: int, now: datetime) -> bool:
    """Notes that somebody acknowledged a version; gives whether that is new."""
    return (
        await transaction.execute(
            """insert into bulletin_acknowledged (bulletin_id, version, staff_id, at) values (%s, %s, %s, %s)
               on conflict do nothing""",
            (bulletin_id, version, staff_id, now),
        )
        > 0
    )


async def is_any(transaction: Transaction) -> bool:
    """Whether there is any bulletin, in whatever state."""
    return bool(await transaction.value(bool, "select exists (select from bulletin)"))


async def _add_version(
    transaction: Transaction,
    bulletin_id: int,
    number: int,
    content: BulletinContent,
    staff_id: int | None,
    now: datetime,
) -> None:
    await transaction.execute(
        """insert into bulletin_version (bulletin_id, number, content, by_id, at) values (%(id)s, %(number)s,
               %(content)s, %(by)s, %(now)s)
           on conflict (bulletin_id, number) do update set content = excluded.content, by_id = excluded.by_id,
               at = excluded.at""",
        {
            "id": bulletin_id,
            "number": number,
            "content": Jsonb(msgspec.to_builtins(content)),
            "by": staff_id,
            "now": now,
        },
    )


def _columns(content: BulletinContent) -> dict[str, object]:
    return {
        "content": Jsonb(msgspec.to_builtins(content)),
        "valid_from": content.valid_from,
        "valid_to": content.valid_to,
        "shared": content.shared,
    }
