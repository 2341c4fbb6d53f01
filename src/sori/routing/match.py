"""The rule by which contacts and counsellors find each other.

Every function takes the centre and changes it; those that match somebody return whom. Times are whole microseconds and
never run backwards. Two duties lie with the caller, and with them nobody who may serve a waiting contact stays idle:

- after `set_load` and `release`, call `free` until it returns NONE (only then is the person among the free), and
- call `tick` until it returns NONE twice whenever `due` says so.
"""

from sori.routing.group import adjust, next_change
from sori.routing.lanes import join_desk, join_lane, join_lane_from_desk, next_opening, precedes, remove, remove_head
from sori.routing.people import find, serves, step_in, step_out, take, take_one_more
from sori.routing.state import (
    ASKING,
    CALL,
    GROUPS_CHANGED,
    MEDIA,
    NEVER,
    NONE,
    SECTIONS,
    TICKED,
    TIMER_HEAD,
    Centre,
)


def arrive(centre: Centre, contact: int, queue: int, medium: int, since: int, desk: int, until: int, now: int) -> int:
    """Let a contact queue; give the counsellor who takes it at once, or NONE if it waits.

    A contact that comes back brings its original `since` and so finds its old place. With a `desk` it is for that
    counsellor: it is theirs at once if they are free for it, otherwise it waits there until `until`, then in its lane.
    The desk is passed over if its counsellor is off duty or does not serve the queue. A contact that waits already is
    moved. O(1) when others of its lane wait before it, else O(profiles that serve the lane).
    """
    if centre.waits_in[contact] != NONE:
        remove(centre, contact)
    lane = queue * MEDIA + medium
    key = since - centre.head_start[queue]
    centre.since[contact] = since
    centre.key[contact] = key
    centre.lane[contact] = lane
    if desk != NONE and centre.on_duty[desk] == 1 and serves(centre, desk, lane):
        if centre.free_in[desk] != NONE and (medium != CALL or centre.chats[desk] == 0):
            take_one_more(centre, desk, medium, now)
            return desk
        if until > now:
            join_desk(centre, contact, desk, until)
            return NONE
    if centre.head_key[lane] > key:  # otherwise somebody older waits, and nobody is free even for them
        counsellor = find(centre, lane, now - since)
        if counsellor != NONE:
            take_one_more(centre, counsellor, medium, now)
            return counsellor
        join_lane(centre, contact, lane)
        centre.check[lane] = next_opening(centre, lane, now)
        return NONE
    join_lane(centre, contact, lane)
    return NONE


def leave(centre: Centre, contact: int) -> None:
    """Let a contact wait no longer: it gave up or was taken elsewhere. Nothing happens if it does not wait. O(1)."""
    if centre.waits_in[contact] != NONE:
        remove(centre, contact)


def free(centre: Centre, counsellor: int, now: int) -> int:
    """Give the contact that this counsellor takes next, or NONE if there is none or no room. Call it until NONE.

    Among the heads of the lanes they may serve now and of their own desk: the smallest key, then the older since, then
    the lower lane. After NONE the counsellor stands among the free. O(lanes of the profile).
    """
    chats = centre.chats[counsellor]
    if centre.on_duty[counsellor] == 0 or centre.calls[counsellor] > 0:
        return NONE
    if chats > 0 and chats >= centre.capacity[counsellor]:
        return NONE
    media = MEDIA if chats == 0 else 1  # chats come first in a profile's sections, calls only for empty hands
    head_key, serves_lane, serves_from = centre.head_key, centre.serves_lane, centre.serves_from
    serves_wait = centre.serves_wait
    section = centre.profile[counsellor] * SECTIONS
    best = NONE
    best_key = NEVER - 1
    for lane in serves_lane[serves_from[section] : serves_from[section + media]]:
        key = head_key[lane]
        if key <= best_key and (key < best_key or precedes(centre, lane, best)):
            best = lane
            best_key = key
    for place in range(serves_from[section + MEDIA], serves_from[section + MEDIA + media]):
        lane = serves_lane[place]
        key = head_key[lane]
        if key <= best_key and key + serves_wait[place] <= now and (key < best_key or precedes(centre, lane, best)):
            best = lane
            best_key = key
    if centre.scalars[TIMER_HEAD] != NONE:  # somebody waits at somebody's desk
        desks = len(centre.check) + counsellor * MEDIA + MEDIA
        for desk in range(desks - media, desks):
            key = head_key[desk]
            if key <= best_key and (key < best_key or precedes(centre, desk, best)):
                best = desk
                best_key = key
    if best == NONE:
        if centre.free_in[counsellor] == NONE:
            step_in(centre, counsellor)
        return NONE
    contact = remove_head(centre, best)
    take(centre, counsellor, best % MEDIA, now)  # lanes and desks both alternate calls and chats
    return contact


def release(centre: Centre, counsellor: int, medium: int, now: int) -> None:
    """Take a finished contact out of the counsellor's hands; `free` follows. Nothing happens if there is none. O(1)."""
    if medium == CALL:
        if centre.calls[counsellor] == 0:
            return
        centre.calls[counsellor] -= 1
    else:
        if centre.chats[counsellor] == 0:
            return
        step_out(centre, counsellor)
        centre.chats[counsellor] -= 1
    centre.idle_since[counsellor] = now


def set_load(centre: Centre, counsellor: int, chats: int, calls: int, idle_since: int) -> None:
    """Bring a counsellor on duty with so much in hand; `free` follows.

    Nothing happens, to the idle order neither, if they are on duty with just that in hand.
    """
    if centre.on_duty[counsellor] == 0:
        centre.on_duty[counsellor] = 1
        if centre.belongs[counsellor] == 1:
            centre.scalars[GROUPS_CHANGED] = 1
    elif centre.chats[counsellor] == chats and centre.calls[counsellor] == calls:
        return
    step_out(centre, counsellor)
    centre.chats[counsellor] = chats
    centre.calls[counsellor] = calls
    centre.idle_since[counsellor] = idle_since


def withdraw(centre: Centre, counsellor: int) -> None:
    """Take a counsellor off duty; those waiting at their desk join their lanes (`due` is then now). Idempotent."""
    if centre.on_duty[counsellor] == 0:
        return
    centre.on_duty[counsellor] = 0
    step_out(centre, counsellor)
    centre.profile[counsellor] = centre.ordinary[counsellor]
    centre.kept_for[counsellor] = NONE
    if centre.belongs[counsellor] == 1:
        centre.scalars[GROUPS_CHANGED] = 1
    first_desk = len(centre.check) + counsellor * MEDIA
    for desk in range(first_desk, first_desk + MEDIA):
        while centre.head[desk] != NONE:
            join_lane_from_desk(centre, centre.head[desk])


def tick(centre: Centre, now: int) -> tuple[int, int]:
    """Do what time alone makes due; give one (contact, counsellor) matched by it. Call it until (NONE, NONE).

    First desk waits end, then the elastic groups grow and shrink and people let go are asked, then the lanes' heads for
    whom a further step has opened are looked at, smallest key first.
    """
    scalars = centre.scalars
    while scalars[TIMER_HEAD] != NONE and centre.until[scalars[TIMER_HEAD]] <= now:
        join_lane_from_desk(centre, scalars[TIMER_HEAD])
    while adjust(centre, now):  # a person now kept sends others' contacts from the desk to lanes: look again
        pass
    while scalars[ASKING] != NONE:
        if scalars[ASKING] == len(centre.member):
            scalars[ASKING] = NONE
            break
        counsellor = centre.member[scalars[ASKING]]
        if centre.free_in[counsellor] != NONE:
            contact = free(centre, counsellor, now)
            if contact != NONE:
                if centre.calls[counsellor] == 0 and centre.chats[counsellor] < centre.capacity[counsellor]:
                    step_in(centre, counsellor)
                return contact, counsellor
        scalars[ASKING] += 1
    lane = most_urgent(centre, now)
    while lane != NONE:
        counsellor = find(centre, lane, now - centre.since[centre.head[lane]])
        if counsellor != NONE:
            contact = remove_head(centre, lane)
            take_one_more(centre, counsellor, lane % MEDIA, now)
            return contact, counsellor
        centre.check[lane] = next_opening(centre, lane, now)
        lane = most_urgent(centre, now)
    scalars[TICKED] = now
    return NONE, NONE


def most_urgent(centre: Centre, now: int) -> int:
    """Give, of the lanes whose head is to be looked at by now, the one whose head comes first; NONE if none is."""
    check, head_key = centre.check, centre.head_key
    best = NONE
    for lane in range(len(check)):
        if check[lane] <= now and (
            best == NONE
            or head_key[lane] < head_key[best]
            or (head_key[lane] == head_key[best] and precedes(centre, lane, best))
        ):
            best = lane
    return best


def due(centre: Centre, now: int) -> int:
    """Give the earliest moment, `now` or later, at which `tick` could do something; NONE if there is none.

    O(lanes + elastic groups). After `tick` returned (NONE, NONE) it is later than now.
    """
    earliest = next_change(centre, now)
    first = centre.scalars[TIMER_HEAD]
    if first != NONE:
        earliest = min(earliest, centre.until[first])
    for moment in centre.check:
        earliest = min(earliest, moment)
    if earliest == NEVER:
        return NONE
    return max(earliest, now)


def place(centre: Centre, contact: int) -> int:
    """Give how many wait before the contact in its lane (or at its desk); NONE if it does not wait. O(that many)."""
    if centre.waits_in[contact] == NONE:
        return NONE
    ahead = 0
    before = centre.previous[contact]
    while before != NONE:
        ahead += 1
        before = centre.previous[before]
    return ahead


def set_open(centre: Centre, queue: int, is_open: bool) -> None:
    """Open or close a queue. Closing turns nobody away who waits; that nobody joins is the menu's affair."""
    centre.closed[queue] = 0 if is_open else 1
