"""Routing: which counsellor takes which contact, and when.

Pure: no input or output, no clock, no chance, nothing imported but the standard library. The rule is described for team
leaders in docs/routing.md; `match` holds it, `state` what it works on, `rules` what an administrator sets.

>>> from sori.routing import CALL, NONE, Counsellor, QueueRule, Step, arrive, build, free, set_load
>>> water = QueueRule(head_start_us=0, steps=[Step(after_us=0, skill=0, level=1)])
>>> centre = build([water], [Counsellor(skills={0: 2}, capacity=0, takes_calls=True)], contacts=10)
>>> set_load(centre, 0, chats=0, calls=0, idle_since=0)
>>> free(centre, 0, now=0) == NONE
True
>>> arrive(centre, 7, queue=0, medium=CALL, since=1_000_000, desk=NONE, until=NONE, now=1_000_000)
0
"""

from sori.routing.congestion import Busyness, busyness
from sori.routing.match import arrive, due, free, leave, place, release, set_load, set_open, tick, withdraw
from sori.routing.menu import Closed, Descend, Entry, Full, Join, UnknownKey, choose
from sori.routing.rules import Counsellor, Elastic, QueueRule, Step, build
from sori.routing.state import CALL, CHAT, MEDIA, NEVER, NONE, Centre, grow

__all__ = [
    "CALL",
    "CHAT",
    "MEDIA",
    "NEVER",
    "NONE",
    "Busyness",
    "Centre",
    "Closed",
    "Counsellor",
    "Descend",
    "Elastic",
    "Entry",
    "Full",
    "Join",
    "QueueRule",
    "Step",
    "UnknownKey",
    "arrive",
    "build",
    "busyness",
    "choose",
    "due",
    "free",
    "grow",
    "leave",
    "place",
    "release",
    "set_load",
    "set_open",
    "tick",
    "withdraw",
]
