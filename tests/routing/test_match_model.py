"""The router against the plainest possible telling of its rule, through random days."""

import copy
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sori.routing import (
    CALL,
    CHAT,
    NONE,
    Counsellor,
    Elastic,
    QueueRule,
    Step,
    arrive,
    build,
    due,
    free,
    grow,
    leave,
    place,
    release,
    set_load,
    tick,
    withdraw,
)

from .integrity import check_integrity
from .model import Model

SKILLS = 2
PEOPLE = 5
QUEUES = 3


@st.composite
def queue_rules(draw: st.DrawFn) -> QueueRule:
    waits = [0, *sorted(draw(st.lists(st.sampled_from([0, 4, 9]), max_size=2)))]
    steps = [Step(wait, draw(st.integers(0, SKILLS - 1)), draw(st.integers(1, 2))) for wait in waits]
    elastic = None
    if draw(st.booleans()):
        minimum = draw(st.integers(0, 2))
        elastic = Elastic(minimum, minimum + draw(st.integers(0, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 6)))
    return QueueRule(draw(st.sampled_from([0, 3, 8])), steps, elastic)


counsellors = st.builds(
    Counsellor,
    skills=st.dictionaries(st.integers(0, SKILLS - 1), st.integers(1, 2), min_size=1),
    capacity=st.integers(0, 3),
    takes_calls=st.booleans(),
)


class Day(RuleBasedStateMachine):
    """Contacts arrive, wait, are served, bounce and go; people come and go; time passes, not always ticked at once."""

    @initialize(
        queues=st.lists(queue_rules(), min_size=1, max_size=QUEUES),
        people=st.lists(counsellors, min_size=1, max_size=PEOPLE),
        on_duty=st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE),
    )
    def open_the_centre(self, queues: list[QueueRule], people: list[Counsellor], on_duty: list[bool]) -> None:
        self.centre = build(queues, people, 1)
        self.model = Model(queues, people)
        self.now = 0
        self.ticked = NONE
        self.in_hand: dict[int, int] = {}
        self.about: dict[int, tuple[int, int, int]] = {}
        self.gone: set[int] = set()
        self.tick_now()
        for number, comes in enumerate(on_duty[: len(people)]):
            if comes:
                self.bring(number, 0, 0)

    # Doing the same on both sides.

    def given(self, slot: int, counsellor: int) -> None:
        """A contact is in somebody's hands: never twice, and only with somebody who may and can."""
        assert slot not in self.in_hand
        assert slot not in self.gone
        self.in_hand[slot] = counsellor
        queue, _, _ = self.about[slot]
        skills = self.model.counsellors[counsellor].skills
        assert any(skills.get(step.skill, -1) >= step.level for step in self.model.queues[queue].steps)

    def queue_up(self, slot: int, queue: int, medium: int, since: int, desk: int, patience: int) -> None:
        grow(self.centre, slot + 1)
        self.about[slot] = (queue, medium, since)
        arguments = (slot, queue, medium, since, desk, self.now + patience, self.now)
        counsellor = arrive(self.centre, *arguments)
        assert counsellor == self.model.arrive(*arguments)
        if counsellor != NONE:
            self.given(slot, counsellor)

    def serve(self, counsellor: int) -> None:
        while True:
            slot = free(self.centre, counsellor, self.now)
            assert slot == self.model.free(counsellor, self.now)
            if slot == NONE:
                return
            self.given(slot, counsellor)

    def finish(self, slot: int) -> int:
        counsellor = self.in_hand.pop(slot)
        _, medium, _ = self.about[slot]
        release(self.centre, counsellor, medium, self.now)
        self.model.release(counsellor, medium, self.now)
        return counsellor

    def bring(self, counsellor: int, chats: int, calls: int) -> None:
        set_load(self.centre, counsellor, chats, calls, self.now)
        self.model.set_load(counsellor, chats, calls, self.now)
        self.serve(counsellor)

    def take_away(self, counsellor: int) -> None:
        withdraw(self.centre, counsellor)
        self.model.withdraw(counsellor)

    def tick_now(self) -> list[tuple[int, int]]:
        offers = []
        while True:
            offer = tick(self.centre, self.now)
            assert offer == self.model.tick(self.now)
            if offer == (NONE, NONE):
                break
            offers.append(offer)
            self.given(*offer)
        self.ticked = self.now
        moment = due(self.centre, self.now)
        assert moment == NONE or moment > self.now
        return offers

    def held(self) -> list[int]:
        return sorted(self.in_hand)

    def held_by(self, counsellor: int) -> tuple[int, int]:
        media = [self.about[slot][1] for slot, person in self.in_hand.items() if person == counsellor]
        return media.count(CHAT), media.count(CALL)

    def waiting(self) -> list[int]:
        return sorted(contact.slot for contact in self.model.waiting)

    # What may happen.

    @rule(queue=st.integers(0, QUEUES - 1), medium=st.sampled_from([CALL, CHAT]))
    def somebody_queues(self, queue: int, medium: int) -> None:
        self.queue_up(len(self.about), queue % len(self.model.queues), medium, self.now, NONE, 0)

    @rule(
        queue=st.integers(0, QUEUES - 1),
        medium=st.sampled_from([CALL, CHAT]),
        desk=st.integers(0, PEOPLE - 1),
        patience=st.integers(0, 12),
        waited=st.integers(0, 6),
    )
    def somebody_asks_for_a_person(self, queue: int, medium: int, desk: int, patience: int, waited: int) -> None:
        desk %= len(self.model.people)
        queue %= len(self.model.queues)
        self.queue_up(len(self.about), queue, medium, max(0, self.now - waited), desk, patience)

    @precondition(lambda self: self.in_hand)
    @rule(pick=st.integers(0, 99))
    def a_contact_is_finished(self, pick: int) -> None:
        slot = self.held()[pick % len(self.in_hand)]
        counsellor = self.finish(slot)
        self.gone.add(slot)
        self.serve(counsellor)

    @precondition(lambda self: self.in_hand)
    @rule(pick=st.integers(0, 99))
    def an_offer_bounces_off_somebody_who_left(self, pick: int) -> None:
        slot = self.held()[pick % len(self.in_hand)]
        self.take_away(self.in_hand[slot])
        self.finish(slot)
        queue, medium, since = self.about[slot]
        self.queue_up(slot, queue, medium, since, NONE, 0)

    @precondition(lambda self: self.in_hand)
    @rule(
        pick=st.integers(0, 99),
        queue=st.integers(0, QUEUES - 1),
        desk=st.integers(-1, PEOPLE - 1),
        patience=st.integers(0, 12),
    )
    def a_contact_is_transferred(self, pick: int, queue: int, desk: int, patience: int) -> None:
        slot = self.held()[pick % len(self.in_hand)]
        counsellor = self.finish(slot)
        self.serve(counsellor)
        _, medium, since = self.about[slot]
        desk = NONE if desk == NONE else desk % len(self.model.people)
        self.queue_up(slot, queue % len(self.model.queues), medium, since, desk, patience)

    @precondition(lambda self: self.model.waiting)
    @rule(pick=st.integers(0, 99), queue=st.integers(0, QUEUES - 1))
    def somebody_waiting_is_moved_to_another_queue(self, pick: int, queue: int) -> None:
        slot = self.waiting()[pick % len(self.model.waiting)]
        _, medium, since = self.about[slot]
        self.queue_up(slot, queue % len(self.model.queues), medium, since, NONE, 0)

    @precondition(lambda self: self.model.waiting)
    @rule(pick=st.integers(0, 99))
    def somebody_gives_up(self, pick: int) -> None:
        slot = self.waiting()[pick % len(self.model.waiting)]
        for _ in range(2):
            leave(self.centre, slot)
            self.model.leave(slot)
        self.gone.add(slot)

    @rule(number=st.integers(0, PEOPLE - 1))
    def somebody_comes_on_duty_or_is_synchronised(self, number: int) -> None:
        number %= len(self.model.people)
        self.bring(number, *self.held_by(number))

    @rule(number=st.integers(0, PEOPLE - 1), calls=st.integers(0, 1), chats=st.integers(0, 4))
    def somebody_turns_out_to_have_other_things_in_hand(self, number: int, calls: int, chats: int) -> None:
        number %= len(self.model.people)
        for slot in [slot for slot in self.held() if self.in_hand[slot] == number]:
            del self.in_hand[slot]
            self.gone.add(slot)
        for medium, amount in ((CALL, calls), (CHAT, chats)):
            for _ in range(amount):
                slot = len(self.about)
                grow(self.centre, slot + 1)
                self.about[slot] = (0, medium, self.now)
                self.in_hand[slot] = number
        self.bring(number, chats, calls)

    @rule(number=st.integers(0, PEOPLE - 1))
    def somebody_goes_off_duty(self, number: int) -> None:
        for _ in range(2):
            self.take_away(number % len(self.model.people))

    @rule(passed=st.integers(0, 6))
    def time_passes_and_is_ticked(self, passed: int) -> None:
        moment = due(self.centre, self.now)
        self.now += passed
        before = copy.deepcopy(self.model)
        offers = self.tick_now()
        if moment == NONE or self.now < moment:
            assert offers == []
            assert [p.kept_for for p in self.model.people] == [p.kept_for for p in before.people]
            assert [c.desk for c in self.model.waiting] == [c.desk for c in before.waiting]

    @rule()
    def time_passes_until_something_is_due(self) -> None:
        moment = due(self.centre, self.now)
        if moment != NONE:
            assert moment >= self.now
            self.now = moment
            self.tick_now()

    @rule(passed=st.integers(1, 6))
    def time_passes_while_nobody_ticks(self, passed: int) -> None:
        self.now += passed

    # What always holds.

    @invariant()
    def the_lists_are_sound(self) -> None:
        check_integrity(self.centre)

    @invariant()
    def nobody_is_lost(self) -> None:
        waiting = {slot for slot, at in enumerate(self.centre.waits_in) if at != NONE}
        assert waiting == set(self.waiting())
        assert not waiting & set(self.in_hand)
        assert waiting | set(self.in_hand) | self.gone == set(self.about)

    @invariant()
    def both_know_the_same(self) -> None:
        for person in self.model.people:
            number = person.number
            assert (self.centre.on_duty[number], self.centre.chats[number], self.centre.calls[number]) == (
                person.on_duty,
                person.chats,
                person.calls,
            )
            assert self.held_by(number) == (person.chats, person.calls)
            kept = self.centre.kept_for[number]
            assert (NONE if kept == NONE else self.centre.group_queue[kept]) == person.kept_for
        for lane in range(len(self.centre.check)):
            for ahead, contact in enumerate(self.model.in_lane(lane)):
                assert place(self.centre, contact.slot) == ahead

    @invariant()
    def nobody_is_idle_who_may_serve_somebody_waiting(self) -> None:
        if self.ticked == self.now and due(self.centre, self.now) != self.now:
            for contact in self.model.waiting:
                assert self.model.find(contact, self.now) is None


Day.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestRouterAgainstModel = Day.TestCase


def random_day(chance: Random) -> Day:
    """A centre with random rules, everybody on duty."""
    queues = []
    for _ in range(chance.randint(1, QUEUES)):
        waits = [0, *sorted(chance.choices([0, 4, 9, 15], k=chance.randint(0, 2)))]
        steps = [Step(wait, chance.randrange(SKILLS), chance.randint(1, 2)) for wait in waits]
        minimum = chance.randint(0, 2)
        elastic = Elastic(minimum, minimum + chance.randint(0, 3), chance.randint(1, 2), chance.randint(1, 6))
        queues.append(QueueRule(chance.choice([0, 3, 8]), steps, chance.choice([None, None, elastic])))
    people = [
        Counsellor(
            {skill: chance.randint(1, 2) for skill in range(SKILLS) if chance.random() < 0.7},
            chance.choice([0, 0, 1, 2, 3]),
            chance.random() < 0.8,
        )
        for _ in range(chance.randint(1, PEOPLE))
    ]
    day = Day()
    day.open_the_centre(queues, people, [True] * PEOPLE)
    return day


def live_through(day: Day, chance: Random, steps: int) -> None:
    """Random events, in spells of many arrivals and of few."""
    for step in range(steps):
        arrivals = 12 if step // 25 % 2 else 5
        event = chance.choices(
            [
                "queue",
                "ask",
                "finish",
                "bounce",
                "transfer",
                "move",
                "give up",
                "duty",
                "load",
                "off",
                "tick",
                "due",
                "lag",
            ],
            [arrivals, 3, 8, 1, 2, 2, 1, 3, 0.3, 0.7, 4, 3, 1.5],
        )[0]
        pick, desk, patience = chance.randrange(99), chance.randrange(PEOPLE), chance.randrange(13)
        queue, medium = chance.randrange(QUEUES), chance.choice([CALL, CHAT])
        if event == "queue":
            day.somebody_queues(queue, medium)
        elif event == "ask":
            day.somebody_asks_for_a_person(queue, medium, desk, patience, chance.randrange(7))
        elif event == "finish" and day.in_hand:
            day.a_contact_is_finished(pick)
        elif event == "bounce" and day.in_hand:
            day.an_offer_bounces_off_somebody_who_left(pick)
        elif event == "transfer" and day.in_hand:
            day.a_contact_is_transferred(pick, queue, chance.choice([NONE, desk]), patience)
        elif event == "move" and day.model.waiting:
            day.somebody_waiting_is_moved_to_another_queue(pick, queue)
        elif event == "give up" and day.model.waiting:
            day.somebody_gives_up(pick)
        elif event == "duty":
            day.somebody_comes_on_duty_or_is_synchronised(desk)
        elif event == "load":
            day.somebody_turns_out_to_have_other_things_in_hand(desk, chance.randrange(2), chance.randrange(5))
        elif event == "off":
            day.somebody_goes_off_duty(desk)
        elif event == "tick":
            day.time_passes_and_is_ticked(chance.randrange(7))
        elif event == "due":
            day.time_passes_until_something_is_due()
        elif event == "lag":
            day.time_passes_while_nobody_ticks(chance.randrange(1, 7))
        day.nobody_is_lost()
        day.both_know_the_same()
        day.nobody_is_idle_who_may_serve_somebody_waiting()


@pytest.mark.parametrize("seed", range(20))
def test_long_random_days_give_the_offers_of_the_plain_rule(seed: int) -> None:
    chance = Random(seed)
    for _ in range(40):
        day = random_day(chance)
        live_through(day, chance, 120)
        day.the_lists_are_sound()
