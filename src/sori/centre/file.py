"""The setup as one TOML file that a city keeps under version control: written the same way each time, read with the
line of each fault."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import tomlkit
from tomlkit.items import Item

from sori.centre.change import Fault
from sori.centre.setup import SINGLE, Entities, Kind, Setup

_HEAD = (
    "The setup of a Sori centre. Times are of the city's zone. Nothing here is secret: passwords are not part of it.\n"
    "Read it in with `sori setup import FILE` or on the page /admin; what is missing here is taken out of the setup."
)


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong in a file, and in which line (from 1; None where it is not of one line)."""

    line: int | None
    place: str
    problem: str
    values: dict[str, Any]


def written(setup: Setup) -> str:
    """The setup as a file. The same setup gives the same text."""
    document = tomlkit.document()
    for line in _HEAD.split("\n"):
        document.add(tomlkit.comment(line))
    zone = ZoneInfo(setup.centre.time_zone)
    for kind in Kind:
        of_kind = getattr(setup, kind)
        if not of_kind:
            continue
        if kind in SINGLE:
            document.add(kind.value, _table(of_kind, zone))
            continue
        parts = tomlkit.table(is_super_table=True)
        for code in sorted(of_kind):
            parts.add(code, _table(of_kind[code], zone))
        document.add(kind.value, parts)
    return tomlkit.dumps(document)


def read(text: str) -> tuple[Entities, list[FileFault]]:
    """The parts that a file has, and what in it can't be one."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        return {}, [FileFault(int(found[1]) if found else None, "", "setup_no_toml", {"reason": str(error)})]
    zone = _zone(tables)
    parts: Entities = {}
    faults = []
    for name, table in tables.items():
        if name not in set(Kind):
            faults.append(FileFault(_line_of(text, [name]), name, "setup_unknown_table", {"name": name}))
            continue
        kind = Kind(name)
        for code, part in ({"": table} if kind in SINGLE else _items(table)).items():
            if isinstance(part, dict):
                parts[kind, code] = _plain(part, zone)
            else:
                faults.append(FileFault(_line_of(text, [name, code]), f"{name}.{code}", "setup_no_table", {}))
    return parts, faults


def located(text: str, faults: list[Fault]) -> list[FileFault]:
    """Faults of a setup with the lines of its file."""
    return [
        FileFault(
            _line_of(text, [part for part in (fault.kind, fault.code, *fault.field.split(".")) if part]),
            ".".join(part for part in (fault.kind, fault.code, fault.field) if part),
            fault.problem,
            fault.values,
        )
        for fault in faults
    ]


def _table(part: Any, zone: ZoneInfo) -> Item:
    table = tomlkit.table()
    values = {name: getattr(part, name) for name in type(part).__dataclass_fields__}
    # A table of its own ends the one it stands in: the opening hours come last.
    for name, value in sorted(values.items(), key=lambda item: item[0] == "hours"):
        if value is not None and value not in ({}, []):
            table.add(name, _value(value, zone, own_table=name == "hours"))
    return table


def _value(value: Any, zone: ZoneInfo, *, own_table: bool = False) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if hasattr(type(value), "__dataclass_fields__"):
        value = {name: getattr(value, name) for name in type(value).__dataclass_fields__}
    elif isinstance(value, dict) and not own_table:
        value = dict(sorted(value.items()))
    if isinstance(value, dict):
        table: Any = tomlkit.table() if own_table else tomlkit.inline_table()
        for name, below in value.items():
            table.add(name, _value(below, zone))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_value(below, zone) for below in value)
        return array.multiline(len(value) > 1 and not isinstance(value[0], str))
    return str(value) if isinstance(value, str) else value


def _items(table: Any) -> dict[str, Any]:
    return table if isinstance(table, dict) else {"": table}


def _plain(part: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The part as JSON has it; a time without an offset is one of the city's."""

    def aware(value: Any) -> Any:
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, dict):
            return {name: aware(below) for name, below in value.items()}
        return [aware(below) for below in value] if isinstance(value, list) else value

    plain: dict[str, Any] = msgspec.to_builtins(aware(part))
    return plain


def _zone(tables: Mapping[str, Any]) -> ZoneInfo:
    try:
        return ZoneInfo(tables["centre"]["time_zone"])
    except (LookupError, TypeError, ValueError, OSError):  # told when the whole is looked at
        return ZoneInfo("UTC")


def _line_of(text: str, path: list[str]) -> int | None:
    """The line on which the longest part of a path that can be found is written."""
    lines = text.splitlines()
    headers = list(_headers(lines))
    for known in range(len(path), 0, -1):
        for number, names in headers:
            if names == path[:known]:
                return _key_line(lines, number, path[known:]) or number
        for number, names in headers:  # a table that only has tables below it is written with the first of them
            if names[:known] == path[:known]:
                return number
    return None


def _headers(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 1):
        found = re.fullmatch(r"\s*\[\[?([^\]]+)\]\]?\s*(#.*)?", line)
        if found:
            yield number, [name.strip().strip("\"'") for name in re.findall(r'"[^"]*"|\'[^\']*\'|[^.]+', found[1])]


def _key_line(lines: list[str], header: int, path: list[str]) -> int | None:
    if not path:
        return None
    for number, line in enumerate(lines[header:], header + 1):
        if line.lstrip().startswith("["):
            return None
        if re.match(rf"\s*[\"']?{re.escape(path[0])}[\"']?\s*=", line):
            return number
    return None
