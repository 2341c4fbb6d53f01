"""Who somebody says they are, and in which home they live: names and house numbers in Korean text.

Streets, neighbourhoods and districts are not looked for: many live there, and what is asked often depends on them. A
name counts as one where it is said that it is a name; names of people who are merely spoken of are not found, since
nothing tells them from other words.
"""

import re
from collections.abc import Iterator

Stretch = tuple[int, int]

_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원"
    "천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
)
_TWO = "남궁|황보|제갈|선우|독고|사공"
_NAME = rf"(?:(?:{_TWO})[가-힣]{{1,2}}|[{_SURNAMES}][가-힣]{{2}})"
_TOLD = re.compile(
    # After a label, "my name is" or "I am": what begins with a surname; Latin letters after a label alone.
    r"(?:성함|성명|이름|신청인|신고인|민원인|예금주|세대주|대표자)(?:[은는]\s*|\s*[:：]\s*|\s+)"
    rf"(?P<label>{_NAME}(?=이?라|입니다|이에요|예요|인데|이고|이며|이요|이[가랑]|[의요]?(?:[\s,.)]|$))"
    r"|[A-Za-z]+(?:[ -][A-Za-z]+){0,3}(?=[^A-Za-z]|$))"
    rf"|(?:저는|전|나는|제가|본인은|사는)\s+(?P<self>{_NAME})(?=이?라고|입니다|이에요|예요|인데요?(?:\s|,|$))"
    rf"|(?<![가-힣])(?P<address>{_NAME}(?=\s?(?:씨|님|귀하)(?![가-힣])|\s?(?:씨|님)[이가는를의께도랑]))"
    r"|(?i:\bmy name is\s+(?P<english>[A-Za-z]+(?:[ -](?!and\b|but\b|I\b)[A-Za-z]+){0,2}))"
)
_NO_NAMES = re.compile(
    # What people say they are, whom they address, what follows "name" without being one: these begin like names.
    r".*(?:[자인생부객원]|학교|직원|어른|사장|과장|국장|시장|구청|주임|팀장|선생|기사|경찰|소방|담당|상담)"
    r"|(?:장난아|어머니|아버지|할머니|이모부|고모부|주무관|어떻게|공개|변경|한글|영문|한자|정정|등록|표기|표지|신분|이름|성함"
    r"|고치|바꾸|정하|적어|지어|하나).*"
)
_HOME = re.compile(
    # A building number after a road; a lot after a neighbourhood; block and unit.
    r"(?<=[가-힣\d](?:로|길))(?<!으로|바로|따로|별로|서로|새로|드로|나로|세로|가로)\s?(?:지하\s?)?(?!1[0-3]\d(?!\d)[에로이번나])"
    r"\d{1,5}(?:-\d{1,5})?(?![\d%∼~,.]*\d)"
    r"(?!\s?(?:번\s?버스|번\s?출구|차로|차선|번?[가-하]?길|개월|만|천|제곱|킬로|밀리|퍼센트|%|k?m\b"
    r"|[시분년월일원명개층주회배대건장](?![가-힣])|호선|단계|학년))"
    r"|(?<=[가-힣\d][동리가읍면])\s?(?:산\s?)?\d{1,5}(?:-\d{1,5}(?:\s?번지)?|\s?번지)"
    r"|(?<!\d)\d{1,4}\s?동\s?\d{1,5}\s?호|(?<![\d가-힣])\d{2,5}\s?호(?=[에,.\s]|$)"
)
_DIGITS = re.compile(r"\d+")


def told(text: str) -> list[Stretch]:
    """Where in the text a name or a home's number stands, from left to right: the signs from one place to another."""
    return sorted({*_names(text), *_homes(text)})


def _names(text: str) -> Iterator[Stretch]:
    for match in _TOLD.finditer(text):
        group = next(name for name in ("label", "self", "address", "english") if match[name])
        if group == "english" or not _NO_NAMES.fullmatch(match[group]):
            yield match.span(group)


def _homes(text: str) -> Iterator[Stretch]:
    for home in _HOME.finditer(text):
        for number in _DIGITS.finditer(text, *home.span()):
            yield number.span()
