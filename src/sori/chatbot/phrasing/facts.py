"""What in a text can be looked up in another: numbers, amounts, dates, times, telephones, addresses of the web.

The same fact written in two ways is the same (3만 원 and 30,000 won, 오후 6시 and 18:00). What isn't known to be the
same is not: then a sentence is refused that would have been right, and the citizen is shown the article's own.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"'”’가-힣]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>()\[\]\"'가-힣]*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(
    r"(?<![\d-])(?:\+82[-. ]?\(?0?|\(?0)\d{1,3}\)?[-. ]{0,2}\d{3,4}[-. ]{1,2}\d{4}(?![\d-])"
    r"|(?<![\d-])1[5-9]\d\d[-. ]\d{4}(?![\d-])|(?<![\d-])0\d{8,10}(?![\d-])"
)
_CODE = re.compile(r"(?<![\d-])\d+(?:-\d+)+(?![\d-])")
_YEAR = r"(?:19|20)\d\d"
_DATES = (
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s?[-./년]\s?(?P<m>\d\d?)\s?[-./월]\s?(?P<d>\d\d?)(?!\d)(?:\s?일|\.)?"),
    re.compile(r"(?<!\d)(?P<m>\d\d?)\s?월\s?(?P<d>\d\d?)\s?일"),
    re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s?년\s?(?P<m>\d\d?)\s?월"),
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in _MONTHS)
_ENGLISH_DATES = (
    re.compile(rf"\b(?P<name>{_MONTH_NAME})\.?\s(?P<d>\d\d?)(?:st|nd|rd|th)?(?:,?\s(?P<y>{_YEAR}))?\b", re.IGNORECASE),
    re.compile(rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)?\s(?P<name>{_MONTH_NAME})\.?(?:,?\s(?P<y>{_YEAR}))?\b", re.IGNORECASE),
)
_TIMES = (
    re.compile(r"(?P<half>오전|오후|낮|밤|저녁|아침|새벽)?\s?(?<!\d)(?P<h>\d\d?)\s?시(?!간)(?:\s?(?P<m>\d\d?)\s?분)?"),
    re.compile(
        r"(?P<half>오전|오후)?\s?(?<!\d)(?P<h>\d\d?):(?P<m>\d\d)(?!\d)(?:\s?(?P<after>[ap])\.?m\b\.?)?", re.IGNORECASE
    ),
    re.compile(r"(?<!\d)(?P<h>\d\d?)\s?(?P<after>[ap])\.?m\b\.?", re.IGNORECASE),
)
_LATER_HALF = {"오후", "저녁", "밤", "낮", "p"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s?[십백천만억](?:\s?\d[\d,]*(?:\.\d+)?)?)*")
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)|([십백천만억])")
_TIMES_OF = {"십": 10, "백": 100, "천": 1_000, "만": 10_000, "억": 100_000_000}
_UNITS = {
    "원": "원", "won": "원", "krw": "원",
    "개월": "개월", "달": "개월", "month": "개월", "months": "개월",
    "시간": "시간", "hour": "시간", "hours": "시간",
    "일": "일", "day": "일", "days": "일",
    "년": "년", "year": "년", "years": "년",
    "월": "월", "주": "주", "week": "주", "weeks": "주",
    "분": "분", "minute": "분", "minutes": "분",
    "%": "%", "퍼센트": "%", "percent": "%", "프로": "%",
    "세": "세", "살": "세", "명": "명", "인": "명", "people": "명", "배": "배",
    "킬로그램": "kg", "kg": "kg", "킬로미터": "km", "km": "km", "미터": "m", "m": "m", "리터": "l", "l": "l",
}  # fmt: skip
"""Units whose exchange would make another statement of a number; 장, 개, 매 and the like are one as good as another."""
_UNIT = re.compile(
    r"\s?(" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + r")(?![a-z])", re.IGNORECASE
)
_RANGE = re.compile(r"\s?[~∼〜–-]\s?(?=\d)|\s?to\s(?=\d)")
_WON_BEFORE = re.compile(r"(?:₩|krw\s?)$", re.IGNORECASE)
_SINO = {sign: value for value, sign in enumerate("영일이삼사오육칠팔구")} | {"공": 0}
_SINO_WORD = re.compile(
    r"(?<![가-힣\d])([일이삼사오육칠팔구십백천만]+)(?=(?:원|일|개월|년|분|퍼센트|명|세|시간|주)(?![가-힣]{3}))"
)
_SINO_AMOUNT = re.compile(
    r"(?<![가-힣\d])([일이삼사오육칠팔구]*[십백천만][일이삼사오육칠팔구십백천만]*)(?=\s(?:원|명|일|년|개월|분|세|시간|퍼센트))"
)
_SPELT_DIGITS = re.compile(r"[공영일이삼사오육칠팔구](?:[ -]?[공영일이삼사오육칠팔구]){6,}")
_NATIVE_NAMES = ("두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "스무", "서른", "마흔", "쉰")
_NATIVE = dict(zip(_NATIVE_NAMES, [*range(2, 11), 20, 30, 40, 50], strict=True))
_NATIVE_WORD = re.compile(
    rf"(?<![가-힣])({'|'.join(_NATIVE)})(?=\s?(?:개|장|매|명|번|시간|시|달|살|곳|주|건|차례|가지|권|대|마리|군데)(?![가-힣]{{3}}))"
)
_ENGLISH_NAMES = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
    "thousand", "million",
)  # fmt: skip
_ENGLISH = dict(zip(_ENGLISH_NAMES, [*range(2, 21), *range(30, 100, 10), 100, 1_000, 1_000_000], strict=True))
_ENGLISH_WORD = re.compile(rf"\b({'|'.join(_ENGLISH)})(?:-({'|'.join(_ENGLISH_NAMES[:8])}))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text can be looked up: numbers with their units (empty: none, or one that doesn't matter)."""

    exact: frozenset[str] = frozenset()
    numbers: frozenset[tuple[str, str]] = frozenset()

    def lacking(self, known: "Facts") -> bool:
        """Whether any of these facts is not among the known."""
        if self.exact - known.exact:
            return True
        values = {value for value, _ in known.numbers}
        return not all(
            value in values if not unit else bool({(value, unit), (value, "")} & known.numbers)
            for value, unit in self.numbers
        )


@dataclass(slots=True)
class _Reader:
    """Takes facts out of a text one kind after the other, so that none is read twice."""

    text: str
    exact: set[str] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)

    def take(self, pattern: re.Pattern[str], told: Callable[[re.Match[str]], list[str]]) -> None:
        def out(match: re.Match[str]) -> str:
            found = told(match)
            self.exact.update(found)
            # A sign that no pattern knows stands where it was, so that what stood on both sides doesn't join.
            return " \0 " if found else match.group()

        self.text = pattern.sub(out, self.text)


def facts(text: str, *, known: bool = False) -> Facts:
    """The facts of a text; of one that is `known`, what follows from them too: a date has a month and a day."""
    reader = _Reader(_written(text))
    reader.take(_MAIL, lambda match: [f"mail {match.group().rstrip('.').lower()}"])
    reader.take(_WEB, lambda match: [f"web {_address(match.group())}"])
    reader.take(_PHONE, lambda match: [f"phone {_dialled(match.group())}"])
    for pattern in (*_DATES, *_ENGLISH_DATES):
        reader.take(pattern, lambda match: _dates(match, known=known))
    reader.take(_CODE, lambda match: _code(match.group()))
    for pattern in _TIMES:
        reader.take(pattern, _times)
    _take_numbers(reader)
    return Facts(frozenset(reader.exact), frozenset(reader.numbers))


def without_addresses(text: str) -> str:
    """A text without the addresses in it, which are in no language."""
    return _WEB.sub("", _MAIL.sub("", text))


def _written(text: str) -> str:
    """The text with numbers in digits, those in words too."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    text = _SPELT_DIGITS.sub(lambda match: "".join(str(_SINO[sign]) for sign in match.group() if sign in _SINO), text)
    for pattern in (_SINO_WORD, _SINO_AMOUNT):
        text = pattern.sub(lambda match: str(_sino(match.group(1))), text)
    text = _NATIVE_WORD.sub(lambda match: str(_NATIVE[match.group(1)]), text)
    return _ENGLISH_WORD.sub(
        lambda match: str(
            _ENGLISH[match.group(1).lower()] + (_ENGLISH[match.group(2).lower()] if match.group(2) else 0)
        ),
        text,
    )


def _sino(word: str) -> int:
    whole = part = digit = 0
    for sign in word:
        if sign in _SINO:
            digit = _SINO[sign]
        elif sign == "만":
            whole, part, digit = (whole + part + digit or 1) * 10_000, 0, 0
        else:
            part, digit = part + (digit or 1) * _TIMES_OF[sign], 0
    return whole + part + digit


def _address(text: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text.rstrip(".,;:!?/").lower())


def _dialled(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "0" + digits[2:].removeprefix("0") if digits.startswith("82") and len(digits) > 9 else digits


def _code(text: str) -> list[str]:
    # A range, such as 3-5, is read as two numbers.
    return [f"code {text}"] if sum(map(str.isdigit, text)) >= 6 or text.count("-") > 1 else []


def _dates(match: re.Match[str], *, known: bool) -> list[str]:
    parts = match.groupdict()
    name = parts.get("name")
    month = (
        _MONTHS.index(next(one for one in _MONTHS if one.startswith(name[:3].lower()))) + 1 if name else int(parts["m"])
    )
    year, day = parts.get("y"), parts.get("d")
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return []
    if year and day:
        whole = [f"date {year}-{month}-{int(day)}"]
        return [*whole, f"date -{month}-{int(day)}", f"date {year}-{month}-"] if known else whole
    return [f"date {year or ''}-{month}-{int(day) if day else ''}"]


def _times(match: re.Match[str]) -> list[str]:
    parts = match.groupdict()
    hour, minute = int(parts["h"]), int(parts.get("m") or 0)
    half = parts.get("half") or (parts.get("after") or "").lower()
    if hour > 24 or minute > 59:
        return []
    if half in _LATER_HALF and hour < 12 and not (half == "밤" and hour < 6):
        hour += 12
    elif half in ("a", "오전", "새벽") and hour == 12:
        hour = 0
    return [f"time {hour}:{minute:02}"]


def _take_numbers(reader: _Reader) -> None:
    text = reader.text
    read = [(match, _value(match.group())) for match in _NUMBER.finditer(text)]
    unit_after = ""
    for match, value in reversed(read):
        unit = _UNIT.match(text, match.end())
        if unit is not None:
            unit_after = _UNITS[unit.group(1).lower()]
        elif _WON_BEFORE.search(text, 0, match.start()):
            unit_after = "원"
        elif not _RANGE.match(text, match.end()):  # in 3~5일 the unit is that of both
            unit_after = ""
        reader.numbers.add((value, unit_after))


def _value(text: str) -> str:
    """A number as it is compared: 3만 5천, 35,000 and 35000.0 are the same."""
    whole = part = 0.0
    digits: float | None = None
    for number, sign in _PART.findall(text):
        if number:
            digits = float(number.replace(",", ""))
        elif sign in "만억":
            whole, part, digits = whole + (part + (digits or 0) or 1) * _TIMES_OF[sign], 0.0, None
        else:
            part, digits = part + (1 if digits is None else digits) * _TIMES_OF[sign], None
    return f"{whole + part + (digits or 0):.10g}"
