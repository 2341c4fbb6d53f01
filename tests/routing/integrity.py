"""Checks that the linked lists of a centre say one and the same thing."""

from sori.routing import CALL, CHAT, MEDIA, NEVER, NONE, Centre
from sori.routing.state import LOADS, TIMER_HEAD, TIMER_TAIL


def walk(head: int, tail: int, follow: list[int], previous: list[int]) -> list[int]:
    """The members of a linked list, having looked at every link from both sides."""
    found: list[int] = []
    at = head
    before = NONE
    while at != NONE:
        assert previous[at] == before
        assert at not in found
        found.append(at)
        before, at = at, follow[at]
    assert tail == before
    return found


def check_integrity(centre: Centre) -> None:
    check_waiting(centre)
    check_free(centre)


def check_waiting(centre: Centre) -> None:
    lanes = len(centre.check)
    waiting = [0] * (lanes // MEDIA)
    seen: set[int] = set()
    at_desks: set[int] = set()
    for number, (head, tail) in enumerate(zip(centre.head, centre.tail, strict=True)):
        contacts = walk(head, tail, centre.next, centre.previous)
        assert seen.isdisjoint(contacts)
        seen.update(contacts)
        assert centre.head_key[number] == (centre.key[head] if contacts else NEVER)
        order = [(centre.key[contact], centre.since[contact]) for contact in contacts]
        assert order == sorted(order)
        for contact in contacts:
            assert centre.waits_in[contact] == number
            assert centre.key[contact] == centre.since[contact] - centre.head_start[centre.lane[contact] // MEDIA]
            if number < lanes:
                assert centre.lane[contact] == number
                waiting[number // MEDIA] += 1
            else:
                assert centre.lane[contact] % MEDIA == (number - lanes) % MEDIA
                at_desks.add(contact)
    assert waiting == centre.waiting
    assert {slot for slot, at in enumerate(centre.waits_in) if at != NONE} == seen
    timers = walk(centre.scalars[TIMER_HEAD], centre.scalars[TIMER_TAIL], centre.later, centre.earlier)
    assert set(timers) == at_desks
    assert [centre.until[contact] for contact in timers] == sorted(centre.until[contact] for contact in timers)


def check_free(centre: Centre) -> None:
    loads = centre.scalars[LOADS]
    for number, (head, tail) in enumerate(zip(centre.free_head, centre.free_tail, strict=True)):
        people = walk(head, tail, centre.idle_next, centre.idle_previous)
        order = [(centre.idle_since[person], person) for person in people]
        assert order == sorted(order)
        for person in people:
            assert centre.free_in[person] == number
            assert divmod(number, loads) == (centre.profile[person], centre.chats[person])
    for person, at in enumerate(centre.free_in):
        chats, calls = centre.chats[person], centre.calls[person]
        has_room = calls == 0 and (chats == 0 or chats < centre.capacity[person])
        assert (at != NONE) == (centre.on_duty[person] == 1 and has_room), (person, CALL, CHAT)
