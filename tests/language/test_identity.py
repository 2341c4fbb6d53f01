"""Names and house numbers in what leaves the house."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.language.identity import told
from sori.language.masking import MASK, without_personal


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("제 이름은 김철수인데 여권 발급이 되나요", "제 이름은 ***인데 여권 발급이 되나요"),
        ("저는 김영희입니다. 수도요금이요", "저는 ***입니다. 수도요금이요"),
        ("강서구에 사는 박지민이라고 합니다", "강서구에 사는 ***이라고 합니다"),
        ("신청인 : 남궁민수", "신청인 : ****"),
        ("김민수 씨가 전화했어요", "*** 씨가 전화했어요"),
        ("my name is John Smith and I", "my name is **** ***** and I"),
        ("가온로 12-3 101동 1203호", "가온로 **-* ***동 ****호"),
        ("신사동 123-4번지 하수구", "신사동 ***-*번지 하수구"),
        ("천호대로 12가길 5 앞", "천호대로 12가길 * 앞"),
        ("101호에 살아요", "***호에 살아요"),
    ],
)
def test_a_name_and_the_number_of_a_home_are_taken_out(text: str, without: str) -> None:
    assert without_personal(text) == without


@pytest.mark.parametrize(
    "text",
    [
        "저는 공무원입니다",
        "저는 임신부인데 지원금이 있나요",
        "상담원님 안녕하세요",
        "담당자님, 이모님이 아프세요",
        "이름을 바꾸고 싶어요. 이름은 어떻게 바꾸나요",
        "성함이 어떻게 되세요",
        "세대주 변경 방법, 대표자 변경 신고",
        "고장 나면 바로 119로 전화하나요",
        "카드로 20만 원, 제곱미터당으로 5천 원",
        "2호선 3호차, 24번 출구, 경부고속도로 3차로",
        "가온로 25번길에서 5분",
        "국번 없이 120",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert without_personal(text) == text


@given(st.text(st.sampled_from("저는 이름은김철수입니다가온로동호12-3,.님씨성함"), max_size=40))
def test_stretches_lie_in_the_text_and_the_text_keeps_its_length(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in told(text))
    covered = without_personal(text)
    assert len(covered) == len(text)
    assert all(after in (before, MASK) for before, after in zip(text, covered, strict=True))
