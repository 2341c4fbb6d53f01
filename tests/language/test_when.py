"""Days and times as citizens write them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sori.language.when import Between, when

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("오늘", [0]),
        ("내일이요", [1]),
        ("내일 테니스장", [1]),
        ("모레에", [2]),
        ("3일 뒤에", [3]),
        ("3월 10일", [6]),
        ("3/10 가능할까요", [6]),
        ("2월 3일", [336]),
        ("10일에", [6]),
        ("3일", [30]),
        ("토요일", [3]),
        ("수요일", [0]),
        ("이번 주 월요일", [-2]),
        ("다음주 수요일", [7]),
        ("담주 금요일", [9]),
        ("주말", [3, 4]),
        ("다음 주 주말", [10, 11]),
        ("이번 주 평일", [-2, -1, 0, 1, 2]),
        ("다음 주", [5, 6, 7, 8, 9, 10, 11]),
        ("토요일이나 일요일", [3, 4]),
        ("토요일 일요일", [3, 4]),
        ("45일", []),
        ("13월 1일", []),
        ("생일 파티", []),
        ("매일", []),
    ],
)
def test_days(text: str, days: list[int]) -> None:
    assert when(text, WEDNESDAY).days == {WEDNESDAY + timedelta(days=after) for after in days}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("오전 10시", [(10, 0)]),
        ("오후 2시 반", [(14, 30)]),
        ("14:30", [(14, 30)]),
        ("2:30", [(2, 30)]),
        ("14시", [(14, 0)]),
        ("2시", [(2, 0), (14, 0)]),
        ("두 시 반", [(2, 30), (14, 30)]),
        ("열한시", [(11, 0)]),
        ("저녁 7시 20분", [(19, 20)]),
        ("밤 12시", [(0, 0)]),
        ("낮 12시", [(12, 0)]),
        ("점심 11시", [(11, 0)]),
        ("새벽 3시", [(3, 0)]),
        ("25시", []),
        ("10시 75분", []),
        ("서울시", []),
        ("역시", []),
    ],
)
def test_times(text: str, times: list[tuple[int, int]]) -> None:
    assert [(one.first.hour, one.first.minute) for one in when(text, WEDNESDAY).times] == times


def test_stretches_of_the_day() -> None:
    assert when("오후", WEDNESDAY).times == (Between(time(12), time(23, 59)),)
    assert when("오후 3시 이후", WEDNESDAY).times == (Between(time(15), time(23, 59)),)
    assert when("10시까지", WEDNESDAY).times == (Between(time(0), time(10)),)
    assert when("토요일 오전", WEDNESDAY).fits(date(2026, 3, 7), time(10))
    assert not when("토요일 오전", WEDNESDAY).fits(date(2026, 3, 7), time(13))
    assert when("아무 때나", WEDNESDAY).fits(date(2030, 1, 1), time(3))


def test_what_else_was_written_is_left() -> None:
    assert when("다음 주 토요일 오후 2시에 한빛구 테니스장", WEDNESDAY).rest == "한빛구 테니스장"
    assert when("45일 25시", WEDNESDAY).rest == "45일 25시"


@given(text=st.text(alphabet="월화수목금토일요주말다음이번오늘내일시분반전후 0123456789/:가", max_size=30))
def test_anything_can_be_read(text: str) -> None:
    found = when(text, WEDNESDAY)
    assert len(found.rest) <= len(text)
    assert all(isinstance(one.first, time) and one.first <= one.last for one in found.times)
    assert when(found.rest, WEDNESDAY).rest == when(found.rest, WEDNESDAY).rest


@given(day=st.dates(WEDNESDAY, WEDNESDAY + timedelta(days=364)), hour=st.integers(7, 23), minute=st.integers(0, 59))
def test_a_day_and_a_time_written_out_are_just_those(day: date, hour: int, minute: int) -> None:
    found = when(f"{day.month}월 {day.day}일 {hour}시 {minute}분에 갈게요", WEDNESDAY)
    assert found.days == {day}
    assert found.times == (Between(time(hour, minute), time(hour, minute)),)
    assert found.rest == "갈게요"
