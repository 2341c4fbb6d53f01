"""Staffing mathematics: how long callers wait, how many give up, and how many people a target takes.

Pure and vectorised: arguments are numbers or arrays that broadcast, results are arrays of the broadcast shape (0-d for
numbers). Times of one call have one unit and rates are per that unit. docs/staffing.md explains which to take when.

>>> from sori.staffing import erlang_a, least_agents, ServiceTarget
>>> queue = erlang_a(agents=133, rate=1000 / 1800, handling=240, patience=120)
>>> round(float(queue.abandon_probability), 4)
0.0417
>>> int(least_agents(rate=1000 / 1800, handling=240, patience=120, target=ServiceTarget(share=0.8, within=20)))
128
"""

from sori.staffing.erlang import FiniteRoom, erlang_b, erlang_c, finite_room
from sori.staffing.least import AbandonTarget, ServiceTarget, WaitTarget, least_agents
from sori.staffing.patience import Counted, ErlangA, erlang_a
from sori.staffing.priority import priority_waits
from sori.staffing.retrial import mean_orbit
from sori.staffing.square_root import garnett_wait, halfin_whitt_wait, quality_for_wait, square_root_agents
from sori.staffing.time_varying import interval_loads, sinusoidal_load
from sori.staffing.uncertain import UncertainRate, mean_over_rates
from sori.staffing.waits import DelayQueue, delay_queue

__all__ = [
    "AbandonTarget",
    "Counted",
    "DelayQueue",
    "ErlangA",
    "FiniteRoom",
    "ServiceTarget",
    "UncertainRate",
    "WaitTarget",
    "delay_queue",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "finite_room",
    "garnett_wait",
    "halfin_whitt_wait",
    "interval_loads",
    "least_agents",
    "mean_orbit",
    "mean_over_rates",
    "priority_waits",
    "quality_for_wait",
    "sinusoidal_load",
    "square_root_agents",
]
