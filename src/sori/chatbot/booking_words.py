"""Words about bookings: the wish to book, what is to be booked, for how many."""

import re
from datetime import datetime

from sori.language.when import when

# Of what was said without spaces and signs. A question about booking (how, how much, from when) is for the articles.
_ABOUT = re.compile(r"예약|대관")
_QUESTION = re.compile(
    r"어떻게|방법|절차|얼마|요금|수수료|환불|위약|언제|왜|뭐예요|뭔가요|무엇|되나요|되는지|돼요|안돼|안되|안됩|가능한가|오류|에러|기준|대상|자격|규정"
)
_QUESTION_OF_OWN = re.compile(r"어떻게|방법|절차|얼마|수수료|환불|위약|언제|왜|기준|규정|안돼|안되|안됩")
_MINE = re.compile(
    r"(?:제|내|나의|저의|기존|신청한|지난번)*(?:예약|대관)(?:한거|한것|한|내역|목록|현황|을|좀)*"
    r"(?:확인|조회|취소|변경|보기|보여|알려|있나|철회)[가-힣]*"
)
_WISH = re.compile(
    r"(?:예약|대관)\s*(?:을|를|좀)?\s*(?:하(?:고|려고|려|기|자)?|할|해)?\s*"
    r"(?:싶(?:어요?|습니다|은데요?)|줘요?|주세요|주실래요|줄래요?|볼게요?|볼래요?|보고|는데요?|게요?|래요?|수|요|합니다|"
    r"원해요?|부탁\S*|있을까요?|있어요?|있나요?)*[.!?~]*"
)
_FILLERS = re.compile(
    r"(?:(?<=\s)|^)(?:저|제가|혹시|좀|근처|있는|가까운|이용|신청|하나|자리|시간|싶어요|해줘|해주세요|가능\S*|있을까\S*|있나\S*|있어\S*|"
    r"하는데\S*|하려\S*|[ㄱ-ㅣ]+)(?=\s|$)"
)
_PEOPLE = re.compile(
    r"\s*(?:저희|저|우리|총|모두|전부|다)?\s*(\d{1,3})\s*(?:명|사람|인|분)?\s*(?:이요|요|입니다|이에요|이서|으로)?\s*[.!~]*\s*"
)
_COUNTED = (
    ("혼자", "저만", "한명", "한사람", "하나"),
    ("둘", "두명", "두사람"),
    ("셋", "세명", "세사람"),
    ("넷", "네명", "네사람"),
    ("다섯", "다섯명"),
    ("여섯", "여섯명"),
    ("일곱", "일곱명"),
    ("여덟", "여덟명"),
    ("아홉", "아홉명"),
    ("열", "열명"),
)
_COUNT_ENDS = ("", "이요", "요", "이에요", "입니다", "이서", "서", "이서요", "서요", "이", "만", "만요", "갈게요")


def wants_own(text: str) -> bool:
    """Whether the words ask for what the citizen has booked already, to see or to cancel it."""
    words = _squeezed(text)
    return _MINE.fullmatch(words) is not None and _QUESTION_OF_OWN.search(words) is None


def wants_booking(text: str) -> bool:
    """Whether the words ask to book something, and not how that is done."""
    words = _squeezed(text)
    return _ABOUT.search(words) is not None and not wants_own(text) and _QUESTION.search(words) is None


def named(text: str, now: datetime) -> str:
    """The words by which a service is looked for: without the wish itself, and days and times."""
    rest = when(_WISH.sub(" ", text), now.date()).rest
    return " ".join(_FILLERS.sub(" ", rest).split())


def dated(text: str, now: datetime) -> str:
    """The words if they name days or times, else nothing."""
    meant = when(text, now.date())
    return text if meant.days or meant.times else ""


def people_of(text: str) -> int | None:
    """For how many people, as said: 3명, 두 명이요, 혼자; None where no number is said."""
    number = _PEOPLE.fullmatch(text)
    if number:
        return int(number[1])
    said = _squeezed(text)
    for count, words in enumerate(_COUNTED, 1):
        if any(said == word + end for word in words for end in _COUNT_ENDS):
            return count
    return None


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
