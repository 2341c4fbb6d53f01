"""A scenario: the centre, its callers and its people, as one readable file.

Its form is described for editors by docs/twin/scenario.schema.json (`sori twin schema`). What is wrong with a file is
told with its line.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Seconds = Annotated[float, Meta(ge=0, le=604_800)]
Calls = Annotated[float, Meta(ge=0, le=1_000_000)]
MOST_VARIATION = 10.0
Variation = Annotated[float, Meta(ge=0.01, le=MOST_VARIATION)]
Spread = Annotated[float, Meta(ge=0, le=3)]
Share = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]


class Shape(StrEnum):
    """How a time is distributed around its mean."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    WEIBULL = "weibull"
    CONSTANT = "constant"


class Base(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What all parts of a scenario share: a name that is not known is an error."""


class Duration(Base, frozen=True):
    """A time in seconds."""

    mean_s: Seconds
    shape: Shape = Shape.EXPONENTIAL
    variation: Variation = 1.0
    """Standard deviation ÷ mean, for lognormal, gamma and Weibull."""


class ScenarioStep(Base, frozen=True):
    """Who serves a queue, from when: those with this skill at this level or better, once a contact has waited."""

    skill: Name
    after_s: Seconds = 0
    level: Annotated[int, Meta(ge=1, le=5)] = 1


class ScenarioElastic(Base, frozen=True):
    """How many people a queue keeps for itself (docs/routing.md)."""

    minimum: Annotated[int, Meta(ge=0, le=10_000)]
    maximum: Annotated[int, Meta(ge=0, le=10_000)]
    waiting_per_person: Annotated[int, Meta(ge=1, le=10_000)]
    cooldown_s: Annotated[float, Meta(ge=1, le=86_400)]


class ScenarioQueue(Base, frozen=True):
    """Where contacts wait."""

    name: Name
    steps: Annotated[list[ScenarioStep], Meta(min_length=1, max_length=20)]
    head_start_s: Seconds = 0
    elastic: ScenarioElastic | None = None
    room: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    """How many may wait; more are turned away."""


class ScenarioRetry(Base, frozen=True):
    """Those who gave up or were turned away and call again."""

    share: Share
    after: Duration
    times: Annotated[int, Meta(ge=1, le=5)] = 1


class ScenarioMove(Base, frozen=True):
    """Contacts passed on to another queue, where they keep their place."""

    share: Share
    queue: Name
    talk: Duration


class ScenarioTopic(Base, frozen=True):
    """What people call about: how many, which queue, how long it takes."""

    name: Name
    queue: Name
    talk: Duration
    calls: list[Calls] = msgspec.field(default_factory=list)
    """Expected calls of each interval of the day; none where the scenario names recorded arrivals."""
    wrap_up: Duration = msgspec.field(default_factory=lambda: Duration(0.0, Shape.CONSTANT))
    patience: Duration | None = None
    """None: nobody gives up."""
    retry: ScenarioRetry | None = None
    move: ScenarioMove | None = None
    chat: bool = False
    menu_s: Seconds = 0
    """How long the menu and its announcements take before the queue."""
    menu_loss: Share = 0
    """The share who hang up in the menu; they count as calls that were not answered."""


class ScenarioGroup(Base, frozen=True):
    """People alike: what they can do, and how many are at their desks in each interval."""

    name: Name
    skills: dict[str, Annotated[int, Meta(ge=1, le=5)]]
    at_desk: Annotated[list[Annotated[int, Meta(ge=0, le=10_000)]], Meta(min_length=1)]
    takes_calls: bool = True
    chats: Annotated[int, Meta(ge=0, le=20)] = 0
    pace: Annotated[float, Meta(ge=0.1, le=10)] = 1.0
    """Talk and wrap-up take this many times as long as with others."""


class Scenario(Base, frozen=True, rename={"from_": "from"}):
    """One day of a centre, to be played many times."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    from_: Clock
    to: Clock
    queues: Annotated[list[ScenarioQueue], Meta(min_length=1, max_length=100)]
    topics: Annotated[list[ScenarioTopic], Meta(min_length=1, max_length=200)]
    people: Annotated[list[ScenarioGroup], Meta(min_length=1, max_length=500)]
    interval_min: Annotated[int, Meta(ge=5, le=240)] = 30
    within_s: Seconds = 20
    """What the service level counts as in time."""
    seed: Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)] = 120
    replications: Annotated[int, Meta(ge=1, le=100_000)] = 20
    arrivals: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    """A file beside this one with recorded arrivals, CSV or Parquet, instead of the topics' calls (docs/twin.md)."""
    day_variation: Spread = 0
    """How far days differ in calls: standard deviation ÷ mean of a gamma-distributed factor of the whole day."""
    interval_variation: Spread = 0
    """The same for each interval of a topic by itself."""

    accept: Duration = msgspec.field(default_factory=lambda: Duration(0.0, Shape.CONSTANT))
    """How long an offer lies before it is accepted."""
    rest_share: Share = 0
    """After this share of contacts the person is away from the desk for a while …"""
    rest: Duration = msgspec.field(default_factory=lambda: Duration(0.0, Shape.CONSTANT))
    """… for so long."""

    @property
    def start_min(self) -> int:
        """When the day begins, in minutes after midnight."""
        return _minutes(self.from_)

    @property
    def intervals(self) -> int:
        """How many intervals the day has."""
        return (_minutes(self.to) - self.start_min) // self.interval_min

    @property
    def expected_calls(self) -> float:
        """How many are expected to call in a day, second attempts not counted; 0 where arrivals are recorded."""
        return sum(sum(topic.calls) for topic in self.topics)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


class ScenarioError(Exception):
    """A scenario can't be used: `line` of its file, and what is wrong there."""

    def __init__(self, what: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {what}" if line else what)
        self.what = what
        self.line = line


def read(text: str) -> Scenario:
    """Read a scenario from TOML. ScenarioError says on which line what is wrong."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise ScenarioError(f"not TOML: {what}", int(found[1]) if found else None) from None
    try:
        scenario = msgspec.convert(content, Scenario)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$")
        raise ScenarioError(what, line_of(text, _keys(path))) from None
    fault = faults(scenario)
    if fault is not None:
        raise ScenarioError(fault[1], line_of(text, fault[0]))
    return scenario


def convert(content: Any) -> Scenario:
    """Make a scenario of what is already an object, such as a request's. ScenarioError names the place in words."""
    try:
        scenario = msgspec.convert(content, Scenario)
    except msgspec.ValidationError as error:
        raise ScenarioError(str(error).replace("$.", "")) from None
    fault = faults(scenario)
    if fault is not None:
        raise ScenarioError(f"{'.'.join(map(str, fault[0]))}: {fault[1]}")
    return scenario


def repeated(scenario: Scenario, replications: int) -> Scenario:
    """Give the same scenario with so many replications."""
    return msgspec.structs.replace(scenario, replications=replications)


Keys = tuple[str | int, ...]


def faults(scenario: Scenario) -> tuple[Keys, str] | None:
    """Give the first thing that does not fit together: where, and what; None if all does."""
    length = _minutes(scenario.to) - scenario.start_min
    if length <= 0 or length % scenario.interval_min:
        return ("to",), f"the day must be a whole number of intervals of {scenario.interval_min} min long"
    found = (_queue_faults(scenario), _topic_faults(scenario), _people_faults(scenario))
    return next(chain.from_iterable(found), None)


def _queue_faults(scenario: Scenario) -> Iterator[tuple[Keys, str]]:
    names = [queue.name for queue in scenario.queues]
    skills = {skill for group in scenario.people for skill in group.skills}
    for number, queue in enumerate(scenario.queues):
        waits = [step.after_s for step in queue.steps]
        if names.index(queue.name) != number:
            yield ("queues", number, "name"), f"there are two queues called {queue.name!r}"
        if waits[0] != 0 or waits != sorted(waits):
            yield ("queues", number, "steps"), "the first step has after_s = 0, and none opens before the one above it"
        if unknown := [step.skill for step in queue.steps if step.skill not in skills]:
            yield ("queues", number, "steps"), f"nobody in [[people]] has the skill {unknown[0]!r}"
        if queue.elastic is not None and queue.elastic.minimum > queue.elastic.maximum:
            yield ("queues", number, "elastic"), "the minimum is not above the maximum"


def _topic_faults(scenario: Scenario) -> Iterator[tuple[Keys, str]]:
    names = [queue.name for queue in scenario.queues]
    for number, topic in enumerate(scenario.topics):
        if topic.queue not in names:
            yield ("topics", number, "queue"), f"no [[queues]] is called {topic.queue!r}"
        if topic.move is not None and topic.move.queue not in names:
            yield ("topics", number, "move"), f"no [[queues]] is called {topic.move.queue!r}"
        if scenario.arrivals is not None and topic.calls:
            yield ("topics", number, "calls"), "the arrivals are recorded, so there are no expected calls beside them"
        if scenario.arrivals is None and len(topic.calls) != scenario.intervals:
            yield ("topics", number, "calls"), _wrong_length(scenario, len(topic.calls))


def _people_faults(scenario: Scenario) -> Iterator[tuple[Keys, str]]:
    for number, group in enumerate(scenario.people):
        if len(group.at_desk) != scenario.intervals:
            yield ("people", number, "at_desk"), _wrong_length(scenario, len(group.at_desk))
        if not group.takes_calls and group.chats == 0:
            yield ("people", number, "chats"), "who takes no calls takes at least one chat"
    if max(max(group.at_desk) for group in scenario.people) == 0:
        yield ("people", 0, "at_desk"), "nobody is ever at their desk"


def _wrong_length(scenario: Scenario, numbers: int) -> str:
    return f"the day has {scenario.intervals} intervals; there are {numbers} numbers"


def line_of(text: str, keys: Keys) -> int | None:
    """Give the line on which the value under these keys stands, or the nearest table or key above it."""
    table: list[str | int] = []
    counts: dict[str, int] = {}
    best, best_length = None, 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        key = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        if header:
            *above, last = (part.strip() for part in header[2].split("."))
            table = [one for part in above for one in ((part, counts[part]) if part in counts else (part,))]
            table.append(last)
            if header[1] == "[[":
                counts[last] = counts.get(last, -1) + 1
                table.append(counts[last])
        elif not key:
            continue
        here = table if header or not key else [*table, key[1]]
        if len(here) > best_length and tuple(here) == keys[: len(here)]:
            best, best_length = number, len(here)
    return best


def _keys(path: str) -> Keys:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]`]+", path))


def written(scenario: Scenario, *comments: str) -> str:
    """Give the scenario as TOML with comments above it; what is as by default is left out. `read` reads it back."""
    content = msgspec.to_builtins(scenario)
    tables = ("queues", "topics", "people")
    lines = [f"# {comment}" for comment in comments]
    lines += [f"{key} = {_value(one)}" for key, one in _told(content, Scenario).items() if key not in tables]
    forms: tuple[type[Base], ...] = (ScenarioQueue, ScenarioTopic, ScenarioGroup)
    for table, form in zip(tables, forms, strict=True):
        for part in content[table]:
            lines += ["", f"[[{table}]]", *(f"{key} = {_value(one)}" for key, one in _told(part, form).items())]
    return "\n".join(lines) + "\n"


def _told(content: dict[str, Any], form: type[Base]) -> dict[str, Any]:
    """What of a part differs from its form's defaults."""
    usual = {one.encode_name: one.default for one in msgspec.structs.fields(form)}
    made = {one.encode_name: one.default_factory for one in msgspec.structs.fields(form)}
    return {
        key: one
        for key, one in content.items()
        if one is not None
        and one != usual[key]
        and not (made[key] is not msgspec.NODEFAULT and one == msgspec.to_builtins(made[key]()))
    }


def _value(one: Any) -> str:
    """JSON's notation of lists, texts and numbers is TOML's too."""
    if isinstance(one, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in one.items() if part is not None) + " }"
    if isinstance(one, list):
        return "[" + ", ".join(_value(part) for part in one) + "]"
    return json.dumps(one, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def schema() -> dict[str, Any]:
    """Give the form of a scenario as JSON Schema, for editors."""
    described = msgspec.json.schema(Scenario)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of Sori's twin",
        **described,
    }
