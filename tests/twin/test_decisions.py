"""The live centre's floor and the twin decide the same of the same arrivals, and so does the compiled twin."""

import heapq
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from msgspec import to_builtins

from sori.centre.model import Centre, Elastic, Queue, Step
from sori.conversations.floor import Floor
from sori.conversations.model import ContactState, Duty, Medium
from sori.conversations.store.routing import Hands, MadeOffer, RoutedContact, RoutedCounsellor
from sori.platform.translation import Text
from sori.routing import CHAT, NEVER, NONE
from sori.twin import compiled, engine
from sori.twin.run import Played, plan, play
from sori.twin.scenario import Scenario, convert

from .days import busy_city

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)


def without_second_thoughts() -> Scenario:
    """The busy city, but nobody calls again, is passed on or takes a rest."""
    city = to_builtins(busy_city())
    for topic in city["topics"]:
        topic["retry"] = topic["move"] = None
        topic["menu_loss"] = 0
    city["queues"][1]["room"] = None
    return convert(city | {"rest_share": 0})


def test_the_live_floor_makes_the_same_offers() -> None:
    scenario = without_second_thoughts()
    played = play(scenario, 0, fast=False)
    offered = np.flatnonzero(played.log[engine.WHO] != NONE)
    expected = sorted(
        (int(played.log[engine.OFFERED][slot]), int(slot), int(played.log[engine.WHO][slot])) for slot in offered
    )
    live = Live(scenario, played).day()
    assert len(expected) > 1500
    assert sorted(live) == expected


class Live:
    """The live centre's floor, told through a day how things stand, as the routing leader tells it."""

    def __init__(self, scenario: Scenario, played: Played) -> None:
        self.draws, self.played, self.scenario = played.day.draws, played, scenario
        self.people, self.changes = plan(scenario)
        self.groups = [group for group in scenario.people for _ in range(max(group.at_desk))]
        self.floor = Floor(setup(scenario), [counsellor(number, group) for number, group in enumerate(self.groups)])
        self.chats, self.calls = [0] * len(self.groups), [0] * len(self.groups)
        self.planned = [False] * len(self.groups)
        self.offers: list[tuple[int, int, int]] = []
        self.waits: set[int] = set()
        self.ends: list[tuple[int, int, int]] = []

    def day(self) -> list[tuple[int, int, int]]:
        """Everything that happens in its order: plan, ends, what is due, giving up, arrivals."""
        arrived = self.played.day.arrived
        happens: list[tuple[int, int, int, int]] = [
            (int(at), 0, int(who), int(on)) for at, who, on in self.changes.T if at < NEVER
        ]
        for slot in range(self.played.day.callers):
            happens.append((int(arrived[slot]), 4, slot, 0))
            patience = int(self.draws[engine.PATIENCE][slot])
            if patience < NEVER:
                happens.append((int(arrived[slot]) + patience, 3, slot, 0))
        heapq.heapify(happens)
        now = 0
        while happens or self.ends:
            coming = min(([happens[0][0]] if happens else []) + ([self.ends[0][0]] if self.ends else []))
            due = self.floor.seconds_until_due(moment(now))
            if due is not None and now + round(due * 1e6) < coming:
                now = max(now + round(due * 1e6), now + 1)
                self.note(self.floor.time_is(moment(now)), now)
                continue
            now = coming
            if self.ends and self.ends[0][0] == now and not (happens and happens[0][:2] == (now, 0)):
                self.end(now, *heapq.heappop(self.ends)[1:])
            else:
                _, kind, who, on = heapq.heappop(happens)
                self.happen(kind, who, on, now)
            self.note(self.floor.time_is(moment(now)), now)
        return self.offers

    def happen(self, kind: int, who: int, on: int, now: int) -> None:
        if kind == 0:
            self.planned[who] = bool(on)
            self.note(self.floor.hands_stand([self.hands(who, now)], moment(now)), now)
        elif kind == 4:
            self.waits.add(who)
            self.note(self.floor.contacts_stand([self.contact(who, ContactState.WAITING)], moment(now)), now)
        elif who in self.waits:
            self.waits.remove(who)
            self.note(self.floor.contacts_stand([self.contact(who, ContactState.ABANDONED)], moment(now)), now)

    def end(self, now: int, slot: int, who: int) -> None:
        (self.chats if self.draws[engine.MEDIUM][slot] == CHAT else self.calls)[who] -= 1
        self.note(self.floor.hands_stand([self.hands(who, now)], moment(now)), now)

    def note(self, offers: list[MadeOffer], now: int) -> None:
        for offer in offers:
            slot, who = offer.contact_id - 1, offer.counsellor_id - 1
            self.offers.append((now, slot, who))
            self.waits.remove(slot)
            (self.chats if self.draws[engine.MEDIUM][slot] == CHAT else self.calls)[who] += 1
            answered = now + int(self.draws[engine.ACCEPT][slot])
            patience = int(self.draws[engine.PATIENCE][slot])
            gives_up = int(self.played.day.arrived[slot]) + patience if patience < NEVER else NEVER
            pace = int(self.people[engine.PACE][who])
            lasts = sum(int(self.draws[row][slot]) * pace // 1000 for row in (engine.TALK, engine.WRAP_UP))
            heapq.heappush(self.ends, (gives_up if gives_up < answered else answered + lasts, slot, who))

    def hands(self, who: int, now: int) -> Hands:
        duty = Duty.AVAILABLE if self.planned[who] else Duty.OFFLINE
        return Hands(who + 1, duty, moment(now), self.chats[who], self.calls[who])

    def contact(self, slot: int, state: ContactState) -> RoutedContact:
        medium = Medium.CHAT if self.draws[engine.MEDIUM][slot] == CHAT else Medium.CALL
        queue = int(self.draws[engine.QUEUE][slot]) + 1
        return RoutedContact(slot + 1, state, queue, medium, moment(int(self.played.day.arrived[slot])), None, None)


def moment(now: int) -> datetime:
    return BEGINS + timedelta(microseconds=now)


def counsellor(number: int, group: Any) -> RoutedCounsellor:
    return RoutedCounsellor(number + 1, dict(group.skills), group.chats, group.takes_calls)


def setup(scenario: Scenario) -> Centre:
    """The centre's setup with the scenario's queues."""
    skills = list(dict.fromkeys(skill for group in scenario.people for skill in group.skills))
    queues = [
        Queue(
            id=number + 1,
            code=queue.name,
            name=Text(queue.name, queue.name),
            head_start_s=int(queue.head_start_s),
            target_s=20,
            target_pct=80,
            after_hours_queue_id=None,
            open_on_holidays=True,
            elastic=queue.elastic
            and Elastic(
                queue.elastic.minimum,
                queue.elastic.maximum,
                queue.elastic.waiting_per_person,
                int(queue.elastic.cooldown_s),
            ),
            steps=[Step(int(step.after_s), step.skill, step.level) for step in queue.steps],
            hours=[],
        )
        for number, queue in enumerate(scenario.queues)
    ]
    return Centre(Text("시", "City"), "Asia/Seoul", 15, 60, 7, 30, 60, True, False, queues, [], [], skills)


@pytest.mark.slow
def test_the_compiled_twin_does_bit_for_bit_the_same() -> None:
    assert compiled.available()
    for replication in range(2):
        plain, fast = (play(busy_city(), replication, fast=way) for way in (False, True))
        assert np.array_equal(plain.log, fast.log)
        assert np.array_equal(plain.counted, fast.counted)
    outcomes = set(np.unique(plain.log[engine.OUTCOME]))
    assert {engine.TALKED, engine.GAVE_UP, engine.TURNED_AWAY} <= outcomes
    assert (plain.log[engine.MOVED] == 1).any()


@pytest.mark.slow
def test_the_compiled_twin_needs_no_elastic_group() -> None:
    city = to_builtins(busy_city())
    city["queues"][0]["elastic"] = None
    plain, fast = (play(convert(city), 0, fast=way) for way in (False, True))
    assert np.array_equal(plain.log, fast.log)
