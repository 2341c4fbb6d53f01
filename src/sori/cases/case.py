"""What is told of cases: to those who look through them, and of photos on their way to one."""

from dataclasses import dataclass
from datetime import datetime

from sori.cases.forms import QuestionKind
from sori.cases.life.model import CaseLife, CaseUrgency
from sori.cases.model import CaseState
from sori.cases.public_photo.copy import CoveredArea
from sori.conversations.model import Channel
from sori.platform.translation import Language, Text


@dataclass(frozen=True, slots=True)
class PhotoSent:
    """A photo that is kept: its name, and how large it is."""

    id: int
    name: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CaseTypeName:
    """A type of case to choose by, with the heading it stands under."""

    code: str
    name: Text
    group: Text | None
    offered: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. `place` is the first answer that tells where, masked; None where its words are deleted.

    `district` is where that is for certain.
    """

    id: int
    number: str
    type_name: Text
    state: CaseState
    department: Text
    place: str | None
    photos: int
    received_at: datetime
    district: Text | None
    due_at: datetime | None
    near_at: datetime | None
    stopped_at: datetime | None
    urgency: CaseUrgency = CaseUrgency.IN_TIME


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, the newest first."""

    items: list[CaseLine]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class CasePlace:
    """Where a case is, as far as it is known; degrees of WGS84."""

    longitude: float | None
    latitude: float | None
    district: Text | None
    neighbourhood: Text | None


@dataclass(frozen=True, slots=True)
class CaseAnswerShown:
    """A question as it was asked, and the answer, masked; None where it was left out."""

    question: str
    kind: QuestionKind
    ask: str
    value: str | None


@dataclass(frozen=True, slots=True)
class PhotoCopy:
    """What everybody may see of a photo once it is published; `decided_at` is when a person looked at it last."""

    areas: list[CoveredArea]
    published: bool
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePhoto:
    """A photo of a case: what was asked for, blank where that was just a photo; when the camera took it."""

    id: int
    name: str
    ask: str
    media_type: str
    size: int
    width: int
    height: int
    taken_at: datetime | None
    public_copy: PhotoCopy | None


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A whole case. `shows_photos`: whether its type lets everybody see photos, with faces and plates covered.

    `bot_conversation_id` is where it was taken, `contact_id` the contact that this led to later."""

    id: int
    number: str
    type_code: str
    type_name: Text
    state: CaseState
    department: Text
    public: bool
    shows_photos: bool
    channel: Channel
    language: Language
    received_at: datetime
    forgotten_at: datetime | None
    bot_conversation_id: int | None
    contact_id: int | None
    place: CasePlace
    answers: list[CaseAnswerShown]
    photos: list[CasePhoto]
    life: CaseLife
