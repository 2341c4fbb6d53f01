"""Values of a column read at once: names, texts, moments, durations, degrees, of whatever type a file has them in."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sori.platform.problem import Problem

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_HOUR_US = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_WRITTEN = re.compile(r"(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})\.?(?:[ T](\d{1,2}):(\d{1,2})(.*))?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,6})?)", re.ASCII)
_DECIMAL = r"^[+-]?(?:\d{1,9}(?:\.\d*)?|\.\d+)$"
_UNKNOWN = -1
_BEYOND_MS = 1 << 52


@dataclass(frozen=True, slots=True)
class Moments:
    """Microseconds since 1970 in UTC; 0 where none was `told` or it is `wrong`."""

    us: Ints
    told: Bools
    wrong: Bools


@dataclass(frozen=True, slots=True)
class Durations:
    """Milliseconds; 0 where none was `told` or it is `wrong`."""

    ms: Ints
    told: Bools
    wrong: Bools


@dataclass(frozen=True, slots=True)
class Degrees:
    """Degrees; 0 where none were `told` or they are `wrong`."""

    value: npt.NDArray[np.float64]
    told: Bools
    wrong: Bools


def looked_up(
    column: pa.Array | None, rows: int, known: Mapping[str, int], renamed: Mapping[str, str], field: str
) -> Ints:
    """The number of each name: 0 where there is none, -1 where it isn't known. Case and outer spaces don't matter.

    `renamed` says what a file calls a name of ours. Raises Problem 422 for a column that can hold no names.
    """
    if column is None:
        return np.zeros(rows, np.int64)
    names = _texts(column, field).dictionary_encode()
    ours = {other.strip().casefold(): name.strip().casefold() for other, name in renamed.items()}

    def number(name: str | None) -> int:
        plain = (name or "").strip().casefold()
        return known.get(ours.get(plain, plain), _UNKNOWN) if plain else 0

    numbers = np.array([*map(number, names.dictionary.to_pylist()), 0], np.int64)
    found: Ints = numbers[_numpy(pc.fill_null(names.indices, len(numbers) - 1))]
    return found


def moments(column: pa.Array | None, rows: int, zone: str, field: str) -> Moments:
    """The moments of a column; a time without a zone is the city's, the earlier one where a clock is put back.

    Raises Problem 422 for a column that can hold no moments.
    """
    if column is None:
        return Moments(np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))
    if pa.types.is_timestamp(column.type):
        return _typed_moments(column, zone)
    if pa.types.is_date(column.type):
        return _typed_moments(column.cast(pa.timestamp("us")), zone)
    texts = _stripped(_texts(column, field))
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return _typed_moments(texts.cast(kind), zone)
        except pa.ArrowInvalid:
            continue
    us, told, wrong = _one_by_one(texts, lambda text: _moment(text, zone))
    return Moments(us, told, wrong)


def durations(column: pa.Array | None, rows: int, field: str) -> Durations:
    """The durations of a column: numbers are seconds, texts seconds or h:mm:ss. Negative ones are wrong.

    Raises Problem 422 for a column that can hold no durations.
    """
    if column is None:
        return Durations(np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))
    if pa.types.is_duration(column.type):
        column = pc.divide(column.cast(pa.duration("us")).cast(pa.int64()).cast(pa.float64()), 1e6)
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)):
        texts = _stripped(_texts(column, field))
        try:
            column = texts.cast(pa.float64())
        except pa.ArrowInvalid:
            ms, told, wrong = _one_by_one(texts, _milliseconds)
            return Durations(ms, told, wrong | (ms < 0))
    told = _numpy(column.is_valid())
    seconds = _numpy(pc.fill_null(column.cast(pa.float64(), safe=False), 0.0))
    wrong = ~np.isfinite(seconds) | (seconds < 0)
    ms = np.minimum(np.where(wrong, 0, seconds) * 1000, _BEYOND_MS)
    return Durations(np.rint(ms).astype(np.int64), told & ~wrong, wrong)


def texts(column: pa.Array | None, rows: int, renamed: Mapping[str, str], field: str) -> pa.Array:
    """The texts of a column without outer spaces, null where there is none; `renamed` says what we call a value.

    Raises Problem 422 for a column that can hold no texts.
    """
    if column is None:
        return pa.nulls(rows, pa.string())
    told = _stripped(_texts(column, field)).dictionary_encode()
    ours = {other.strip().casefold(): name.strip() for other, name in renamed.items()}
    names = [ours.get(name.casefold(), name) or None for name in told.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(told.indices)


def degrees(column: pa.Array | None, rows: int, most: float, field: str) -> Degrees:
    """The degrees of a column, of `most` at most to either side of zero. What is no number is wrong.

    Raises Problem 422 for a column that can hold no numbers.
    """
    if column is None:
        return Degrees(np.zeros(rows), np.zeros(rows, np.bool_), np.zeros(rows, np.bool_))
    if pa.types.is_floating(column.type):
        # What isn't known is NaN in files that come from data frames.
        column = pc.if_else(pc.is_nan(column), None, column)
    told = column.is_valid()
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)):
        plain = _stripped(_texts(column, field))
        told = plain.is_valid()
        column = pc.if_else(pc.match_substring_regex(plain, _DECIMAL), plain, None)
    read = _numpy(pc.fill_null(column.cast(pa.float64(), safe=False), math.inf))
    right = np.abs(read) <= most
    return Degrees(np.where(right, read, 0.0), right, _numpy(told) & ~right)


def _texts(column: pa.Array, field: str) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    raise Problem(422, "import_column_type", column=field, type=str(kind))


def _stripped(texts: pa.Array) -> pa.Array:
    """Without outer spaces; null where nothing is left."""
    plain = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(plain, ""), None, plain)


def _typed_moments(column: pa.Array, zone: str) -> Moments:
    told = _numpy(column.is_valid())
    us = _numpy(pc.fill_null(column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64()), 0))
    if column.type.tz is None:
        us = _in_utc(us, zone)
    return Moments(np.where(told, us, 0), told, np.zeros(len(us), np.bool_))


def _in_utc(local_us: Ints, zone: str) -> Ints:
    """Moments of the city's clock as moments: zones change their offset on the hour, so each hour is looked up once."""
    hours, of = np.unique(local_us // _HOUR_US, return_inverse=True)
    city = ZoneInfo(zone)

    def offset(hour: int) -> int:
        try:
            moment = _EPOCH + timedelta(hours=hour)
        except OverflowError:
            return 0  # beyond all calendars, which the check of what is possible finds out
        away = moment.replace(tzinfo=city).utcoffset() or timedelta()
        return away // _MICROSECOND

    return local_us - np.array([offset(int(hour)) for hour in hours], np.int64)[of]


def _one_by_one(texts: pa.Array, read: Callable[[str], int | None]) -> tuple[Ints, Bools, Bools]:
    """Each value read by itself, for columns in which something is wrong or of another form."""
    values = [None if text is None else read(text) for text in texts.to_pylist()]
    filled = _numpy(texts.is_valid())
    wrong = filled & np.array([value is None for value in values], np.bool_)
    return np.array([value or 0 for value in values], np.int64), filled & ~wrong, wrong


def _moment(text: str, zone: str) -> int | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, rest = found.groups(default="")
    try:
        moment = datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{hour or 0:0>2}:{minute or 0:0>2}{rest.strip()}")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    try:
        return (moment - _EPOCH) // _MICROSECOND
    except OverflowError:
        return None


def _milliseconds(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    if found:
        hours, minutes, seconds = found.groups()
        return round((int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    try:
        seconds_told = float(text)
    except ValueError:
        return None
    return round(seconds_told * 1000) if 0 <= seconds_told < _BEYOND_MS / 1000 else None


def _numpy(array: pa.Array) -> Any:
    return array.to_numpy(zero_copy_only=False)
