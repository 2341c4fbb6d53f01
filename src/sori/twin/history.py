"""A scenario made of a day of the centre: what came, how long it took, and how long people waited before giving up."""

from collections.abc import Sequence

from sori.centre.model import Centre, Elastic
from sori.twin import scenario as form
from sori.twin.kept import QueueDay, StaffDay
from sori.twin.scenario import Duration, Scenario, Shape

_LEAST_S = 1.0


def of_day(title: str, centre: Centre, queues: Sequence[QueueDay], staff: Sequence[StaffDay]) -> Scenario | None:
    """Give the day as a scenario by the hour; None where nothing came or nobody served it.

    Mean patience is the time that all waited together ÷ those who gave up: the maximum-likelihood estimate for
    exponential patience when those answered did not reveal theirs (N. Gans and others, Telephone Call Centers,
    Manufacturing & Service Operations Management 5, 2003, section 6.3.3).
    """
    groups = [_group(number, one) for number, one in enumerate(staff, 1) if max(one.available) > 0]
    groups = [group for group in groups if max(group.at_desk) > 0]
    skills = {skill for group in groups for skill in group.skills}
    served = [queue_of(centre, one, skills) for one in sorted({day.queue_id for day in queues})]
    known = {queue.name for queue in served if queue is not None}
    topics = [_topic(centre, day) for day in queues if sum(day.calls) and queue_name(centre, day.queue_id) in known]
    if not topics or not groups:
        return None
    return Scenario(
        title=title,
        from_="00:00",
        to="24:00",
        interval_min=60,
        queues=[queue for queue in served if queue is not None],
        topics=topics,
        people=groups,
        replications=10,
    )


def queue_name(centre: Centre, queue_id: int) -> str:
    """What a scenario calls a queue."""
    return centre.queue(queue_id).name.ko[:80]


def topic_name(centre: Centre, queue_id: int, medium: str) -> str:
    """What a scenario calls those who come to a queue by one medium."""
    return f"{queue_name(centre, queue_id)[:70]} · {'채팅' if medium == 'chat' else '전화'}"


def queue_of(centre: Centre, queue_id: int, skills: set[str]) -> form.ScenarioQueue | None:
    """Give the queue by its rule, of which only steps count that somebody of the day could take; None without any."""
    queue = centre.queue(queue_id)
    steps = [form.ScenarioStep(step.skill, step.after_s, step.level) for step in queue.steps if step.skill in skills]
    if not steps:
        return None
    if steps[0].after_s > 0:
        steps[0] = form.ScenarioStep(steps[0].skill, 0, steps[0].level)
    elastic = queue.elastic
    return form.ScenarioQueue(
        name=queue.name.ko[:80],
        steps=steps,
        head_start_s=queue.head_start_s,
        elastic=None if elastic is None else _elastic(elastic),
        room=queue.most_waiting,
    )


def _elastic(elastic: Elastic) -> form.ScenarioElastic:
    return form.ScenarioElastic(
        elastic.minimum, elastic.maximum, elastic.waiting_per_person, max(1, elastic.cooldown_s)
    )


def _topic(centre: Centre, day: QueueDay) -> form.ScenarioTopic:
    variation = day.talk_deviation_s / day.talk_mean_s if day.talk_mean_s > 0 else 0
    shape = Shape.LOGNORMAL if variation > 0.01 else Shape.CONSTANT
    chat = day.medium == "chat"
    return form.ScenarioTopic(
        name=topic_name(centre, day.queue_id, day.medium),
        queue=queue_name(centre, day.queue_id),
        calls=[float(calls) for calls in day.calls],
        talk=Duration(max(day.talk_mean_s, _LEAST_S), shape, min(max(variation, 0.01), 10.0)),
        wrap_up=Duration(day.wrap_up_mean_s),
        patience=Duration(max(day.waited_s / day.gave_up, _LEAST_S)) if day.gave_up else None,
        chat=chat,
    )


def _group(number: int, day: StaffDay) -> form.ScenarioGroup:
    return form.ScenarioGroup(
        name=f"{number}. {', '.join(day.skills)}"[:80],
        skills=day.skills,
        at_desk=[round(available) for available in day.available],
        takes_calls=day.takes_calls,
        chats=day.chats,
    )
