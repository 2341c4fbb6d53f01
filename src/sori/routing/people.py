"""Those who are free: for every profile and number of contacts in hand a list of people, longest idle first.

Only the heads of these lists are ever compared, so finding the right person costs the same for ten people as for ten
thousand of the same profiles.
"""

from sori.routing.state import CALL, LOADS, MEDIA, NONE, SECTIONS, Centre


def step_in(centre: Centre, counsellor: int) -> None:
    """Put a person with room for more among the free, by how long they have been idle. O(1) for the latest."""
    idle_since, previous, follow = centre.idle_since, centre.idle_previous, centre.idle_next
    into = centre.profile[counsellor] * centre.scalars[LOADS] + centre.chats[counsellor]
    own = idle_since[counsellor]
    before = centre.free_tail[into]
    after = NONE
    while before != NONE and (idle_since[before] > own or (idle_since[before] == own and before > counsellor)):
        after = before
        before = previous[before]
    previous[counsellor] = before
    follow[counsellor] = after
    if before == NONE:
        centre.free_head[into] = counsellor
    else:
        follow[before] = counsellor
    if after == NONE:
        centre.free_tail[into] = counsellor
    else:
        previous[after] = counsellor
    centre.free_in[counsellor] = into


def step_out(centre: Centre, counsellor: int) -> None:
    """Take a person out of the free list they stand in, if any. O(1)."""
    at = centre.free_in[counsellor]
    if at == NONE:
        return
    centre.free_in[counsellor] = NONE
    before, after = centre.idle_previous[counsellor], centre.idle_next[counsellor]
    if before == NONE:
        centre.free_head[at] = after
    else:
        centre.idle_next[before] = after
    if after == NONE:
        centre.free_tail[at] = before
    else:
        centre.idle_previous[after] = before


def take(centre: Centre, counsellor: int, medium: int, now: int) -> None:
    """Put one more contact in the person's hands."""
    if centre.free_in[counsellor] != NONE:
        step_out(centre, counsellor)
    centre.idle_since[counsellor] = now
    if medium == CALL:
        centre.calls[counsellor] += 1
        return
    centre.chats[counsellor] += 1


def take_one_more(centre: Centre, counsellor: int, medium: int, now: int) -> None:
    """Put a contact in the hands of a free person, who stays among the free while there is room for another."""
    take(centre, counsellor, medium, now)
    if centre.calls[counsellor] == 0 and centre.chats[counsellor] < centre.capacity[counsellor]:
        step_in(centre, counsellor)


def find(centre: Centre, lane: int, waited: int) -> int:
    """Give the free person for a contact of this lane that has waited so long, or NONE.

    Earlier step first, then fewest in hand, then longest idle, then lower index. O(profiles that serve the lane).
    """
    free_head, idle_since = centre.free_head, centre.idle_since
    loads = 1 if lane % MEDIA == CALL else centre.scalars[LOADS]  # calls are only for those with nothing in hand
    for step in range(centre.steps_from[lane], centre.steps_from[lane + 1]):
        if centre.step_after[step] > waited:
            return NONE
        servers = centre.server[centre.servers_from[step] : centre.servers_from[step + 1]]
        for load in range(loads):
            best = NONE
            for free_list in servers:
                person = free_head[free_list + load]
                if person != NONE and (
                    best == NONE
                    or idle_since[person] < idle_since[best]
                    or (idle_since[person] == idle_since[best] and person < best)
                ):
                    best = person
            if best != NONE:
                return best
    return NONE


def serves(centre: Centre, counsellor: int, lane: int) -> bool:
    """Whether the person's profile includes the lane by any step."""
    base = centre.profile[counsellor] * SECTIONS
    serves_from, serves_lane = centre.serves_from, centre.serves_lane
    return lane in serves_lane[serves_from[base] : serves_from[base + SECTIONS - 1]]
