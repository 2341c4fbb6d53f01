"""Callbacks in the routing rules: nobody is passed by who came later, and nobody is rung too often."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from sori.routing import CALL, CHAT, NONE, Counsellor, QueueRule, Step, arrive, build, free, leave, release, set_load
from sori.routing.callback import (
    AtClosing,
    CallbackRule,
    is_offered,
    pause_after,
    pause_until_open,
    rings_citizen,
)

RULES = st.builds(
    CallbackRule,
    offer_after_s=st.integers(0, 600),
    offer_wait_s=st.integers(0, 600),
    tries=st.integers(1, 5),
    pause_s=st.integers(10, 600),
    at_closing=st.sampled_from(AtClosing),
)


@dataclass
class Waiting:
    since: int
    medium: int
    called_back: bool
    tries: int = 0
    rests_until: int | None = None


ACTS = st.lists(
    st.tuples(st.integers(1, 200), st.sampled_from(["call", "chat", "callback", "free", "miss", "reach", "give up"])),
    max_size=60,
)


@settings(max_examples=200, deadline=None)
@given(rule=RULES, acts=ACTS)
def test_one_queue_of_calls_callbacks_and_chats_keeps_its_order_and_rings_nobody_too_often(rule, acts) -> None:
    centre = build(
        [QueueRule(0, [Step(after_us=0, skill=0, level=1)])],
        [Counsellor({0: 1}, capacity=1, takes_calls=True)],
        contacts=len(acts) + 1,
    )
    set_load(centre, 0, chats=0, calls=0, idle_since=0)
    waiting: dict[int, Waiting] = {}
    held: tuple[int, Waiting] | None = None
    rung: dict[int, int] = {}
    reached: set[int] = set()
    now = 0

    def takes(contact: int) -> None:
        nonlocal held
        one = waiting.pop(contact)
        # Nobody who has waited longer is passed, whatever they wait for; who rests is nobody's rival.
        assert all(other.since >= one.since for other in waiting.values() if other.rests_until is None)
        assert one.rests_until is None
        if one.called_back:
            assert contact not in reached
            one.tries += 1
            rung[contact] = rung.get(contact, 0) + 1
        held = contact, one

    def joins(contact: int) -> None:
        one = waiting[contact]
        if arrive(centre, contact, 0, one.medium, one.since, NONE, NONE, now) != NONE:
            takes(contact)

    def lays_down() -> None:
        nonlocal held
        assert held is not None
        release(centre, 0, held[1].medium, now)
        held = None
        contact = free(centre, 0, now)
        if contact != NONE:
            takes(contact)

    assert free(centre, 0, 0) == NONE
    for number, (after, act) in enumerate(acts):
        now += after * 1_000_000
        for contact, one in sorted(waiting.items()):
            if one.rests_until is not None and one.rests_until <= now:
                one.rests_until = None
                joins(contact)
        if act in ("call", "chat", "callback"):
            waiting[number] = Waiting(now, CHAT if act == "chat" else CALL, act == "callback")
            joins(number)
        elif act == "give up" and waiting:
            contact = min(waiting)
            del waiting[contact]
            leave(centre, contact)
        elif act == "miss" and held is not None and held[1].called_back and held[0] not in reached:
            contact, one = held
            pause_s = pause_after(rule, one.tries)
            if pause_s is not None:
                one.rests_until = now + pause_s * 1_000_000
                waiting[contact] = one
            lays_down()
        elif act == "reach" and held is not None:
            reached.add(held[0])
        elif act == "free" and held is not None:
            reached.add(held[0])
            lays_down()
    assert all(count <= rule.tries for count in rung.values())


@given(rule=RULES, waited=st.integers(0, 2000), more=st.integers(0, 2000), expected=st.none() | st.integers(0, 2000))
def test_who_was_offered_a_callback_is_offered_it_as_long_as_they_wait(rule, waited, more, expected) -> None:
    if is_offered(rule, waited, expected):
        assert is_offered(rule, waited + more, expected)
    assert is_offered(rule, rule.offer_after_s, None)
    assert is_offered(rule, 0, rule.offer_wait_s)


@given(rule=RULES, opens_in=st.none() | st.integers(1, 100_000))
def test_a_callback_that_was_not_made_by_closing_is_kept_or_given_up_as_the_centre_has_it(rule, opens_in) -> None:
    kept = rule.at_closing is AtClosing.KEEP and opens_in is not None
    assert pause_until_open(rule, opens_in) == (opens_in if kept else None)


def test_a_citizen_is_rung_first_only_as_the_next_and_where_somebody_serves() -> None:
    assert rings_citizen(1, served=True)
    assert not rings_citizen(2, served=True)
    assert not rings_citizen(1, served=False)
