"""Every random draw of a day, made before the day is played.

Each kind of draw has a stream of its own, spawned from the scenario's seed and the number of the replication, and each
draw of a contact stands at the contact's place: so two scenarios that differ in their people see the same callers with
the same patience and the same talks (common random numbers), and what differs between them is not chance.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sori.routing import CALL, CHAT, NEVER, NONE
from sori.twin import engine
from sori.twin.recorded import Recorded
from sori.twin.scenario import Duration, Scenario, ScenarioTopic, Shape
from sori.twin.weibull import weibull_shape

Integers: TypeAlias = NDArray[np.int64]
SECOND = 1_000_000

STREAMS = (
    "days",
    "intervals",
    "numbers",
    "moments",
    "menu",
    "patience",
    "talk",
    "wrap_up",
    "accept",
    "rest",
    "move",
    "again",
)


@dataclass(frozen=True)
class Day:
    """The callers of one replication, in the order in which they reach a queue, and the calls lost in the menu."""

    callers: int
    topic: Integers
    """The topic of each caller."""
    draws: Integers
    """Rows as in `engine`; attempts after the first behind one another."""
    arrived: Integers
    """When each first reaches a queue, in microseconds after the day began; NEVER for later attempts and at the end."""
    lost_in_menu: Integers
    """When each of those who hung up in the menu called."""
    lost_topic: Integers


def attempts(scenario: Scenario) -> int:
    """How often a caller may try, at most."""
    return 1 + max((topic.retry.times for topic in scenario.topics if topic.retry), default=0)


def draw(scenario: Scenario, replication: int, recorded: Recorded | None = None) -> Day:
    """Draw the callers of one replication; of recorded ones only what the record does not say."""
    seeds = np.random.SeedSequence([scenario.seed, replication]).spawn(len(STREAMS))
    stream = {name: np.random.default_rng(seed) for name, seed in zip(STREAMS, seeds, strict=True)}
    called, topic = _calls(scenario, stream) if recorded is None else (recorded.called, recorded.topic)
    # Draws are made in the order of calling, so that a topic more or fewer is the only thing that shifts them.
    numbers = stream["menu"].random(len(called))
    loss = np.array([one.menu_loss for one in scenario.topics])
    stays = numbers >= loss[topic]
    menu = np.array([int(one.menu_s * SECOND) for one in scenario.topics], dtype=np.int64)
    draws = _draws(scenario, topic, stream)
    if recorded is not None:
        for row, told in (
            (engine.PATIENCE, recorded.patience),
            (engine.TALK, recorded.talk),
            (engine.WRAP_UP, recorded.wrap_up),
        ):
            draws[0, row] = np.where(told == NONE, draws[0, row], told)
    reached = (called + menu[topic])[stays]
    order = np.argsort(reached, kind="stable")
    tries = attempts(scenario)
    callers = len(order)
    kept = draws[:, :, stays][:, :, order]
    return Day(
        callers=callers,
        topic=topic[stays][order],
        draws=np.concatenate([kept[number] for number in range(tries)], axis=1),
        arrived=np.concatenate([reached[order], np.full(callers * (tries - 1) + 1, NEVER)]),
        lost_in_menu=called[~stays],
        lost_topic=topic[~stays],
    )


def _calls(scenario: Scenario, stream: dict[str, np.random.Generator]) -> tuple[Integers, Integers]:
    """When who calls: a Poisson number in each interval, at moments spread evenly over it."""
    width = scenario.interval_min * 60 * SECOND
    busy = _factor(scenario.day_variation, 1, stream["days"])[0]
    moments, topics = [], []
    for number, topic in enumerate(scenario.topics):
        own = _factor(scenario.interval_variation, scenario.intervals, stream["intervals"])
        counts = stream["numbers"].poisson(np.array(topic.calls) * own * busy)
        starts = np.repeat(np.arange(scenario.intervals, dtype=np.int64) * width, counts)
        moments.append(starts + stream["moments"].integers(0, width, size=len(starts)))
        topics.append(np.full(len(starts), number, dtype=np.int64))
    at, topic_of = np.concatenate(moments), np.concatenate(topics)
    order = np.argsort(at, kind="stable")
    return at[order], topic_of[order]


def _factor(variation: float, count: int, generator: np.random.Generator) -> NDArray[np.float64]:
    if variation == 0:
        return np.ones(count)
    return generator.gamma(variation**-2, variation**2, size=count)


def _draws(scenario: Scenario, topic: Integers, stream: dict[str, np.random.Generator]) -> Integers:
    """attempt × row × caller."""
    tries, count = attempts(scenario), len(topic)
    draws = np.zeros((tries, engine.DRAWS, count), dtype=np.int64)
    queues = {queue.name: number for number, queue in enumerate(scenario.queues)}
    # One unit draw a contact and kind, for whatever topic: the topics' distributions are quantiles of it.
    for attempt in range(tries):
        unit = {name: stream[name].random(count) for name in ("patience", "talk", "wrap_up", "accept", "rest", "again")}
        chance = {name: stream[name].random(count) for name in ("move", "rest", "again", "accept")}
        more = stream["move"].random(count)
        for number, one in enumerate(scenario.topics):
            mine = topic == number
            fill = draws[attempt]

            def put(row: int, values: Any, mine: Any = mine, fill: Any = fill) -> None:
                fill[row, mine] = values

            put(engine.QUEUE, queues[one.queue])
            put(engine.MEDIUM, CHAT if one.chat else CALL)
            put(engine.PATIENCE, NEVER if one.patience is None else quantile(one.patience, unit["patience"][mine]))
            put(engine.TALK, quantile(one.talk, unit["talk"][mine]))
            put(engine.WRAP_UP, quantile(one.wrap_up, unit["wrap_up"][mine]))
            put(engine.ACCEPT, quantile(scenario.accept, unit["accept"][mine]))
            rests = quantile(scenario.rest, unit["rest"][mine])
            put(engine.REST, np.where(chance["rest"][mine] < scenario.rest_share, rests, 0))
            _put_move(put, one, chance["move"][mine], more[mine], queues)
            _put_retry(put, one, attempt, chance["again"][mine], unit["again"][mine])
    return draws


def _put_move(put: Any, topic: ScenarioTopic, chance: Any, unit: Any, queues: dict[str, int]) -> None:
    put(engine.MOVE_TO, NONE)
    if topic.move is not None:
        put(engine.MOVE_TO, np.where(chance < topic.move.share, queues[topic.move.queue], NONE))
        put(engine.TALK_AGAIN, quantile(topic.move.talk, unit))


def _put_retry(put: Any, topic: ScenarioTopic, attempt: int, chance: Any, unit: Any) -> None:
    put(engine.RETRY_AFTER, NONE)
    if topic.retry is not None and attempt < topic.retry.times:
        put(engine.RETRY_AFTER, np.where(chance < topic.retry.share, quantile(topic.retry.after, unit), NONE))


def quantile(duration: Duration, unit: NDArray[np.float64]) -> Integers:
    """Give a duration's quantiles in whole microseconds, at least 1 where the mean is above zero."""
    from scipy.special import gamma, gammaincinv, ndtri  # noqa: PLC0415

    mean, variation = duration.mean_s * SECOND, duration.variation
    if duration.shape is Shape.CONSTANT or mean == 0:
        return np.full(len(unit), round(mean), dtype=np.int64)
    if duration.shape is Shape.EXPONENTIAL:
        values = -np.log1p(-unit) * mean
    elif duration.shape is Shape.GAMMA:
        values = gammaincinv(variation**-2, unit) * mean * variation**2
    elif duration.shape is Shape.WEIBULL:
        shape = weibull_shape(variation)
        values = (-np.log1p(-unit)) ** (1 / shape) * mean / gamma(1 + 1 / shape)
    else:
        spread = np.log1p(variation**2)
        values = np.exp(np.sqrt(spread) * ndtri(np.maximum(unit, 1e-18)) - spread / 2) * mean
    return np.maximum(np.rint(values), 1).astype(np.int64)
