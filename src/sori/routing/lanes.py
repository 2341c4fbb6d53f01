"""Those who wait: the lanes, the desks, and the order in which desk waits end.

A lane and a desk are the same thing here, a linked list ordered by key: a contact's place is found, kept and given up
without touching the others.
"""

from sori.routing.state import AT_ONCE, MEDIA, NEVER, NONE, TICKED, TIMER_HEAD, TIMER_TAIL, Centre


def precedes(centre: Centre, one: int, other: int) -> bool:
    """Whether list `one` goes before list `other` when their heads' keys are equal: older since, then lower number."""
    since_one = centre.since[centre.head[one]]
    since_other = centre.since[centre.head[other]]
    return since_one < since_other or (since_one == since_other and one < other)


def next_opening(centre: Centre, lane: int, moment: int) -> int:
    """Give the first moment after `moment` at which a further step opens for the lane's head; NEVER if none does."""
    contact = centre.head[lane]
    if contact == NONE:
        return NEVER
    since = centre.since[contact]
    queue = lane // MEDIA
    for place in range(centre.opening_from[queue], centre.opening_from[queue + 1]):
        opens = since + centre.opening_after[place]
        if opens > moment:
            return opens
    return NEVER


def insert(centre: Centre, contact: int, into: int) -> None:
    """Put the contact in its place in a list.

    O(1) for the newest. An older contact (bounced, transferred) is placed from the head on, where the old ones are.
    """
    key, since, follow = centre.key, centre.since, centre.next
    own_key, own_since = key[contact], since[contact]
    before = centre.tail[into]
    after = NONE
    if before != NONE and (key[before] > own_key or (key[before] == own_key and since[before] > own_since)):
        after = centre.head[into]
        while key[after] < own_key or (key[after] == own_key and since[after] <= own_since):
            after = follow[after]
        before = centre.previous[after]
    centre.waits_in[contact] = into
    centre.previous[contact] = before
    follow[contact] = after
    if after == NONE:
        centre.tail[into] = contact
    else:
        centre.previous[after] = contact
    if before == NONE:
        centre.head[into] = contact
        centre.head_key[into] = own_key
    else:
        follow[before] = contact


def join_lane(centre: Centre, contact: int, lane: int) -> None:
    """Let the contact wait in its lane. If it is the new head, the caller says in `check` when to look at it again."""
    queue = lane // MEDIA
    centre.waiting[queue] += 1
    group = centre.group_of[queue]
    if group != NONE:
        centre.group_calm_since[group] = NONE
    insert(centre, contact, lane)


def join_lane_from_desk(centre: Centre, contact: int) -> None:
    """Move the contact from a desk to its lane, where the next tick looks whether somebody else is free for it."""
    lane = centre.lane[contact]
    remove(centre, contact)
    join_lane(centre, contact, lane)
    if centre.head[lane] == contact:
        centre.check[lane] = AT_ONCE


def join_desk(centre: Centre, contact: int, counsellor: int, until: int) -> None:
    """Let the contact wait at one person's desk until the moment `until`. O(1) if it is the last to give up."""
    medium = centre.lane[contact] % MEDIA
    insert(centre, contact, len(centre.check) + counsellor * MEDIA + medium)
    centre.until[contact] = until
    scalars, later, earlier = centre.scalars, centre.later, centre.earlier
    before = scalars[TIMER_TAIL]
    after = NONE
    while before != NONE and centre.until[before] > until:
        after = before
        before = earlier[before]
    earlier[contact] = before
    later[contact] = after
    if before == NONE:
        scalars[TIMER_HEAD] = contact
    else:
        later[before] = contact
    if after == NONE:
        scalars[TIMER_TAIL] = contact
    else:
        earlier[after] = contact


def stop_timer(centre: Centre, contact: int) -> None:
    """Take a contact that leaves a desk out of the order in which desk waits end."""
    before, after = centre.earlier[contact], centre.later[contact]
    if before == NONE:
        centre.scalars[TIMER_HEAD] = after
    else:
        centre.later[before] = after
    if after == NONE:
        centre.scalars[TIMER_TAIL] = before
    else:
        centre.earlier[after] = before


def remove(centre: Centre, contact: int) -> None:
    """Take a waiting contact out of the list it waits in. O(1)."""
    at = centre.waits_in[contact]
    if centre.head[at] == contact:
        remove_head(centre, at)
        return
    before, after = centre.previous[contact], centre.next[contact]
    centre.waits_in[contact] = NONE
    centre.next[before] = after
    if after == NONE:
        centre.tail[at] = before
    else:
        centre.previous[after] = before
    if at < len(centre.check):
        centre.waiting[at // MEDIA] -= 1
    else:
        stop_timer(centre, contact)


def remove_head(centre: Centre, at: int) -> int:
    """Take out and give the contact that is first in a list, which must not be empty. O(1)."""
    head, key, check = centre.head, centre.key, centre.check
    contact = head[at]
    after = centre.next[contact]
    centre.waits_in[contact] = NONE
    head[at] = after
    if after == NONE:
        centre.tail[at] = NONE
        centre.head_key[at] = NEVER
    else:
        centre.previous[after] = NONE
        centre.head_key[at] = key[after]
    if at >= len(check):
        stop_timer(centre, contact)
        return contact
    centre.waiting[at // MEDIA] -= 1
    if after == NONE:
        check[at] = NEVER
    elif check[at] != AT_ONCE:
        # Steps that were open at the last tick were open for the older contact too, and nobody was free for it.
        ticked = centre.scalars[TICKED]
        all_open = key[after] + centre.all_open_after[at] <= ticked
        check[at] = NEVER if all_open else next_opening(centre, at, ticked)
    return contact
