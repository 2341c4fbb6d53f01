"""The routing rule once more, as slowly and plainly as it can be said: lists of records, searched from end to end."""

from dataclasses import dataclass, field

from sori.routing import CALL, CHAT, MEDIA, NONE, Counsellor, QueueRule


@dataclass
class Contact:
    slot: int
    queue: int
    medium: int
    since: int
    order: int
    desk: int = NONE
    until: int = NONE

    @property
    def lane(self) -> int:
        return self.queue * MEDIA + self.medium


@dataclass
class Person:
    number: int
    skills: Counsellor
    on_duty: bool = False
    chats: int = 0
    calls: int = 0
    idle_since: int = NONE
    kept_for: int = NONE

    def has_room(self, medium: int) -> bool:
        if not self.on_duty or self.calls:
            return False
        if medium == CALL:
            return self.skills.takes_calls and self.chats == 0
        return self.chats < self.skills.capacity


@dataclass
class Group:
    queue: int
    members: list[int]
    size: int
    calm_since: int = NONE


@dataclass
class Model:
    queues: list[QueueRule]
    counsellors: list[Counsellor]
    waiting: list[Contact] = field(default_factory=list)
    arrivals: int = 0

    def __post_init__(self) -> None:
        self.people = [Person(number, skills) for number, skills in enumerate(self.counsellors)]
        self.groups = [
            Group(queue, self._members(rule), rule.elastic.minimum)
            for queue, rule in enumerate(self.queues)
            if rule.elastic is not None
        ]
        self.groups_changed = bool(self.groups)
        self.to_ask: list[int] = []

    def _members(self, rule: QueueRule) -> list[int]:
        step = rule.steps[0]
        able = [
            number
            for number, person in enumerate(self.counsellors)
            if person.skills.get(step.skill, -1) >= step.level and (person.takes_calls or person.capacity)
        ]
        return sorted(able, key=lambda number: (-self.counsellors[number].skills[step.skill], number))

    # Who may serve what.

    def step_of(self, person: Person, queue: int) -> int:
        """The first step of the queue that the person satisfies."""
        if person.kept_for not in (NONE, queue):
            return NONE
        for number, step in enumerate(self.queues[queue].steps):
            if person.skills.skills.get(step.skill, -1) >= step.level:
                return number
        return NONE

    def serves(self, person: Person, queue: int, medium: int) -> bool:
        takes = person.skills.takes_calls if medium == CALL else person.skills.capacity > 0
        return takes and self.step_of(person, queue) != NONE

    def may_take(self, person: Person, contact: Contact, now: int) -> bool:
        step = self.step_of(person, contact.queue)
        if step == NONE or not person.has_room(contact.medium):
            return False
        return contact.desk == person.number or (
            contact.desk == NONE and now - contact.since >= self.queues[contact.queue].steps[step].after_us
        )

    # Orders.

    def key(self, contact: Contact) -> tuple[int, int, int, int, int]:
        list_number = contact.lane if contact.desk == NONE else 1_000_000 + contact.desk * MEDIA + contact.medium
        key = contact.since - self.queues[contact.queue].head_start_us
        return key, contact.since, list_number, contact.order, contact.slot

    def in_lane(self, lane: int) -> list[Contact]:
        return sorted((c for c in self.waiting if c.desk == NONE and c.lane == lane), key=self.key)

    def number_waiting(self, queue: int) -> int:
        return sum(c.desk == NONE and c.queue == queue for c in self.waiting)

    def find(self, contact: Contact, now: int) -> Person | None:
        able = [person for person in self.people if self.may_take(person, contact, now)]
        return min(
            able,
            key=lambda p: (self.step_of(p, contact.queue), p.chats, p.idle_since, p.number),
            default=None,
        )

    def give(self, person: Person, contact: Contact, now: int) -> None:
        if contact in self.waiting:
            self.waiting.remove(contact)
        if contact.medium == CALL:
            person.calls += 1
        else:
            person.chats += 1
        person.idle_since = now

    def join_lane(self, contact: Contact) -> None:
        contact.desk = NONE
        contact.order = self._next_order()
        for group in self.groups:
            if group.queue == contact.queue:
                group.calm_since = NONE

    def _next_order(self) -> int:
        self.arrivals += 1
        return self.arrivals

    # What happens.

    def arrive(self, slot: int, queue: int, medium: int, since: int, desk: int, until: int, now: int) -> int:
        self.leave(slot)
        contact = Contact(slot, queue, medium, since, self._next_order())
        if desk != NONE and self.people[desk].on_duty and self.serves(self.people[desk], queue, medium):
            if self.people[desk].has_room(medium):
                self.give(self.people[desk], contact, now)
                return desk
            if until > now:
                contact.desk, contact.until = desk, until
                self.waiting.append(contact)
                return NONE
        if not any(self.key(other) < self.key(contact) for other in self.in_lane(contact.lane)):
            person = self.find(contact, now)
            if person is not None:
                self.give(person, contact, now)
                return person.number
        self.waiting.append(contact)
        self.join_lane(contact)
        return NONE

    def leave(self, slot: int) -> None:
        self.waiting = [contact for contact in self.waiting if contact.slot != slot]

    def free(self, counsellor: int, now: int) -> int:
        person = self.people[counsellor]
        able = [contact for contact in self.waiting if self.may_take(person, contact, now)]
        if not able:
            return NONE
        contact = min(able, key=self.key)
        self.give(person, contact, now)
        return contact.slot

    def release(self, counsellor: int, medium: int, now: int) -> None:
        person = self.people[counsellor]
        if medium == CALL:
            person.calls -= 1
        else:
            assert medium == CHAT
            person.chats -= 1
        person.idle_since = now

    def set_load(self, counsellor: int, chats: int, calls: int, idle_since: int) -> None:
        person = self.people[counsellor]
        if person.on_duty and (person.chats, person.calls) == (chats, calls):
            return
        if not person.on_duty:
            person.on_duty = True
            self._note(counsellor)
        person.chats, person.calls, person.idle_since = chats, calls, idle_since

    def withdraw(self, counsellor: int) -> None:
        person = self.people[counsellor]
        if not person.on_duty:
            return
        person.on_duty = False
        person.kept_for = NONE
        self._note(counsellor)
        self._clear_desk(person, everybody=True)

    def _note(self, counsellor: int) -> None:
        if any(counsellor in group.members for group in self.groups):
            self.groups_changed = True

    def _clear_desk(self, person: Person, everybody: bool) -> None:
        for medium in (CALL, CHAT):
            at_desk = [c for c in self.waiting if c.desk == person.number and c.medium == medium]
            for contact in sorted(at_desk, key=self.key):
                if everybody or not self.serves(person, contact.queue, contact.medium):
                    self.join_lane(contact)

    def tick(self, now: int) -> tuple[int, int]:
        expired = [c for c in self.waiting if c.desk != NONE and c.until <= now]
        for contact in sorted(expired, key=lambda c: (c.until, c.order)):
            self.join_lane(contact)
        while self._adjust(now):
            self._keep()
            self.to_ask = [member for group in self.groups for member in group.members]
        while self.to_ask:
            slot = self.free(self.to_ask[0], now)
            if slot != NONE:
                return slot, self.to_ask[0]
            del self.to_ask[0]
        heads = [self.in_lane(lane)[0] for lane in range(len(self.queues) * MEDIA) if self.in_lane(lane)]
        for contact in sorted(heads, key=self.key):
            person = self.find(contact, now)
            if person is not None:
                self.give(person, contact, now)
                return contact.slot, person.number
        return NONE, NONE

    def _adjust(self, now: int) -> bool:
        for group in self.groups:
            rule = self.queues[group.queue].elastic
            assert rule is not None
            waiting = self.number_waiting(group.queue)
            if waiting:
                wanted = min(rule.maximum, rule.minimum + -(-waiting // rule.waiting_per_person))
                if wanted > group.size:
                    group.size = wanted
                    self.groups_changed = True
            elif group.calm_since == NONE:
                group.calm_since = now
            elif group.size > rule.minimum and now >= group.calm_since + rule.cooldown_us:
                group.size -= 1
                group.calm_since = now
                self.groups_changed = True
        changed, self.groups_changed = self.groups_changed, False
        return changed

    def _keep(self) -> None:
        before = [person.kept_for for person in self.people]
        for person in self.people:
            person.kept_for = NONE
        for group in self.groups:
            ready = [self.people[m] for m in group.members if self.people[m].on_duty]
            for person in [p for p in ready if p.kept_for == NONE][: group.size]:
                person.kept_for = group.queue
        for group in self.groups:
            for member in group.members:
                if self.people[member].kept_for not in (NONE, before[member]):
                    self._clear_desk(self.people[member], everybody=False)
