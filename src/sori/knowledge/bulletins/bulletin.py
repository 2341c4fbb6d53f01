"""What is told of bulletins: to those whom they concern, and to those who write them."""

from dataclasses import dataclass
from datetime import datetime

from sori.knowledge.bulletins.model import BulletinContent, Standing, Urgency
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class BulletinNow:
    """A bulletin that holds, as it is read; `acknowledged_at` is the reader's, of this version."""

    id: int
    version: int
    title: str
    body: str
    urgency: Urgency
    valid_from: datetime
    valid_to: datetime
    must_acknowledge: bool
    from_centre: str
    published_at: datetime
    by: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """A queue or a skill by its code."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class BulletinAudiences:
    """Whom a bulletin can be for."""

    queues: list[Named]
    skills: list[Named]


@dataclass(frozen=True, slots=True)
class BulletinSummary:
    """A bulletin in the list of those who write them; how many it concerns is counted while it holds."""

    id: int
    title: str
    urgency: Urgency
    standing: Standing
    valid_from: datetime | None
    valid_to: datetime
    from_centre: str
    shared: bool
    changed_at: datetime
    changed_by: str
    change: int
    acknowledged: int | None
    concerned: int | None


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """Some bulletins, the last changed first; go on with `before=next_before` while that is not null."""

    items: list[BulletinSummary]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class BulletinReader:
    """A counsellor whom a bulletin concerns, and when they acknowledged its newest version; None: not yet."""

    id: int
    display_name: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class BulletinVersion:
    """A text of a bulletin as it stood, by whom, and how many acknowledged it."""

    number: int
    title: str
    body: str
    at: datetime
    by: str
    acknowledged: int


@dataclass(frozen=True, slots=True)
class BulletinShown:
    """A bulletin as it is worked on, and who acknowledged it; `change` is what a change must show."""

    id: int
    change: int
    version: int
    standing: Standing
    content: BulletinContent
    from_centre: str
    changed_at: datetime
    changed_by: str
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    readers: list[BulletinReader]
    versions: list[BulletinVersion]
    may_change: bool
    may_publish: bool
    may_withdraw: bool
