"""A popular queue and many hands: every contact is delivered, and delivered once."""

from collections import Counter
from random import Random

import pytest

from sori.routing import CALL, NONE, Counsellor, QueueRule, Step, arrive, build, free, release, set_load, withdraw

from .integrity import check_integrity

CONTACTS = 2_000
CONSUMERS = 8


@pytest.mark.parametrize("seed", range(3))
def test_eight_consumers_of_one_queue_of_two_thousand_get_each_contact_exactly_once(seed: int) -> None:
    """People finish in any order, some offers bounce, some people leave and come back."""
    chance = Random(seed)
    centre = build([QueueRule(0, [Step(0, 0, 1)])], [Counsellor({0: 1}, 0, True)] * CONSUMERS, CONTACTS)
    for slot in range(CONTACTS):
        assert arrive(centre, slot, 0, CALL, slot, NONE, NONE, slot) == NONE
    finished: Counter[int] = Counter()
    in_hand: dict[int, int] = {}
    now = CONTACTS
    for person in range(CONSUMERS):
        set_load(centre, person, 0, 0, now)
        in_hand[person] = free(centre, person, now)
    while any(slot != NONE for slot in in_hand.values()):
        now += 1
        person = chance.choice([person for person, slot in in_hand.items() if slot != NONE])
        slot = in_hand[person]
        if chance.random() < 0.2:
            withdraw(centre, person)
            release(centre, person, CALL, now)
            taker = arrive(centre, slot, 0, CALL, slot, NONE, NONE, now)
            in_hand[person] = NONE
            if taker != NONE:
                in_hand[taker] = slot
            set_load(centre, person, 0, 0, now)
        else:
            release(centre, person, CALL, now)
            finished[slot] += 1
        in_hand[person] = free(centre, person, now)
        live = [slot for slot in in_hand.values() if slot != NONE]
        assert len(live) == len(set(live))
    assert finished == Counter(range(CONTACTS))
    check_integrity(centre)


def test_one_queue_without_bounces_is_served_in_order() -> None:
    centre = build([QueueRule(0, [Step(0, 0, 1)])], [Counsellor({0: 1}, 0, True)] * CONSUMERS, CONTACTS)
    for slot in range(CONTACTS):
        arrive(centre, slot, 0, CALL, slot, NONE, NONE, slot)
    for person in range(CONSUMERS):
        set_load(centre, person, 0, 0, CONTACTS)
    served = []
    for turn in range(CONTACTS):
        person = turn % CONSUMERS
        release(centre, person, CALL, CONTACTS + turn)
        served.append(free(centre, person, CONTACTS + turn))
    assert served == list(range(CONTACTS))
