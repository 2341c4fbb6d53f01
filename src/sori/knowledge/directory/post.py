"""What is told of posts: to those who look for one, and to those who keep the directory."""

from dataclasses import dataclass
from datetime import datetime

from sori.knowledge.directory.model import Answering, FieldChange, PostChangeKind, PostContent
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class District:
    """A district of the city."""

    id: int
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PostSubstitute:
    """A substitute as the post names them, and the post they have, if they have an entry."""

    name: str
    post_id: int | None


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post with who answers for it now."""

    id: int
    content: PostContent
    department: Text
    district: Text | None
    substitutes: list[PostSubstitute]
    answering: Answering


@dataclass(frozen=True, slots=True)
class PostsFound:
    """Posts that were looked for, the best first, and how many there are in all."""

    items: list[PostEntry]
    total: int


@dataclass(frozen=True, slots=True)
class EmergencyList:
    """The posts of the emergency list, the city's own before the districts', and as of when."""

    city: Text
    at: datetime
    posts: list[PostEntry]
    changed_at: datetime | None
    """When the directory was changed last."""


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post with its version. `entry` has who answers for it; for a removed one nobody does."""

    id: int
    change: int
    removed: bool
    content: PostContent
    entry: PostEntry | None
    changed_at: datetime
    changed_by: str
    may_change: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class PostSummary:
    """A post in the list of those who keep the directory."""

    id: int
    change: int
    removed: bool
    office: str
    title: str
    department: Text
    district: Text | None
    emergency: bool
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """Posts, the last changed first, where the next page begins, and how many there are in all."""

    items: list[PostSummary]
    next_before: int | None
    total: int


@dataclass(frozen=True, slots=True)
class PostChange:
    """A change of a post: what it was about, by whom, and each field before and after."""

    number: int
    post_id: int
    office: str
    title: str
    kind: PostChangeKind
    at: datetime
    by: str
    note: str
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True)
class PostChangePage:
    """Changes, the newest first, and where the next page begins."""

    items: list[PostChange]
    next_before: int | None
