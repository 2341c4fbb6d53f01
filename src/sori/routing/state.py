"""The state of a centre, as flat sequences of whole numbers.

Everything the router knows lies in one record of integer sequences: lists in the live centre (packed for the contacts,
of which there are many), arrays when the same functions are compiled. A contact, counsellor, queue or list is an
index; NONE stands for "no such one". Linked lists are threaded through the sequences themselves, so nothing is
allocated when a contact arrives or leaves.
"""

from array import array
from dataclasses import dataclass
from typing import TypeAlias

NONE = -1
"""No contact, no counsellor, no list, no moment."""

CALL = 0
"""The medium that takes the whole person."""

CHAT = 1
"""The medium that takes one of the person's places."""

MEDIA = 2
"""How many media there are: lane = queue * MEDIA + medium."""

NEVER = 1 << 62
"""Later than any moment; also the key of an empty list, so that it loses every comparison."""

AT_ONCE = 0
"""In `check`: the lane's head is to be looked at on the next tick, whatever the time."""

SECTIONS = 5
"""Bounds kept per profile in `serves_from` (see there)."""

# What `scalars` holds, by position.
LOADS = 0
"""How many free lists each profile has: one per number of contacts in hand."""
TIMER_HEAD = 1
"""The contact whose desk wait ends first."""
TIMER_TAIL = 2
"""The contact whose desk wait ends last."""
TICKED = 3
"""When `tick` last found nothing more to do."""
GROUPS_CHANGED = 4
"""1 when a member of an elastic group came or went since the last tick."""
ASKING = 5
"""The position in `member` of the next person to be asked whether they can now take something; NONE when all were."""
SCALARS = 6

Ints = list[int]
Slots: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True, eq=False)
class Centre:
    """All that is known about who waits and who is free. Made by `build`, changed only by the functions of `match`.

    Slots, because reading one costs a fifth of reading a named tuple's field, and every function reads a dozen.
    """

    scalars: Ints

    # Contacts, by slot. Packed numbers, not lists: with 100,000 waiting the memory between the numbers is what costs.
    since: Slots  # when the contact first queued, microseconds
    key: Slots  # since - head_start of its queue: the smallest key is served first
    lane: Slots  # queue * MEDIA + medium
    waits_in: Slots  # the list it waits in, or NONE
    next: Slots  # the one behind it in that list
    previous: Slots  # the one before it in that list
    until: Slots  # at a desk: when it stops waiting for this person
    later: Slots  # at a desk: the contact whose desk wait ends next
    earlier: Slots  # at a desk: the contact whose desk wait ends just before

    # Lists of waiting contacts: the lanes, then every counsellor's desk (lanes + counsellor * MEDIA + medium).
    head: Ints
    tail: Ints
    head_key: Ints  # the key of the head, NEVER when nobody waits

    # Lanes.
    check: Ints  # when the next overflow step opens for the lane's head; AT_ONCE, or NEVER
    all_open_after: Ints  # added to the lane's head_key: when its last step opens; -NEVER if all are open at once
    steps_from: Ints  # lane -> its first place in step_after, one more at the end
    step_after: Ints  # how long a contact must have waited for the step (steps that nobody satisfies are left out)
    servers_from: Ints  # place in step_after -> its first place in server, one more at the end
    server: Ints  # the first free list (that of load 0) of each profile that serves the lane by that step

    # Queues.
    head_start: Ints
    waiting: Ints  # how many wait in the queue's lanes (those at a desk not counted)
    closed: Ints  # 1 outside opening hours; the menu asks, the router serves whoever waits
    opening_from: Ints  # queue -> its first place in opening_after, one more at the end
    opening_after: Ints  # the distinct waits, above 0, after which further steps open; ascending

    # Profiles: counsellors with the same eligibility share one.
    # The lanes a profile serves lie in four sections, bounded by serves_from[profile * SECTIONS + 0..4]:
    # chats at once, calls at once, chats after a wait, calls after a wait.
    serves_from: Ints
    serves_lane: Ints
    serves_wait: Ints  # added to a lane's head_key: the moment the profile may take the head
    free_head: Ints  # profile * LOADS + load -> the free counsellor who has been idle longest
    free_tail: Ints

    # Counsellors.
    profile: Ints  # the one in force
    ordinary: Ints  # the one in force while no elastic group keeps the person
    capacity: Ints  # chats at once
    on_duty: Ints
    chats: Ints  # in hand
    calls: Ints  # in hand
    idle_since: Ints  # when the number in hand last changed
    free_in: Ints  # the free list the person stands in, or NONE
    idle_next: Ints
    idle_previous: Ints

    # Elastic groups, in the order of their queues.
    group_of: Ints  # queue -> group or NONE
    group_queue: Ints
    group_minimum: Ints
    group_maximum: Ints
    group_waiting_per_person: Ints
    group_cooldown: Ints
    group_size: Ints  # how many people are to be kept now
    group_calm_since: Ints  # since when nobody waits (or since the last shrinking); NONE: not known to be calm
    members_from: Ints  # group -> its first place in member, one more at the end
    member: Ints  # the best people of the queue first
    kept_for: Ints  # counsellor -> the group that keeps the person, or NONE
    kept_profile: Ints  # the profile in force while `member` at the same place is kept
    belongs: Ints  # counsellor -> 1 if a member of any group


def grow(centre: Centre, contacts: int) -> None:
    """Make room for at least this many contact slots. For lists only; a compiled centre is built large enough."""
    for column in (
        centre.since,
        centre.key,
        centre.lane,
        centre.waits_in,
        centre.next,
        centre.previous,
        centre.until,
        centre.later,
        centre.earlier,
    ):
        column.extend(array("q", [NONE]) * (contacts - len(column)))
