"""What identifies a person in Korean text, found however it is written, and masked.

A text is read as groups of digits, joined by the few signs that people put between them. A run of groups is a number
of some kind where its digits, its grouping and the words around it say so. Sources: the layout and check digit of
resident and foreigner registration numbers (주민등록법 시행규칙 §2; no check digit since October 2020), the national
numbering plan (전기통신번호관리세칙), ISO/IEC 7812-1 for cards (Luhn), passports and licences as issued.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from sori.language import identity

MASK = "*"


class Kind(StrEnum):
    """What was found."""

    REGISTRATION = "registration"
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"
    PASSPORT = "passport"
    LICENCE = "licence"
    EMAIL = "email"
    IDENTITY = "identity"
    """Somebody's name, or the number of their home."""
    NUMBERS = "numbers"
    """So many numbers that nobody has told what they are: all digits are masked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text, and what it is.

    `kept` are the positions that stay readable when it is masked; `digits` are a telephone number's, as it is dialled
    in the country.
    """

    kind: Kind
    start: int
    end: int
    kept: frozenset[int]
    digits: str = ""


def masked(text: str, public: Container[str] = frozenset()) -> str:
    """The text with a star for every sign of what identifies a person, but for what tells two numbers apart.

    It is as long as `text`. `public` are numbers that the centre itself publishes, as digits without signs between
    ("027312120"): they stay.
    """
    return covered(text, [stretch for stretch in found(text) if stretch.digits not in public])


def covered(text: str, stretches: Sequence[Found]) -> str:
    """The text with these stretches masked."""
    if not stretches:
        return text
    signs = list(text)
    for stretch in stretches:
        for position in range(stretch.start, stretch.end):
            if position not in stretch.kept and (signs[position].isalnum() or stretch.kind is Kind.EMAIL):
                signs[position] = MASK
    return "".join(signs)


def without_personal(text: str, public: Container[str] = frozenset()) -> str:
    """A citizen's words as they may leave the house: of what identifies a person not one sign stays.

    Staff are left the last digits, to tell two numbers apart, and names and house numbers, which they need; somebody
    outside has no use for them. `public` are numbers that the centre itself publishes.
    """
    stretches = [replace(one, kept=frozenset()) for one in found(text) if one.digits not in public]
    stretches += [Found(Kind.IDENTITY, start, end, frozenset()) for start, end in identity.told(text)]
    return covered(text, stretches)


def may_hold_any(text: str) -> bool:
    """Whether it is worth looking closer: seven digits near each other, a spelt-out 01, or an @."""
    return _WORTH_A_LOOK.search(text) is not None


def found(text: str) -> list[Found]:
    """Everything in the text that may identify a person, from left to right."""
    if not may_hold_any(text):
        return []
    plain = text.translate(_PLAIN)
    stretches = [*(_emails(plain) if "@" in plain else ()), *_passports(_Text(plain)), *_spelt_phones(plain)]
    for taken in stretches:  # what is left is read as if they were words
        plain = plain[: taken.start] + "x" * (taken.end - taken.start) + plain[taken.end :]
    runs = list(_runs(plain))
    if sum(map(len, runs)) > _MOST_GROUPS_READ:
        digits = [position for position, sign in enumerate(plain) if sign.isdecimal()]
        whole = Found(Kind.NUMBERS, digits[0], digits[-1] + 1, frozenset(range(len(plain))) - frozenset(digits))
        return [whole, *stretches]
    read = _Text(plain)
    for groups in runs:
        if sum(len(group.digits) for group in groups) >= _FEWEST_DIGITS:
            stretches += _in_run(read, groups)
    return sorted(stretches, key=lambda stretch: stretch.start)


# What people write: digits of any script as digits, every dash as a hyphen, every space as a space, @ as @.
_PLAIN: dict[int, str] = {
    code: str(digit)
    for code in range(0x660, 0x1FBFA)  # from the first digits beyond ASCII to the last
    if (digit := unicodedata.decimal(chr(code), None)) is not None
}
_PLAIN |= dict.fromkeys(map(ord, "‐‑‒–—―−－ーㅡ_⁃﹣"), "-")
_PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b\u200c\u200d\u2060\ufeff\t"), " ")
_PLAIN |= dict(zip(map(ord, "．。·・ㆍ•∙＠（）［］＋／～＊"), ".......@()[]+/~*", strict=True))
_PLAIN |= {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)])}

_BETWEEN = r"[ .\-/~()\[\]]"
_WORTH_A_LOOK = re.compile(r"\d(?:\D{0,4}\d){6}|[공영][ .\-]{0,3}[일1]|[@＠]")


# --- groups of digits ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str


class _Text:
    """A text as it is read, and where in it words stand that tell what a number is."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self._words: dict[re.Pattern[str], list[tuple[int, int]]] = {}

    def tells_before(self, start: int, words: "re.Pattern[str]", within: int) -> bool:
        """Whether one of these words stands shortly before, with no other label between."""
        spans = self._words.get(words)
        if spans is None:
            spans = self._words[words] = [match.span() for match in words.finditer(self.plain)]
        last = max((end for begin, end in spans if start - within <= begin and end <= start), default=None)
        return last is not None and _OTHER_LABEL.search(self.plain, last, start) is None


@dataclass(frozen=True, slots=True)
class _Number:
    """Some groups that may be one number, with their digits together."""

    text: _Text
    groups: list[_Group]
    digits: str
    lengths: list[int]

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def one_by_one(self) -> bool:
        """Whether it is written digit by digit."""
        return len(self.lengths) > 1 and max(self.lengths) == 1

    @property
    def after_plus(self) -> bool:
        return self.text.plain[max(0, self.start - 1) : self.start] == "+"

    def told(self, words: "re.Pattern[str]", within: int) -> bool:
        return self.text.tells_before(self.start, words, within)


_OTHER_LABEL = re.compile(r"번호|금액|일시|날짜|기간|[.!?\n] ?[가-힣]")


_Rule = Callable[[_Number], tuple[int, int] | None]
_GROUP = re.compile(r"\d+", re.ASCII)
_FEWEST_DIGITS = 7
_MOST_DIGITS = 19
_MOST_GROUPS = 6
_MOST_GROUPS_READ = 300
_JOINED = re.compile(_BETWEEN + "{0,3}")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d *[.\-/] *(?:0?[1-9]|1[0-2]) *[.\-/] *(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def _runs(plain: str) -> Iterator[list[_Group]]:
    """The groups of digits that stand close enough to be one number; a date is none of it."""
    dates = [match.span() for match in _DATE.finditer(plain)]
    run: list[_Group] = []
    for match in _GROUP.finditer(plain):
        group = _Group(match.start(), match.end(), match.group())
        is_date = any(start <= group.start < end for start, end in dates) and not _goes_on(plain, dates, group)
        if run and (is_date or not _JOINED.fullmatch(plain, run[-1].end, group.start)):
            yield run
            run = []
        if not is_date:
            run.append(group)
    if run:
        yield run


def _goes_on(plain: str, dates: list[tuple[int, int]], group: _Group) -> bool:
    """Whether a date is followed by more of one number, written like it (an account 2012-05-12-345678)."""
    end = next(end for start, end in dates if start <= group.start < end)
    return re.compile(r"-\d{4}").match(plain, end) is not None


def _in_run(text: _Text, groups: list[_Group]) -> Iterator[Found]:
    """The numbers in a run: from each group on, the first kind that the following groups make."""
    at = 0
    while at < len(groups):
        match = _number_at(text, groups, at)
        if match is None:
            at += 1
            continue
        kind, number, shown = match
        yield _stretch(kind, number, shown)
        at += len(number.groups)


def _number_at(text: _Text, groups: list[_Group], at: int) -> tuple[Kind, _Number, tuple[int, int]] | None:
    """The number that the groups from `at` on make, the longest of the first kind that fits, and what of it stays."""
    candidates = list(_candidates(text, groups, at))
    candidates.reverse()
    for kind, fewest, most, rule in _NUMBERS:
        for number in candidates:
            if fewest <= len(number.digits) <= most:
                shown = rule(number)
                if shown is not None:
                    return kind, number, shown
    return None


def _candidates(text: _Text, groups: list[_Group], at: int) -> Iterator[_Number]:
    """What begins at a group and could be one number: a few groups, or digits that each stand alone."""
    alone = len(groups[at].digits) == 1 and not (at and len(groups[at - 1].digits) == 1)
    digits = ""
    lengths: list[int] = []
    for end in range(at, len(groups)):
        length = len(groups[end].digits)
        digits += groups[end].digits
        lengths.append(length)
        alone = alone and length == 1
        if len(digits) > _MOST_DIGITS or not (alone or len(lengths) <= _MOST_GROUPS):
            return
        if len(digits) >= _FEWEST_DIGITS:
            yield _Number(text, groups[at : end + 1], digits, lengths.copy())


def _stretch(kind: Kind, number: _Number, shown: tuple[int, int]) -> Found:
    """The stretch of a number of whose digits the first and the last few stay."""
    positions = [position for group in number.groups for position in range(group.start, group.end)]
    first, last = shown
    kept = positions[:first] + (positions[-last:] if last else [])
    dialled = (_national(number) or number.digits) if kind is Kind.PHONE else ""
    return Found(kind, number.start - number.after_plus, number.end, frozenset(kept), dialled)


# --- resident and foreigner registration numbers ------------------------------------------------------------------

_REGISTRATION_TOLD = re.compile(r"(?:주민|외국인|거소|민증|신분증)[가-힣 ]{0,6}(?:번호)?|RRN", re.IGNORECASE)
_CENTURIES = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900}
_CENTURY_NOW = 2000
_LATEST_BIRTH = 2049
"""Later years of this century are no births yet, but barcodes of Korean goods (880…)."""
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_WITHOUT_CHECK_SINCE = 2020


def _registration(number: _Number) -> tuple[int, int] | None:
    apart = number.lengths in ([6, 7], [6, 1, 6]) or number.one_by_one
    whole = len(number.lengths) == 1
    born = _birth(number.digits) if apart or whole else None
    # Thirteen digits in a row are many things: without a sign between, the check digit decides where there is one.
    if born is not None and (apart or born.year >= _WITHOUT_CHECK_SINCE or _checks(number.digits)):
        return (0, 0)
    return (0, 0) if number.told(_REGISTRATION_TOLD, 20) else None


def _birth(digits: str) -> date | None:
    year = _CENTURIES.get(digits[6], _CENTURY_NOW) + int(digits[:2])
    if year > _LATEST_BIRTH:
        return None
    try:
        return date(year, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def _checks(digits: str) -> bool:
    """Whether the check digit fits: 11 − (weighted sum mod 11), of foreigners 13 − it, mod 10."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    base = 13 if digits[6] in "5678" else 11
    return (base - total % 11) % 10 == int(digits[12])


# --- telephone numbers --------------------------------------------------------------------------------------------

_MOBILE = ("010", "011", "016", "017", "018", "019")
_AREAS = ("02", *(f"0{code}" for code in (31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61, 62, 63, 64)))
_PERSONAL_NETWORKS = ("070", *(f"050{digit}" for digit in range(2, 9)))
_PREFIXES = tuple(sorted((*_MOBILE, *_AREAS, *_PERSONAL_NETWORKS), key=len, reverse=True))
"""Numbers of companies (1588-…, 080-…) and of offices (110, 120, 182) have none of these, and stay."""
_PHONE_TOLD = re.compile(r"전화|연락처|휴대폰|핸드폰|폰 ?번호|집 ?번호|번호는|☎|☏|tel|phone", re.IGNORECASE)
_PART = re.compile(r"\d-")


def _phone(number: _Number) -> tuple[int, int] | None:
    national = _national(number)
    if national is None:
        return (2, 2) if number.after_plus and len(number.digits) >= 8 else None
    if not national.startswith(_PREFIXES):
        return _short_phone(number)
    prefix = next(prefix for prefix in _PREFIXES if national.startswith(prefix))
    if not 7 <= len(national) - len(prefix) <= 8:
        return None
    if national is not number.digits:
        return (len(number.digits) - len(national) + len(prefix), 4)
    return (len(prefix), 4) if _is_written_as_phone(number, prefix) else None


def _is_written_as_phone(number: _Number, prefix: str) -> bool:
    """Whether the groups are those of a telephone number; otherwise it is a list, or a part, of something else."""
    if prefix in _MOBILE:
        return number.lengths[0] >= len(prefix) or number.one_by_one
    is_part = _PART.match(number.text.plain, max(0, number.start - 2))
    return not is_part and (number.lengths[0] == len(prefix) or len(number.lengths) == 1 or number.one_by_one)


def _national(number: _Number) -> str | None:
    """The number as it is dialled in the country; None where it is another country's."""
    digits = number.digits
    if digits.startswith("82") and (number.after_plus or (len(digits) in (11, 12) and digits[2:4] in ("10", "01"))):
        return "0" + digits[2:].removeprefix("0")
    return None if number.after_plus else digits


def _short_phone(number: _Number) -> tuple[int, int] | None:
    """A number without its area code, where it is called a telephone number."""
    if number.lengths not in ([3, 4], [4, 4]) or number.digits[0] in "01":
        return None
    return (0, 4) if number.told(_PHONE_TOLD, 12) else None


_SPELT = {
    **dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True)),
    **{digit: digit for digit in "0123456789"},
}
_SPELT_DIGIT = f"[{''.join(_SPELT)}]"
_SPELT_BETWEEN = r"(?: ?(?:다시|에|의|국에?|하이픈|-|\.) ?| {0,3})"
_SPELT_PHONE = re.compile(
    rf"(?<![가-힣0-9])[공영0]{_SPELT_BETWEEN}[일1]{_SPELT_BETWEEN}[공영0일1육륙6칠7팔8구9](?:{_SPELT_BETWEEN}{_SPELT_DIGIT}){{7,8}}"
)


def _spelt_phones(plain: str) -> Iterator[Found]:
    """Mobile numbers spoken out: 공일공 일이삼사 오육칠팔."""
    for match in _SPELT_PHONE.finditer(plain):
        if match.group().replace(" ", "").isascii():
            continue
        signs = range(*match.span())
        hidden = [position for position in signs if plain[position] in _SPELT][3:]
        yield Found(Kind.PHONE, match.start(), match.end(), frozenset(signs).difference(hidden))


# --- cards, accounts, licences ------------------------------------------------------------------------------------

_CARD_TOLD = re.compile(r"카드", re.IGNORECASE)
_CARD_ISSUERS = "34569"
_CARD_GROUPS = ([4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3], [4, 4, 4, 1], [4, 4, 4, 3])


def _card(number: _Number) -> tuple[int, int] | None:
    grouped = number.lengths in _CARD_GROUPS
    written = grouped or len(number.lengths) == 1 or number.one_by_one
    if written and number.digits[0] in _CARD_ISSUERS and luhn(number.digits):
        return (0, 4)
    return (0, 4) if grouped and number.told(_CARD_TOLD, 15) else None


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_BANKS = (  # as they are called without "은행"
    "농협|신협|수협|새마을금고|우체국|국민|신한|하나|우리|기업|제일|씨티|카카오|토스|케이|산업|부산|대구|광주|전북|경남"
)
_ACCOUNT_TOLD = re.compile(
    rf"(?:계좌|통장)(?: ?번호)?|입금|송금|이체|환급|환불|예금주|은행|뱅크|(?:{_BANKS})(?=[ :은는이가]{{0,3}}\d)"
)
_ACCOUNT_TOLD_AFTER = re.compile(
    rf"[ (]{{0,2}}(?:(?:{_BANKS})? ?(?:은행|뱅크)|농협|신협|수협|새마을금고|(?:이|가|인|로|으로|에|이고)? ?(?:제 |내 )?"
    "(?:계좌|통장|입금|송금|이체)|예금주)"
)
_COUNTED = re.compile(r" ?(?:원|건|명|개|년|월|일|호|번지|동|층|만|억|km|kg|%)")


def _account(number: _Number) -> tuple[int, int] | None:
    told = number.told(_ACCOUNT_TOLD, 25) or _ACCOUNT_TOLD_AFTER.match(number.text.plain, number.end)
    return (0, 3) if told and not _COUNTED.match(number.text.plain, number.end) else None


_LICENCE_TOLD = re.compile(r"면허")
_LICENCE_REGIONS = range(11, 29)


def _licence(number: _Number) -> tuple[int, int] | None:
    whole = number.lengths in ([12], [2, 2, 6, 2]) and int(number.digits[:2]) in _LICENCE_REGIONS
    if whole and (_is_hyphened(number) or number.told(_LICENCE_TOLD, 15)):
        return (2, 0)
    # Before 2008 the region stood in words: 서울 12-345678-90.
    return (0, 0) if number.lengths == [2, 6, 2] and number.told(_LICENCE_TOLD, 20) else None


def _is_hyphened(number: _Number) -> bool:
    between = [number.text.plain[one.end : other.start].strip() for one, other in pairwise(number.groups)]
    return bool(between) and set(between) == {"-"}


# --- what is written with letters ---------------------------------------------------------------------------------

_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:[Mm]\d{8}|[MSRODmsrod]\d{3}[A-Za-z]\d{4}|[SRODTsrodt]\d{8})(?![A-Za-z0-9])", re.ASCII
)
_PASSPORT_TOLD = re.compile(r"여권|passport", re.IGNORECASE)


def _passports(text: _Text) -> Iterator[Found]:
    for match in _PASSPORT.finditer(text.plain):
        if match.group()[0] in "Mm" or text.tells_before(match.start(), _PASSPORT_TOLD, 20):
            yield Found(Kind.PASSPORT, match.start(), match.end(), frozenset({match.start()}))


_EMAIL = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_+-])? ?@ ?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.ASCII
)
_OFFICES = (".go.kr", "@korea.kr")
"""Where offices have their addresses: they are published."""


def _emails(plain: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(plain):
        if not match.group().lower().endswith(_OFFICES):
            at = plain.index("@", match.start())
            yield Found(Kind.EMAIL, match.start(), match.end(), frozenset({match.start(), *range(at, match.end())}))


_NUMBERS: tuple[tuple[Kind, int, int, _Rule], ...] = (
    (Kind.REGISTRATION, 13, 13, _registration),
    (Kind.LICENCE, 10, 12, _licence),
    (Kind.PHONE, 7, 15, _phone),
    (Kind.CARD, 13, 19, _card),
    (Kind.ACCOUNT, 10, 16, _account),
)
"""The kinds made of digits in the order in which they are tried: with their fewest and most digits, and the
rule that tells whether some groups are one. A rule gives how many of the first and last digits stay, or None."""
