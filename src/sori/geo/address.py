"""A Korean address taken apart, as citizens write it: by road (도로명) or by lot (지번), whole or in part.

Its parts follow the Road Name Address Act (도로명주소법): province or city, district, town; then road and building
number, or neighbourhood and lot. Whether there are such places is for `gazetteer` to say.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address; blank where it hasn't one.

    `building` and `lot` are main and sub number ("14-2", a hill's lot "산 12-3"); `underground` is for a building
    number below ground. `rest` is what is left: floor, unit, what stands there. `words` are all words of it, particles
    taken off.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    neighbourhood: str = ""
    village: str = ""
    road: str = ""
    building: str = ""
    lot: str = ""
    underground: bool = False
    rest: str = ""
    words: tuple[str, ...] = ()


PROVINCES = {
    "서울": "서울특별시",
    "부산": "부산광역시",
    "대구": "대구광역시",
    "인천": "인천광역시",
    "광주": "광주광역시",
    "대전": "대전광역시",
    "울산": "울산광역시",
    "세종": "세종특별자치시",
    "경기": "경기도",
    "강원": "강원특별자치도",
    "충북": "충청북도",
    "충남": "충청남도",
    "전북": "전북특별자치도",
    "전남": "전라남도",
    "경북": "경상북도",
    "경남": "경상남도",
    "제주": "제주특별자치도",
}
"""The provinces and the cities of their rank, by what they are called for short."""
_FORMER = {"강원도": "강원특별자치도", "전라북도": "전북특별자치도", "제주도": "제주특별자치도"}
_LONG = (
    {name: name for name in PROVINCES.values()} | _FORMER | {f"{short}시": long for short, long in PROVINCES.items()}
)
_BY_NAME = _LONG | PROVINCES

_PARTICLE = (
    r"(?:에서|에는|에|의|이요|이에요|예요|인데요|입니다|요|쪽|쪽에|쪽에서|근처|앞|옆|안|내"
    r"|은|는|이|을|를|도|으로|까지|부터)?"
)
_CITY = re.compile(r"([가-힣]{1,8}시)" + _PARTICLE)
_DISTRICT = re.compile(r"([가-힣]{1,6}[구군])" + _PARTICLE)
_NEIGHBOURHOOD = re.compile(
    r"([가-힣]{1,8}(?:제?\d{1,2}(?:[.·]\d{1,2})?)?(?:동|읍|면)(?:\d가)?|[가-힣]{1,6}\d가)" + _PARTICLE
)
_VILLAGE = re.compile(r"([가-힣]{1,6}\d?리)" + _PARTICLE)
_ROAD = re.compile(r"([가-힣][가-힣0-9.·]{0,20}?(?:대로|로|길)(?:\d{0,4}[가-하]?번?[가-하]?길)?)" + _PARTICLE)
_SIDE_ROAD = re.compile(r"(\d{1,4}[가-하]?번?길)")
_NUMBER = re.compile(r"(지하)?(\d{1,5}(?:-\d{1,5})?)(번지|번|호)?" + _PARTICLE)
_GLUED_NUMBER = re.compile(r"([가-힣][가-힣0-9.·]*(?:로|길|동|리|가))(지하|산)?(\d{1,5}(?:-\d{1,5})?)(?:번지|번)?")
_NOT_DISTRICTS = frozenset(
    """
    출구 입구 친구 식구 가구 기구 도구 창구 비상구 하수구 배수구 환기구 환풍구 통풍구 흡입구 개찰구 개구
    출입구 야구 농구 축구 배구 탁구 당구 지구 연구 요구 공구 항구 대구 전구 문구 투입구 승강구 소화전구
    방구 구 군 국군 아군 장군
    """.split()  # noqa: SIM905 -- a page of words reads better than a column
)
_NOT_NEIGHBOURHOODS = frozenset(
    """
    행동 이동 운동 자동 활동 아동 작동 수동 진동 노동 가동 변동 충동 소동 공동 전동 반동 감동 연동 시동
    기동 주동 난동 동 화면 정면 측면 전면 후면 노면 표면 이면 도면 벽면 사면 바닥면 반면 지면 수면 하면
    되면 보면 있으면 없으면 라면
    """.split()  # noqa: SIM905 -- a page of words reads better than a column
)
_NOT_ROADS = frozenset(
    """
    도로 차로 통로 인도로 경로 선로 진로 활주로 가로 세로 바로 서로 별로 으로 길 골목길 빗길 눈길 밤길
    오솔길 산길 로
    """.split()  # noqa: SIM905 -- a page of words reads better than a column
)
_NOT_VILLAGES = frozenset(
    """
    거리 다리 자리 소리 머리 우리 정리 처리 관리 수리 사거리 삼거리 오거리 네거리 빨리 멀리 무리
    쓰레기처리
    """.split()  # noqa: SIM905 -- a page of words reads better than a column
)
_SEPARATORS = re.compile(r"[\s,()\[\]/·]+")


def city_named(name: str) -> str:
    """What a city or province is called in full, however short it was said ("서울", "서울시")."""
    return _BY_NAME.get(name, name)


def parsed(text: str, districts: Collection[str] = ()) -> Address:
    """The address in a text. `districts` are names of the city's, by which words written as one are told apart."""
    words = [part for word in _SEPARATORS.split(text) if word for part in _parts(word, districts)]
    return _Parser(words).address()


def _parts(word: str, districts: Collection[str]) -> list[str]:
    """The words of one in which district, neighbourhood, road or number stand together without a space."""
    for province in sorted(_LONG, key=len, reverse=True):
        if word.startswith(province) and len(word) > len(province):
            return [province, *_parts(word[len(province) :], districts)]
    for district in districts:
        if word.startswith(district) and _goes_on(word[len(district) :]):
            return [district, *_parts(word[len(district) :], districts)]
    glued = _GLUED_NUMBER.fullmatch(word)
    if glued and not re.search(r"\d", glued[1][-2:]):
        return [glued[1], *([glued[2]] if glued[2] else []), glued[3]]
    return [word]


def _goes_on(rest: str) -> bool:
    return bool(re.match(r"[가-힣]+\d*(?:동|가|로|길|읍|면)", rest))


class _Parser:
    """Takes words from left to right; each part is taken once, the first time that it can be."""

    def __init__(self, words: list[str]) -> None:
        self._left = words
        self._found: dict[str, str] = {}
        self._rest: list[str] = []
        self._words: list[str] = []
        self._underground = False
        self._hill = False

    def address(self) -> Address:
        """All parts of it."""
        while self._left:
            word = self._left.pop(0)
            if not (self._named(word) or self._road(word) or self._number(word)):
                self._rest.append(word)
                self._words.append(word)
        return Address(
            **self._found, underground=self._underground, rest=" ".join(self._rest), words=tuple(self._words)
        )

    def _take(self, part: str, value: str) -> bool:
        if part in self._found:
            return False
        self._found[part] = value
        self._words.append(value)
        return True

    def _named(self, word: str) -> bool:
        if not self._found and word in _BY_NAME and (word in _LONG or self._left):
            return self._take("province", _BY_NAME[word])
        for part, pattern, never in (
            ("city", _CITY, frozenset[str]()),
            ("district", _DISTRICT, _NOT_DISTRICTS),
            ("neighbourhood", _NEIGHBOURHOOD, _NOT_NEIGHBOURHOODS),
            ("village", _VILLAGE, _NOT_VILLAGES),
        ):
            match = pattern.fullmatch(word)
            # A village only of a town: else it is any word that ends so.
            of_town = part != "village" or self._found.get("neighbourhood", "")[-1:] in ("읍", "면")
            if match and match[1] not in never and of_town and self._take(part, match[1]):
                return True
        return False

    def _road(self, word: str) -> bool:
        match = _ROAD.fullmatch(word)
        if not match or match[1] in _NOT_ROADS or "road" in self._found:
            return False
        road = match[1]
        side = _SIDE_ROAD.fullmatch(self._left[0]) if self._left and not road.endswith("길") else None
        if side:
            self._left.pop(0)
            road += side[1]
        underground = bool(self._left) and self._left[0] == "지하"
        at = 1 if underground else 0
        number = _NUMBER.fullmatch(self._left[at]) if len(self._left) > at else None
        numbered = number is not None and number[3] in (None, "번", "번지")
        if not numbered and not road.endswith(("대로", "길")):
            return False  # any word may end in 로
        self._take("road", road)
        if number is not None and numbered:
            del self._left[: at + 1]
            self._found["building"] = number[2]
            self._underground = underground or bool(number[1])
        return True

    def _number(self, word: str) -> bool:
        if word == "산" and self._left and _NUMBER.fullmatch(self._left[0]):
            self._hill = True
            return True
        number = re.fullmatch(r"(산)?(\d{1,5}(?:-\d{1,5})?)(번지)?" + _PARTICLE, word)
        of_lot = "neighbourhood" in self._found and "lot" not in self._found and "road" not in self._found
        if number is None or not of_lot:
            return False
        self._found["lot"] = f"산 {number[2]}" if self._hill or number[1] else number[2]
        return True
