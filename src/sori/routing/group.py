"""Elastic groups: how many people a queue keeps for itself, growing with its waiting line.

The first `size` members on duty are kept: until they are let go they take only this queue's contacts. A person is kept
by one group at a time, the one of the lowest queue first.
"""

from sori.routing.lanes import join_lane_from_desk
from sori.routing.people import serves, step_in, step_out
from sori.routing.state import ASKING, GROUPS_CHANGED, MEDIA, NEVER, NONE, Centre


def wanted_size(centre: Centre, group: int) -> int:
    """Give the size that the number waiting calls for."""
    waiting = centre.waiting[centre.group_queue[group]]
    per_person = centre.group_waiting_per_person[group]
    wanted = centre.group_minimum[group] + (waiting + per_person - 1) // per_person
    return min(wanted, centre.group_maximum[group])


def next_change(centre: Centre, now: int) -> int:
    """Give the earliest moment at which `adjust` could do something; NEVER if no group is about to change."""
    earliest = NEVER
    if centre.scalars[GROUPS_CHANGED] == 1 or centre.scalars[ASKING] != NONE:
        earliest = now
    for group in range(len(centre.group_queue)):
        size, calm_since = centre.group_size[group], centre.group_calm_since[group]
        if centre.waiting[centre.group_queue[group]] > 0:
            if wanted_size(centre, group) > size:
                earliest = now
        elif size > centre.group_minimum[group]:
            shrinks = now if calm_since == NONE else calm_since + centre.group_cooldown[group]
            earliest = min(earliest, shrinks)
    return earliest


def adjust(centre: Centre, now: int) -> bool:
    """Grow and shrink the groups as the moment asks, keep or let go people accordingly; True if anybody might be."""
    for group in range(len(centre.group_queue)):
        size, calm_since = centre.group_size[group], centre.group_calm_since[group]
        if centre.waiting[centre.group_queue[group]] > 0:
            wanted = wanted_size(centre, group)
            if wanted > size:
                centre.group_size[group] = wanted
                centre.scalars[GROUPS_CHANGED] = 1
        elif calm_since == NONE:
            centre.group_calm_since[group] = now
        elif size > centre.group_minimum[group] and now >= calm_since + centre.group_cooldown[group]:
            centre.group_size[group] = size - 1
            centre.group_calm_since[group] = now
            centre.scalars[GROUPS_CHANGED] = 1
    if centre.scalars[GROUPS_CHANGED] == 0:
        return False
    centre.scalars[GROUPS_CHANGED] = 0
    choose_members(centre)
    centre.scalars[ASKING] = 0
    return True


def choose_members(centre: Centre) -> None:
    """Keep the first `size` members on duty of every group and let the others go."""
    kept_for, member = centre.kept_for, centre.member
    for group in range(len(centre.group_queue)):
        wanted = centre.group_size[group]
        for place in range(centre.members_from[group], centre.members_from[group + 1]):
            counsellor = member[place]
            keeper = kept_for[counsellor]
            if keeper != NONE and keeper < group:
                continue
            if wanted > 0 and centre.on_duty[counsellor] == 1:
                wanted -= 1
                if keeper != group:
                    kept_for[counsellor] = group
                    change_profile(centre, counsellor, centre.kept_profile[place])
            elif keeper == group:
                kept_for[counsellor] = NONE
                change_profile(centre, counsellor, centre.ordinary[counsellor])


def change_profile(centre: Centre, counsellor: int, profile: int) -> None:
    """Give a person another profile; whoever waits at the desk for what it lacks joins the lane."""
    free = centre.free_in[counsellor] != NONE
    step_out(centre, counsellor)
    centre.profile[counsellor] = profile
    if free:
        step_in(centre, counsellor)
    first_desk = len(centre.check) + counsellor * MEDIA
    for desk in range(first_desk, first_desk + MEDIA):
        contact = centre.head[desk]
        while contact != NONE:
            follower = centre.next[contact]
            if not serves(centre, counsellor, centre.lane[contact]):
                join_lane_from_desk(centre, contact)
            contact = follower
