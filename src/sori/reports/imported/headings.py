"""Which column of a file is what: by its heading in Korean or English, or by a mapping file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from sori.platform.problem import Problem


class Kind(StrEnum):
    """What the rows of a file are."""

    CONTACTS = "contacts"
    COUNTS = "counts"
    CASES = "cases"


HISTORY = (Kind.CONTACTS, Kind.COUNTS)
"""What a file of contacts may be: themselves, or counts of them."""
CASES = (Kind.CASES,)

HEADINGS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.CONTACTS: {
        "opened": ("opened", "opened_at", "접수일시", "인입일시", "상담일시"),
        "channel": ("channel", "상담채널", "채널"),
        "queue": ("queue", "상담파트", "파트"),
        "topic": ("topic", "상담주제", "상담코드", "주제"),
        "counsellor": ("counsellor", "상담사", "상담사아이디"),
        "answered": ("answered", "answered_at", "응대일시", "응답일시"),
        "ended": ("ended", "ended_at", "종료일시"),
        "outcome": ("outcome", "결과", "응대여부"),
        "wait": ("wait", "wait_s", "대기", "대기시간", "대기(초)"),
        "handling": ("handling", "handling_s", "처리", "처리시간", "처리(초)"),
    },
    Kind.COUNTS: {
        "day": ("day", "date", "일자", "날짜"),
        "period": ("period", "기간"),
        "from": ("from", "first_day", "시작일"),
        "to": ("to", "last_day", "종료일"),
        "channel": ("channel", "상담채널", "채널"),
        "queue": ("queue", "상담파트", "파트"),
        "topic": ("topic", "상담주제", "상담코드", "주제"),
        "part": ("part", "구분"),
        "field": ("field", "분야"),
        "inbound": ("inbound", "인입", "인입량", "인입건수"),
        "answered": ("answered", "응대", "응대량", "응대건수"),
        "printed_pct": ("printed_pct", "공표비율", "공표응대율"),
        "days": ("days", "일수"),
        "total": ("total", "합계"),
    },
    Kind.CASES: {
        "number": ("number", "case_id", "service_request_id", "민원번호", "접수번호"),
        "type": ("type", "case_type", "민원유형", "유형"),
        "department": ("department", "담당부서", "처리부서", "부서"),
        "opened": ("opened", "opened_at", "received", "received_at", "접수일시"),
        "due": ("due", "due_at", "target_at", "처리기한"),
        "closed": ("closed", "closed_at", "완료일시", "처리일시"),
        "on_time": ("on_time", "기한준수", "기한준수여부"),
        "latitude": ("latitude", "lat", "위도"),
        "longitude": ("longitude", "lon", "lng", "경도"),
    },
}
"""Every field with the headings by which it is known; case, spaces and a byte order mark don't matter."""
ADDED = ("line", "field", "reason")
"""What a file of rows set aside has in front; where such a file is brought in again, these columns are passed over."""


class CountMapping(msgspec.Struct, forbid_unknown_fields=True):
    """One count that each row has: fields by the file's heading, and fields that are the same in every row."""

    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}


class DefaultPoint(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Coordinates, in degrees of WGS84, that a file has where nobody knew the place."""

    latitude: float
    longitude: float


class MappingFile(msgspec.Struct, forbid_unknown_fields=True):
    """A mapping file (TOML): headings and values that are not ours. docs/statistics.md tells of it."""

    kind: Kind
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    counts: list[CountMapping] = []
    no_place: list[DefaultPoint] = []


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a file each field is read from.

    Attributes:
        kind: what the rows are.
        columns: field → number of the file's column.
        fixed: fields that are the same in every row.
        values: field → what a file calls a value → what we call it.
        counts: for counts, each one that a row has: its own columns and fixed fields.
        no_place: for cases, coordinates that mean "no place".
        unused: headings of columns that nothing is read from.
    """

    kind: Kind
    headings: Sequence[str]
    columns: Mapping[str, int]
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counts: Sequence[tuple[Mapping[str, int], Mapping[str, str]]] = ()
    no_place: Sequence[DefaultPoint] = ()
    unused: Sequence[str] = ()


def mapping(path: Path) -> MappingFile:
    """A mapping file. Raises Problem 422 with what is wrong in it."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=MappingFile)
    except OSError as error:
        raise Problem(422, "import_unreadable", file=path.name, reason=error.strerror or "") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Problem(422, "import_mapping", file=path.name, reason=str(error)) from error


def layout(headings: Sequence[str], mapped: MappingFile | None, kinds: Sequence[Kind]) -> Layout:
    """What each column of a file with these headings is, whose rows are of one of these kinds.

    Raises Problem 422 where the headings say too little, with those that are expected.
    """
    made = _layout_by_mapping(headings, mapped, kinds) if mapped else _layout_by_headings(headings, kinds)
    present = {*made.columns, *made.fixed}
    for columns, fixed in made.counts:
        missing = _missing(made.kind, present | {*columns, *fixed})
        if missing:
            raise _incomplete(made.kind, headings, missing)
    if not made.counts and (missing := _missing(made.kind, present)):
        raise _incomplete(made.kind, headings, missing)
    return made


def known_heading(heading: str) -> bool:
    """Whether a heading is one of ours."""
    return any(_plain(heading) in names for kind in Kind for names in _KNOWN[kind])


def _layout_by_headings(headings: Sequence[str], kinds: Sequence[Kind]) -> Layout:
    found = {kind: _columns(kind, headings) for kind in kinds}
    # Contacts and counts have an "answered" both: what a contact alone has is when it was opened.
    kind = next((kind for kind in kinds if "opened" in found[kind]), kinds[-1])
    columns = found[kind]
    return Layout(kind, headings, columns, unused=_unused(headings, columns.values()))


def _layout_by_mapping(headings: Sequence[str], mapped: MappingFile, kinds: Sequence[Kind]) -> Layout:
    if mapped.kind not in kinds:
        raise Problem(422, "import_kind", kind=mapped.kind, kinds=", ".join(kinds))
    if mapped.no_place and mapped.kind is not Kind.CASES:
        raise Problem(422, "import_mapping", file="", reason=f"no_place: {Kind.CASES}")
    numbers = {_plain(heading): number for number, heading in list(enumerate(headings))[_passed_over(headings) :]}

    def located(columns: Mapping[str, str]) -> dict[str, int]:
        for name, heading in columns.items():
            if name not in HEADINGS[mapped.kind]:
                raise Problem(422, "import_mapping", file="", reason=f"{name}: {', '.join(HEADINGS[mapped.kind])}")
            if _plain(heading) not in numbers:
                raise Problem(422, "import_no_column", heading=heading, headings=", ".join(headings))
        return {name: numbers[_plain(heading)] for name, heading in columns.items()}

    columns = located(mapped.columns)
    counts = [(located(count.columns), count.fixed) for count in mapped.counts]
    used = [*columns.values(), *(number for own, _ in counts for number in own.values())]
    return Layout(
        mapped.kind, headings, columns, mapped.fixed, mapped.values, counts, mapped.no_place, _unused(headings, used)
    )


def _columns(kind: Kind, headings: Sequence[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, heading in list(enumerate(headings))[_passed_over(headings) :]:
        for name, names in zip(HEADINGS[kind], _KNOWN[kind], strict=True):
            if _plain(heading) in names:
                numbers.setdefault(name, number)
    return numbers


def _unused(headings: Sequence[str], used: Iterable[int]) -> list[str]:
    taken = {*range(_passed_over(headings)), *used}
    return [heading for number, heading in enumerate(headings) if number not in taken]


def _passed_over(headings: Sequence[str]) -> int:
    """How many columns in front come from an earlier import."""
    return len(ADDED) if tuple(map(_plain, headings[: len(ADDED)])) == ADDED else 0


def _missing(kind: Kind, present: set[str]) -> list[str]:
    needed = {Kind.CONTACTS: ("opened", "channel"), Kind.CASES: ("opened", "type")}
    if kind in needed:
        return [name for name in needed[kind] if name not in present]
    missing = [] if present & {"day", "period"} or {"from", "to"} <= present else ["day"]
    return missing + [name for name in ("answered",) if name not in present]


def _incomplete(kind: Kind, headings: Sequence[str], missing: Sequence[str]) -> Problem:
    return Problem(
        422,
        "import_headings",
        headings=", ".join(headings)[:300],
        missing=", ".join(f"{name} ({HEADINGS[kind][name][-1]})" for name in missing),
        expected=", ".join(HEADINGS[kind]),
    )


def _plain(heading: str) -> str:
    return heading.strip("\ufeff \t\"'").casefold().replace(" ", "")


_KNOWN = {kind: [tuple(map(_plain, names)) for names in HEADINGS[kind].values()] for kind in Kind}
