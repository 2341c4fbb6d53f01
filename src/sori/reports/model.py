"""Statistics (통계): what is counted, by what, and how it is told. The definitions stand in docs/statistics.md."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sori.conversations.model import Channel
from sori.people.model import Role
from sori.platform.translation import Text

STATISTICS_ROLES = (Role.TEAM_LEADER, Role.MANAGER, Role.PLANNER, Role.ANALYST, Role.ADMINISTRATOR)
"""Who sees statistics and the records behind them."""
NONE = "none"
"""The key of what has no queue, topic or counsellor (yet)."""
PERCENTILE_ERROR_PCT = 1.0
"""How far a percentile told may be from the exact one, in per cent of it."""
LONGEST_BY_HOUR_DAYS = 62
"""A table by hours on the line of time is of so many days at most."""
FIRST_YEAR_BEGINS, LAST_YEAR_ENDS = date(1900, 1, 1), date(2199, 12, 31)
"""Between these days there may be something to count."""


class Dimension(StrEnum):
    """What a table has a row for each of."""

    CHANNEL = "channel"
    QUEUE = "queue"
    TOPIC = "topic"
    COUNSELLOR = "counsellor"
    DAY = "day"
    MONTH = "month"
    HOUR = "hour"
    """Hours of the day, 0 to 23, all days together."""
    DAY_HOUR = "day_hour"
    """Hours on the line of time."""


class Unit(StrEnum):
    """What is counted one by one."""

    CONTACTS = "contacts"
    """Each contact once, on the day and hour of the city on which it was opened."""
    STAYS = "stays"
    """Each stay in a queue, on the day and hour on which it began: a contact passed on has several."""


class StatisticsFigure(StrEnum):
    """A figure that opens the records behind it."""

    INBOUND = "inbound"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    UNFINISHED = "unfinished"
    """Neither answered nor abandoned: still waiting, or left as a message that nobody has answered yet."""
    WITHIN_TARGET = "within_target"
    HANDLED = "handled"
    """Those whose handling is known."""


class Source(StrEnum):
    """Where a record came from."""

    LIVE = "live"
    IMPORT = "import"


class FileFormat(StrEnum):
    """How a table is exported."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which contacts or stays are counted; each is a list of which one must hold, empty for all.

    `queue_id`, `topic_id` and `counsellor_id` 0 ask for those without. A topic stands for all below it. `hour` is an
    hour of the day of the city's clock. Days are the city's, both included.
    """

    first_day: date
    last_day: date
    channels: tuple[Channel, ...] = ()
    queue_ids: tuple[int, ...] = ()
    topic_ids: tuple[int, ...] = ()
    counsellor_ids: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()

    @property
    def days(self) -> int:
        """How many days are asked for."""
        return (self.last_day - self.first_day).days + 1


def unit_of(by: Dimension | None, filters: Filters) -> Unit:
    """Contacts, unless queues or counsellors are asked for: a contact can have been with several of those."""
    of_stays = by in (Dimension.QUEUE, Dimension.COUNSELLOR) or filters.queue_ids or filters.counsellor_ids
    return Unit.STAYS if of_stays else Unit.CONTACTS


@dataclass(frozen=True, slots=True)
class Durations:
    """Lengths of time in seconds: of how many, their mean (exact), and percentiles within 1 % of the exact ones."""

    count: int
    mean_s: float
    p50_s: float
    p90_s: float
    p95_s: float
    p99_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one row.

    Attributes:
        inbound: contacts (or stays) that began. Of counts imported without their inbound, what was answered.
        answered: of these, those that a person answered.
        abandoned: of these, those that gave up before an answer.
        unfinished: of these, those of which neither is known yet.
        within_target: answered within the target of their queue.
        answer_rate_pct: answered ÷ (answered + abandoned), one decimal, halves up; None where there are none.
        service_level_pct: within target ÷ (answered + abandoned), of contacts that are known one by one.
        wait: from queueing to the answer, of those answered.
        handling: talk and wrap-up together, of those that are over.
        inbound_daily_mean: inbound ÷ days, one decimal, halves up.
        answered_daily_mean: answered ÷ days, one decimal, halves up.
        counted: how many of inbound come from imported counts, which have no contacts behind them.
        inbound_unknown: how many of inbound come from counts that say only what was answered; not in the answer rate.
    """

    inbound: int
    answered: int
    abandoned: int
    unfinished: int
    within_target: int
    answer_rate_pct: float | None
    service_level_pct: float | None
    wait: Durations | None
    handling: Durations | None
    inbound_daily_mean: float
    answered_daily_mean: float
    counted: int = 0
    inbound_unknown: int = 0


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """One row: what it is of, and its figures.

    `key` is the value to filter by: a channel's code, an id, a day (2026-03-04), a month (2026-03), an hour (9),
    an hour on the line of time (2026-03-04T09), or "none". `name` is what an administrator called it, for queues,
    topics and counsellors. Topics come as a tree: parents before children, `level` from 1 to 3, each with those below
    counted in.
    """

    key: str
    name: Text | None
    level: int
    parent_key: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Imported counts of the days asked for that the table has no place for: a year's count in a table by day."""

    rows: int
    inbound: int
    answered: int


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """A table of statistics.

    `total` counts each contact (or stay) once. Percentiles are within `percentile_error_pct` % of the exact ones.
    """

    by: Dimension
    unit: Unit
    first_day: date
    last_day: date
    days: int
    time_zone: str
    as_of: datetime
    rows: list[StatisticsRow]
    total: Figures
    left_out: LeftOut
    percentile_error_pct: float
    simulated: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How many began, and what became of them."""

    inbound: int
    answered: int
    abandoned: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What tables say of some days: contacts by channel, and stays by the code of their queue."""

    by_channel: dict[str, Ended]
    by_queue: dict[str, Ended]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to filter by."""

    id: int
    code: str
    name: Text
    retired: bool = False
    level: int = 1
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What tables can be filtered by, and since when there is anything to count."""

    today: date
    first_day: date | None
    channels: list[Channel]
    queues: list[Choice]
    topics: list[Choice]
    counsellors: list[Choice]


@dataclass(frozen=True, slots=True)
class Origin:
    """The line of the imported file that something came from."""

    import_id: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """One contact (or stay) behind a figure. `contact_id` is of a live one, `origin` of an imported one."""

    source: Source
    contact_id: int | None
    origin: Origin | None
    opened_at: datetime
    channel: Channel
    queue: Text | None
    topic: list[Text] | None
    counsellor: str | None
    answered: bool
    abandoned: bool
    within_target: bool
    wait_s: float | None
    handling_s: float | None
    simulated: bool
    may_open: bool
    """Whether the reader may open the conversation."""


@dataclass(frozen=True, slots=True)
class CountRecord:
    """An imported count behind a figure: the file's own line and values, and how much of it is in the figure."""

    origin: Origin
    first_day: date
    last_day: date
    channel: Channel | None
    queue: Text | None
    inbound: int | None
    answered: int
    added_inbound: int
    """What the figure has of it beside contacts known one by one; of counts without inbound what was answered."""
    added_answered: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records behind a figure, newest first; ask again with `after` for more. Counts come with the first page."""

    unit: Unit
    items: list[Record]
    counts: list[CountRecord]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class PeriodChannels:
    """What was answered in a period, by channel, as imported counts say."""

    first_day: date
    last_day: date
    days: int
    by_channel: dict[str, int]
    total: int
    daily_mean: int
    origins: list[Origin]


@dataclass(frozen=True, slots=True)
class PeriodAnswers:
    """Inbound and answered of one channel in a period."""

    first_day: date
    last_day: date
    days: int
    channel: Channel
    inbound: int
    answered: int
    answer_rate_pct: float | None
    inbound_daily_mean: int
    answered_daily_mean: int
    printed_rate_pct: float | None
    origins: list[Origin]


@dataclass(frozen=True, slots=True)
class FieldCount:
    """One field of something counted by field, with its share of all fields together, and the share as printed."""

    field: str
    count: int
    share_pct: float | None
    printed_share_pct: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class PeriodShare:
    """A part of all contacts of a period, such as those about COVID-19, with the parts it is made of."""

    first_day: date
    last_day: date
    days: int
    part: str
    total: int | None
    total_daily_mean: int | None
    count: int
    daily_mean: int
    share_pct: float | None
    printed_share_pct: float | None
    fields: list[FieldCount]
    origins: list[Origin]


@dataclass(frozen=True, slots=True)
class PeriodSuggestions:
    """Suggestions (시민의 소리) of a period by field, shares printed and computed side by side."""

    first_day: date
    last_day: date
    total: int
    fields: list[FieldCount]


@dataclass(frozen=True, slots=True)
class Periods:
    """What imported counts say of whole periods, exactly as they say it."""

    channels: list[PeriodChannels]
    answers: list[PeriodAnswers]
    shares: list[PeriodShare]
    suggestions: list[PeriodSuggestions]


class PeriodTable(StrEnum):
    """One of the tables of periods."""

    CHANNELS = "channels"
    ANSWERS = "answers"
    SHARES = "shares"
    SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import: whose file, what came of it, and whether it was undone."""

    id: int
    file: str
    kind: str
    imported_at: datetime
    rows: int
    set_aside: int
    first_day: date | None
    last_day: date | None
    undone_at: datetime | None


def daily_mean(count: int, days: int, decimals: int = 0) -> float:
    """`count` ÷ `days`, halves rounded up as in published figures."""
    scale = int(10**decimals)
    return (count * 2 * scale + days) // (days * 2) / scale
