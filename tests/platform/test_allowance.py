"""How often something may be asked, against a bucket that is filled and emptied one by one."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.platform.allowance import Allowance, Allowances, Rate, networks

START = datetime(2026, 3, 4, tzinfo=UTC)
ANYWHERE = "203.0.113.7"


class Moment:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


def asking(rate: Rate, browser: Rate | None = None) -> tuple[Allowances, Moment, Allowance]:
    moment = Moment()
    return Allowances("127.0.0.0/8", moment), moment, Allowance("try", rate, browser, "device")


@settings(deadline=None)
@given(
    at_once=st.integers(1, 6),
    every_s=st.integers(1, 5),
    waits=st.lists(st.integers(0, 12), max_size=60),
)
def test_it_lets_in_what_a_bucket_of_tokens_lets_in(at_once: int, every_s: int, waits: list[int]) -> None:
    allowances, moment, allowance = asking(Rate(at_once, every_s))
    tokens = Fraction(at_once)
    for wait in waits:
        moment.at += timedelta(seconds=wait)
        tokens = min(Fraction(at_once), tokens + Fraction(wait, every_s))
        told = allowances.take(allowance, ANYWHERE, {})
        assert (told == 0) == (tokens >= 1)
        if tokens >= 1:
            tokens -= 1
        else:
            assert told == pytest.approx(float((1 - tokens) * every_s))


def test_whoever_waits_as_long_as_they_are_told_is_let_in() -> None:
    allowances, moment, allowance = asking(Rate(3, 7.5))
    for _ in range(50):
        wait = allowances.take(allowance, ANYWHERE, {})
        if wait:
            moment.at += timedelta(seconds=wait)
            assert allowances.take(allowance, ANYWHERE, {}) == 0


def test_many_behind_one_address_have_each_a_browsers_share_and_together_a_crowds() -> None:
    allowances, _, allowance = asking(Rate(100, 60), Rate(3, 60))
    alone = [allowances.take(allowance, ANYWHERE, {"device": "greedy"}) for _ in range(10)]
    assert [wait == 0 for wait in alone] == [True] * 3 + [False] * 7
    crowd = [allowances.take(allowance, ANYWHERE, {"device": f"citizen {n}"}) for n in range(200)]
    assert [wait == 0 for wait in crowd] == [True] * 97 + [False] * 103
    assert allowances.take(allowance, "203.0.113.8", {"device": "citizen 150"}) == 0


def test_addresses_of_one_customers_ipv6_network_are_counted_together() -> None:
    allowances, _, allowance = asking(Rate(2, 60))
    assert [allowances.take(allowance, f"2001:db8:1:2::{n}", {}) > 0 for n in range(4)] == [False, False, True, True]
    assert allowances.take(allowance, "2001:db8:1:3::1", {}) == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10"])
def test_who_is_on_the_list_is_never_limited(address: str) -> None:
    allowances, _, allowance = asking(Rate(1, 3600))
    assert all(allowances.take(allowance, address, {}) == 0 for _ in range(100))


def test_whose_address_is_not_known_is_limited() -> None:
    allowances, _, allowance = asking(Rate(1, 3600))
    assert allowances.take(allowance, "", {}) == 0
    assert allowances.take(allowance, "", {}) > 0


def test_however_many_ask_what_is_kept_of_them_is_bounded() -> None:
    allowances, _, allowance = asking(Rate(2, 3600))
    for n in range(120_000):
        allowances.take(allowance, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", {})
    assert len(allowances._taken_until) <= 100_000
    assert allowances.take(allowance, "10.1.212.191", {}) == 0  # the last one, who has asked once
    assert allowances.take(allowance, "10.1.212.191", {}) > 0


def test_a_list_of_networks_that_is_none_is_told() -> None:
    assert [str(one) for one in networks(" 10.0.0.0/8, ::1 ,")] == ["10.0.0.0/8", "::1/128"]
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        networks("10.0.0.0/99")
