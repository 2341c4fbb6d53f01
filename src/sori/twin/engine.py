"""A day of a centre in virtual time: the live router decides, this only lets time pass and people come and go.

One source for both runs: plain Python as it stands, and compiled by `compiled`. So it is written in whole numbers,
sequences and small functions without objects of its own, and every random draw was made beforehand. Times are whole
microseconds. `draws` and `log` have a row per what is drawn or noted and a column per contact slot; slots from
`callers` on are for those who call again, the second attempt of a caller `callers` after the first and so on.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from sori.routing import NEVER, NONE, Centre, arrive, due, free, leave, release, set_load, tick, withdraw

# Rows of `draws`.
QUEUE = 0
MEDIUM = 1
PATIENCE = 2
"""How long the contact waits in a queue before it gives up; NEVER: without end."""
ACCEPT = 3
"""How long an offer lies before it is accepted."""
TALK = 4
WRAP_UP = 5
REST = 6
"""How long the counsellor is away after this contact; 0: not at all."""
MOVE_TO = 7
"""The queue the contact is passed on to after it was answered; NONE: it is not."""
TALK_AGAIN = 8
"""How long it talks after it was passed on."""
RETRY_AFTER = 9
"""How long after giving up the citizen calls again; NONE: never."""
DRAWS = 10

# Rows of `log`.
ARRIVED = 0
OFFERED = 1
ANSWERED = 2
ENDED = 3
"""When the talk ended, or the citizen gave up or was turned away."""
FREED = 4
"""When the wrap-up ended."""
WHO = 5
"""The counsellor who last had it in hand."""
OUTCOME = 6
MOVED = 7
"""1 once it was passed on."""
DEADLINE = 8
"""When it will give up."""
SERVED = 9
"""How long it was in people's hands: offers, talks and wrap-up."""
LOG = 10

# Outcomes.
WAITING = 0
"""Nobody ever came."""
TALKED = 1
GAVE_UP = 2
TURNED_AWAY = 3

# Rows of `people`.
PACE = 0
"""Talk and wrap-up take this many thousandths of what was drawn."""
PLANNED = 1
"""1 while the plan has the person at the desk."""
RESTING = 2
"""1 while the person is away between two contacts."""
PEOPLE = 3

# Rows of `duty`: when whose plan changes to what; ends with NEVER.
DUTY_AT = 0
DUTY_WHO = 1
DUTY_ON = 2

Rows = Sequence[list[int]]
Heap = list[tuple[int, int]]


def play(
    centre: Centre, timed: int, callers: int, draws: Rows, log: Rows, people: Rows, duty: Rows, room: list[int]
) -> int:
    """Let the day happen; `log` says afterwards what became of every contact. Gives the number of events.

    `timed` is 1 if time alone can make something due (overflow, elastic groups); the arrivals stand in order in the
    first `callers` places of log[ARRIVED], followed by NEVER; room[queue] is how many may wait, or NONE.
    """
    ends, leaves, later = [(NEVER, NONE)], [(NEVER, NONE)], [(NEVER, NONE)]
    arrived, changes = log[ARRIVED], duty[DUTY_AT]
    caller = change = events = 0
    alarm = NEVER
    while True:
        coming = arrived[caller] if caller < callers else NEVER
        now = min(coming, changes[change], ends[0][0], leaves[0][0], later[0][0], alarm)
        if now == NEVER:
            return events
        events += 1
        if changes[change] == now:
            change_plan(centre, draws, log, people, ends, duty[DUTY_WHO][change], duty[DUTY_ON][change], now)
            change += 1
        elif ends[0][0] == now:
            slot = heappop(ends)[1]
            end(centre, callers, draws, log, people, ends, leaves, later, slot, now)
        elif alarm == now:
            do_what_is_due(centre, draws, log, people, ends, now)
        elif leaves[0][0] == now:
            give_up(centre, callers, draws, log, later, heappop(leaves)[1], now)
        elif later[0][0] == now:
            who_or_slot = heappop(later)[1]
            if who_or_slot < NONE:
                come_back(centre, draws, log, people, ends, -2 - who_or_slot, now)
            else:
                arrived[who_or_slot] = now
                join(centre, callers, draws, log, people, ends, leaves, later, room, who_or_slot, now)
        else:
            join(centre, callers, draws, log, people, ends, leaves, later, room, caller, now)
            caller += 1
        if timed == 1:
            moment = due(centre, now)
            alarm = NEVER if moment == NONE else moment


def do_what_is_due(centre: Centre, draws: Rows, log: Rows, people: Rows, ends: Heap, now: int) -> None:
    """Steps open, groups grow and shrink: the router says who gets what by it."""
    slot, who = tick(centre, now)
    while slot != NONE:
        hand_over(draws, log, people, ends, slot, who, now)
        slot, who = tick(centre, now)


def give_up(centre: Centre, callers: int, draws: Rows, log: Rows, later: Heap, slot: int, now: int) -> None:
    """Patience ends; nothing happens if the contact was offered meanwhile, or waits anew in another queue."""
    if log[DEADLINE][slot] == now and centre.waits_in[slot] != NONE:
        leave(centre, slot)
        lose(callers, draws, log, later, slot, GAVE_UP, now)


def join(
    centre: Centre,
    callers: int,
    draws: Rows,
    log: Rows,
    people: Rows,
    ends: Heap,
    leaves: Heap,
    later: Heap,
    room: list[int],
    slot: int,
    now: int,
) -> None:
    """A contact comes out of the menu and queues, unless as many wait as may."""
    queue = draws[QUEUE][slot]
    if room[queue] != NONE and centre.waiting[queue] >= room[queue]:
        lose(callers, draws, log, later, slot, TURNED_AWAY, now)
        return
    wait(centre, draws, log, people, ends, leaves, slot, queue, now)


def wait(
    centre: Centre, draws: Rows, log: Rows, people: Rows, ends: Heap, leaves: Heap, slot: int, queue: int, now: int
) -> None:
    """A contact queues: it is offered to somebody at once, or waits as long as it has patience."""
    patience = draws[PATIENCE][slot]
    log[DEADLINE][slot] = now + patience if patience < NEVER else NEVER
    who = arrive(centre, slot, queue, draws[MEDIUM][slot], log[ARRIVED][slot], NONE, NONE, now)
    if who != NONE:
        hand_over(draws, log, people, ends, slot, who, now)
    elif patience < NEVER:
        heappush(leaves, (now + patience, slot))


def hand_over(draws: Rows, log: Rows, people: Rows, ends: Heap, slot: int, who: int, now: int) -> None:
    """The router offers the contact to somebody, who accepts it, unless the citizen gives up before."""
    log[OFFERED][slot] = now
    log[WHO][slot] = who
    answered = now + draws[ACCEPT][slot]
    if log[DEADLINE][slot] < answered:
        if log[OUTCOME][slot] != TALKED:
            log[OUTCOME][slot] = GAVE_UP
        log[FREED][slot] = log[DEADLINE][slot]
        log[SERVED][slot] += log[DEADLINE][slot] - now
        heappush(ends, (log[DEADLINE][slot], slot))
        return
    pace = people[PACE][who]
    if log[OUTCOME][slot] != TALKED:
        log[ANSWERED][slot] = answered
        log[OUTCOME][slot] = TALKED
    if log[MOVED][slot] == 1:
        ended = answered + draws[TALK_AGAIN][slot] * pace // 1000
    else:
        ended = answered + draws[TALK][slot] * pace // 1000
    log[ENDED][slot] = ended
    freed = ended
    if log[MOVED][slot] == 1 or draws[MOVE_TO][slot] == NONE:
        freed = ended + draws[WRAP_UP][slot] * pace // 1000
    log[FREED][slot] = freed
    log[SERVED][slot] += freed - now
    heappush(ends, (freed, slot))


def end(
    centre: Centre,
    callers: int,
    draws: Rows,
    log: Rows,
    people: Rows,
    ends: Heap,
    leaves: Heap,
    later: Heap,
    slot: int,
    now: int,
) -> None:
    """A contact leaves somebody's hands: for good, to another queue, or because the citizen gave up while it rang."""
    who = log[WHO][slot]
    release(centre, who, draws[MEDIUM][slot], now)
    if log[OUTCOME][slot] == GAVE_UP:
        lose(callers, draws, log, later, slot, GAVE_UP, now)
    elif log[MOVED][slot] == 0 and draws[MOVE_TO][slot] != NONE:
        log[MOVED][slot] = 1
        wait(centre, draws, log, people, ends, leaves, slot, draws[MOVE_TO][slot], now)
    elif draws[REST][slot] > 0 and people[PLANNED][who] == 1 and people[RESTING][who] == 0:
        people[RESTING][who] = 1
        withdraw(centre, who)
        heappush(later, (now + draws[REST][slot], -2 - who))
    fill(centre, draws, log, people, ends, who, now)


def lose(callers: int, draws: Rows, log: Rows, later: Heap, slot: int, outcome: int, now: int) -> None:
    """A citizen goes without having talked to anybody, and may call again."""
    if log[ANSWERED][slot] != NONE:
        return
    log[OUTCOME][slot] = outcome
    log[ENDED][slot] = now
    again = slot + callers
    if draws[RETRY_AFTER][slot] != NONE and again < len(log[ARRIVED]) - 1:
        heappush(later, (now + draws[RETRY_AFTER][slot], again))


def change_plan(
    centre: Centre, draws: Rows, log: Rows, people: Rows, ends: Heap, who: int, planned: int, now: int
) -> None:
    """The plan sends somebody to the desk or home; who goes home finishes what is in hand."""
    people[PLANNED][who] = planned
    if planned == 0:
        withdraw(centre, who)
    elif people[RESTING][who] == 0:
        set_load(centre, who, centre.chats[who], centre.calls[who], now)
        fill(centre, draws, log, people, ends, who, now)


def come_back(centre: Centre, draws: Rows, log: Rows, people: Rows, ends: Heap, who: int, now: int) -> None:
    """A rest is over."""
    people[RESTING][who] = 0
    if people[PLANNED][who] == 1:
        change_plan(centre, draws, log, people, ends, who, 1, now)


def fill(centre: Centre, draws: Rows, log: Rows, people: Rows, ends: Heap, who: int, now: int) -> None:
    """Give somebody what the router has for them."""
    slot = free(centre, who, now)
    while slot != NONE:
        hand_over(draws, log, people, ends, slot, who, now)
        slot = free(centre, who, now)
