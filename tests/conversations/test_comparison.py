"""The hour so far against other days, and the chart of the day: by hand, and against counting everything anew."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from factories import WEDNESDAY_10, Clock, Leader, rows
from running import People
from sori.centre.model import DutyRule
from sori.conversations.breaks import AtWork, Candidate, Load, Turn, may_go, turns
from sori.conversations.comparison import Counts, PastHours, SecondCounts
from sori.conversations.model import Duty

_STAYS = st.lists(st.tuples(st.integers(0, 3599), st.integers(1, 900), st.booleans()), max_size=30)


@given(_STAYS, st.integers(0, 3600))
def test_an_hour_as_it_stood_is_what_counting_it_anew_gives(stays: list[tuple[int, int, bool]], at: int) -> None:
    happened = [SecondCounts(1, 7, begin, 1, 0, 0, 0) for begin, _, _ in stays]
    happened += [
        SecondCounts(1, 7, begin + wait, 0, int(answered), int(not answered), int(answered and wait <= 20))
        for begin, wait, answered in stays
        if begin + wait < 3600
    ]
    past = PastHours(sorted(happened, key=lambda event: event.second))
    ended = [(wait, answered) for begin, wait, answered in stays if begin + wait < at]
    assert past.as_of(1, [7], at) == Counts(
        sum(begin < at for begin, _, _ in stays),
        sum(answered for _, answered in ended),
        sum(not answered for _, answered in ended),
        sum(answered and wait <= 20 for wait, answered in ended),
    )


async def test_the_hour_so_far_stands_beside_the_same_span_of_other_days(
    people: People, leader: Leader, clock: Clock, database_url: str
) -> None:
    stay = """insert into queue_visit (contact_id, queue_id, entered_at, left_at, outcome)
              select contact.id, queue_id, %s, %s, %s from contact limit 1"""
    await people.citizen().opens()  # now, at the full hour
    week = clock() - timedelta(days=7)
    for minute, outcome in ((1, "answered"), (2, "abandoned"), (40, "abandoned")):
        entered = week + timedelta(minutes=minute)
        await rows(database_url, stay, (entered, entered + timedelta(seconds=10), outcome))
    clock.passes(20 * 60)
    boss = await people.staff("team_leader")
    hour = (await boss.read("/api/floor"))["total"]["hour"]
    assert (hour["now"]["inbound"], hour["weeks"]["inbound"], hour["weeks"]["answer_rate_pct"]) == (1, 2, 50.0)
    assert (hour["days"]["inbound"], hour["days"]["hours"], hour["weeks"]["hours"]) == (2, 7, 4)
    behind = await boss.read("/api/floor/contacts", figure="answered", span="same_hour_of_weeks")
    assert len(behind["items"]) == 1
    chart: Any = await boss.read("/api/floor/chart", minutes=30)
    # It is 10:20: twenty half hours are over and one has begun; last week's day is whole.
    assert (len(chart["intervals"]), len(chart["other"])) == (21, 48)
    assert chart["intervals"][20]["figures"]["inbound"] == 1
    assert [one["figures"]["inbound"] for one in chart["other"][20:22]] == [2, 1]


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 100))
def test_never_more_are_away_than_the_rule_allows_and_never_is_everybody_kept(
    others: int, away: int, percent: int
) -> None:
    away = min(away, others)
    rule = DutyRule("break", 15, percent, [])
    people = [
        AtWork(number, Duty.BREAK if number <= away else Duty.AVAILABLE, WEDNESDAY_10)
        for number in range(1, others + 1)
    ]
    leave = may_go(rule, people, 99, WEDNESDAY_10)
    assert leave.most is not None
    assert leave.most >= 1
    assert leave.allowed == (away < leave.most)
    assert leave.allowed or leave.frees_at == WEDNESDAY_10 + timedelta(minutes=15)


_CANDIDATES = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 2), st.frozensets(st.integers(1, 3)), st.booleans()), max_size=12
)


@given(_CANDIDATES, st.lists(st.integers(0, 2), min_size=3, max_size=3), st.one_of(st.none(), st.integers(-2, 8)))
def test_those_who_may_go_together_leave_an_idle_person_to_each_queue(
    found: list[tuple[int, int, frozenset[int], bool]], waiting: list[int], places: int | None
) -> None:
    people = [
        Candidate(number, WEDNESDAY_10 - timedelta(minutes=minutes), in_hand, queues, suggested)
        for number, (minutes, in_hand, queues, suggested) in enumerate(found)
    ]
    loads = {
        queue: Load(waiting[queue - 1], sum(one.in_hand == 0 and queue in one.queue_ids for one in people))
        for queue in (1, 2, 3)
    }
    told = turns(people, loads, places)
    assert [one.worked_since for one, _ in told] == sorted(one.worked_since for one in people)
    going = [one for one, turn in told if turn is Turn.NOW]
    assert places is None or len(going) <= max(0, places)
    for one in going:
        for queue in one.queue_ids:
            assert waiting[queue - 1] == 0
            left = loads[queue].idle - sum(
                other in going or other.suggested for other in people if queue in other.queue_ids and not other.in_hand
            )
            assert left >= 1
