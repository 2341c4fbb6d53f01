"""Reads recorded arrivals: a CSV with a time and a category per row, and the map (TOML) that makes contacts of them."""

import csv
import gzip
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CHANNELS = frozenset(
    [
        "phone",
        "sms",
        "chatbot",
        "smart_report",
        "portal",
        "web",
        "eungdapso",
        "foreign_language",
        "sign_language",
        "email",
    ]
)
LANGUAGES = frozenset(["ko", "en"])
_KEYS = frozenset(["time", "category", "menu", "channel", "text", "language"])
_TIME_KEYS = frozenset(["column", "format", "zone"])
_CATEGORY_KEYS = frozenset(["columns"])
_DEFAULT = "default"


class RecordingError(Exception):
    """A recording or its map can't be used; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a recording's columns mean."""

    time_column: str
    time_format: str | None
    zone: ZoneInfo
    category_columns: tuple[str, ...]
    menu: Mapping[str, str]
    default_key: str
    channels: Mapping[str, str] = field(default_factory=dict)
    default_channel: str = "web"
    text_column: str | None = None
    language: str = "ko"

    def key_of(self, category: Sequence[str]) -> str:
        """The menu key of a row: that of its last category column with one, else the default."""
        return next((self.menu[value] for value in reversed(category) if value in self.menu), self.default_key)

    def channel_of(self, category: Sequence[str]) -> str:
        """The channel of a row, found in the same way."""
        known = (self.channels[value] for value in reversed(category) if value in self.channels)
        return next(known, self.default_channel)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who contacted a centre once."""

    at: datetime
    category: str
    menu_key: str
    channel: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was set aside, and why."""

    line: int
    column: str
    value: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column!r}: {self.value!r}"


@dataclass(frozen=True, slots=True)
class Recording:
    """The arrivals in the order of their time, and the rows that were set aside."""

    arrivals: list[Arrival]
    bad_rows: list[BadRow]


def mapping(path: Path) -> ColumnMap:
    """Reads a map file; RecordingError says what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise RecordingError(f"{path}: not TOML: {error}") from error
    try:
        return _mapping(content)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error}") from None


def read(path: Path, mapped: ColumnMap, rows: int | None = None) -> Recording:
    """Reads a recording (.csv or .csv.gz): the first `rows` arrivals by time, or all.

    A row without a usable time or category is set aside. RecordingError when the file can't be read or lacks a column.
    """
    try:
        with _opened(path) as file:
            recording = _read(file, mapped)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingError(f"{path}: {error}") from error
    except RecordingError as error:
        raise RecordingError(f"{path}: {error}") from None
    return Recording(recording.arrivals[:rows], recording.bad_rows)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open("rt", encoding="utf-8-sig", newline="")


def _read(file: Iterable[str], mapped: ColumnMap) -> Recording:
    reader = csv.DictReader(file)
    asked = [mapped.time_column, *mapped.category_columns, *([mapped.text_column] if mapped.text_column else [])]
    header = reader.fieldnames or []
    missing = [column for column in asked if column not in header]
    if missing:
        named, there = ", ".join(map(repr, missing)), ", ".join(map(repr, header))
        raise RecordingError(f"no column {named}; its columns are {there}")
    arrivals: list[Arrival] = []
    bad_rows: list[BadRow] = []
    for row in reader:
        result = _arrival(row, mapped, reader.line_num)
        if isinstance(result, Arrival):
            arrivals.append(result)
        else:
            bad_rows.append(result)
    arrivals.sort(key=lambda arrival: arrival.at)
    return Recording(arrivals, bad_rows)


def _arrival(row: Mapping[str, str | None], mapped: ColumnMap, line: int) -> Arrival | BadRow:
    written = (row[mapped.time_column] or "").strip()
    try:
        at = datetime.strptime(written, mapped.time_format) if mapped.time_format else datetime.fromisoformat(written)  # noqa: DTZ007
    except ValueError:
        return BadRow(line, mapped.time_column, written)
    if at.tzinfo is None:
        at = at.replace(tzinfo=mapped.zone)
    category = [(row[column] or "").strip() for column in mapped.category_columns]
    if not category[0]:
        return BadRow(line, mapped.category_columns[0], "")
    return Arrival(
        at.astimezone(UTC),
        category[0],
        mapped.key_of(category),
        mapped.channel_of(category),
        (row[mapped.text_column] or "").strip() if mapped.text_column else "",
        mapped.language,
    )


def _mapping(content: Mapping[str, object]) -> ColumnMap:
    _only(content, _KEYS, "the map")
    time, category = _table(content, "time"), _table(content, "category")
    _only(time, _TIME_KEYS, "[time]")
    _only(category, _CATEGORY_KEYS, "[category]")
    columns = category.get("columns")
    if not isinstance(columns, list) or not columns or not all(isinstance(column, str) for column in columns):
        raise RecordingError('[category] needs columns = ["…"], the coarser first')
    menu, channels = _texts(content, "menu"), _texts(content, "channel", required=False)
    _each_in(menu, frozenset("0123456789"), "[menu]", "one of the menu's keys 0 to 9")
    _each_in(channels, CHANNELS, "[channel]", f"one of {', '.join(sorted(CHANNELS))}")
    if _DEFAULT not in menu:
        raise RecordingError('[menu] needs default = "<key>" for categories that it does not name')
    language = content.get("language", "ko")
    if language not in LANGUAGES:
        raise RecordingError('language must be "ko" or "en"')
    return ColumnMap(
        time_column=_text(time, "column", "[time]") or "",
        time_format=_text(time, "format", "[time]", required=False),
        zone=_zone(_text(time, "zone", "[time]") or ""),
        category_columns=tuple(columns),
        menu={value: key for value, key in menu.items() if value != _DEFAULT},
        default_key=menu[_DEFAULT],
        channels={value: channel for value, channel in channels.items() if value != _DEFAULT},
        default_channel=channels.get(_DEFAULT, "web"),
        text_column=_text(content, "text", "the map", required=False),
        language=str(language),
    )


def _only(table: Mapping[str, object], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise RecordingError(f"{where} has an unknown key {unknown[0]!r}; it may have {', '.join(sorted(known))}")


def _table(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = content.get(name)
    if not isinstance(table, dict):
        raise RecordingError(f"there is no [{name}] table")
    return table


def _texts(content: Mapping[str, object], name: str, *, required: bool = True) -> dict[str, str]:
    if name not in content and not required:
        return {}
    table = _table(content, name)
    for key, value in table.items():
        if not isinstance(value, str):
            raise RecordingError(f"[{name}] {key!r} must be a text in quotes")
    return {key: str(value) for key, value in table.items()}


def _each_in(table: Mapping[str, str], allowed: frozenset[str], where: str, what: str) -> None:
    for key, value in table.items():
        if value not in allowed:
            raise RecordingError(f"{where} {key!r} = {value!r} is not {what}")


def _text(table: Mapping[str, object], key: str, where: str, *, required: bool = True) -> str | None:
    value = table.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value:
        raise RecordingError(f'{where} needs {key} = "…"')
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RecordingError(f"[time] zone {name!r} is no time zone; write one as in America/New_York") from error
