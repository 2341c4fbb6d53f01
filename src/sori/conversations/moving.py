"""Which queues people serve by their skills, and what a change would leave without anybody. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sori.centre.model import Queue


@dataclass(frozen=True, slots=True)
class Served:
    """A queue that somebody serves: by which step (0 is the dedicated group), once a contact has waited `after_s`."""

    queue_id: int
    step: int
    after_s: int


@dataclass(frozen=True, slots=True)
class SkillChange:
    """A skill given at a level for a while, or (level 0) taken away."""

    skill: str
    level: int


def served(queues: Sequence[Queue], skills: Mapping[str, int]) -> list[Served]:
    """The queues that somebody with these skills serves, each by its earliest step open to them."""
    found: list[Served] = []
    for queue in queues:
        if queue.retired:
            continue
        for number, step in enumerate(queue.steps):
            if skills.get(step.skill, 0) >= step.level:
                found.append(Served(queue.id, number, step.after_s))
                break
    return found


def changed(skills: Mapping[str, int], wanted: Sequence[SkillChange]) -> dict[str, int]:
    """Somebody's skills after the change."""
    after = {**skills, **{change.skill: change.level for change in wanted}}
    return {skill: level for skill, level in after.items() if level > 0}


def left_alone(
    queues: Sequence[Queue], before: Sequence[Mapping[str, int]], after: Sequence[Mapping[str, int]]
) -> list[int]:
    """The queues that somebody at work serves before a change, by any step, and nobody after it."""

    def staffed(people: Sequence[Mapping[str, int]]) -> set[int]:
        return {one.queue_id for skills in people for one in served(queues, skills)}

    lost = staffed(before) - staffed(after)
    return [queue.id for queue in queues if queue.id in lost]
