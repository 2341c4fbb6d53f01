"""When the floor calls for attention: what the rules find in a snapshot, and what of it is new or over. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sori.centre.model import AlertKind, AlertRule
from sori.conversations.figures import Floor
from sori.conversations.model import ContactState

Key = tuple[str, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a rule watches and that holds now; `since` is None where the snapshot can't tell."""

    rule: AlertRule
    queue_id: int | None = None
    counsellor_id: int | None = None
    contact_id: int | None = None
    since: datetime | None = None

    @property
    def key(self) -> Key:
        """What makes it the same alert a moment later."""
        return (self.rule.code, self.queue_id, self.counsellor_id, self.contact_id)

    def has_lasted(self, now: datetime) -> bool:
        """Whether it has held as long as its rule says."""
        return self.since is not None and now - self.since >= timedelta(seconds=self.rule.after_s)


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """A condition as it is kept while it holds; `began_at` once it had lasted as long as its rule says."""

    id: int
    rule_code: str
    queue_id: int | None
    counsellor_id: int | None
    contact_id: int | None
    since: datetime
    began_at: datetime | None

    @property
    def key(self) -> Key:
        """What makes it the same alert a moment later."""
        return (self.rule_code, self.queue_id, self.counsellor_id, self.contact_id)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to write: conditions seen first (with their `since`), alerts that begin, that end, and what never began."""

    seen: list[Condition]
    begin: list[OpenAlert]
    end: list[OpenAlert]
    forget: list[OpenAlert]


def conditions(rules: Iterable[AlertRule], floor: Floor) -> list[Condition]:
    """What holds on the floor now, however long it has. Each thing is found once a rule."""
    return [condition for rule in rules for condition in _found(rule, floor)]


def changes(rules: Sequence[AlertRule], floor: Floor, known: Sequence[OpenAlert]) -> Changes:
    """What has changed since the snapshot before, of which `known` is what was open."""
    holding = {condition.key: condition for condition in conditions(rules, floor)}
    after = {rule.code: timedelta(seconds=rule.after_s) for rule in rules}
    known_keys = {alert.key for alert in known}
    over = [alert for alert in known if alert.key not in holding]
    return Changes(
        seen=[
            replace(condition, since=condition.since or floor.now)
            for key, condition in holding.items()
            if key not in known_keys
        ],
        begin=[
            alert
            for alert in known
            if alert.began_at is None and alert.key in holding and floor.now - alert.since >= after[alert.rule_code]
        ],
        end=[alert for alert in over if alert.began_at is not None],
        forget=[alert for alert in over if alert.began_at is None],
    )


def _found(rule: AlertRule, floor: Floor) -> list[Condition]:
    after = timedelta(seconds=rule.after_s)
    match rule.kind:
        case AlertKind.LONGEST_WAIT:
            # Somebody waits longer than the rule allows; the alert goes on while anybody does.
            return [
                Condition(rule, queue_id=queue.id, since=floor.now - timedelta(seconds=queue.longest_wait_s))
                for queue in floor.queues
                if _concerns(rule, queue.id) and queue.waiting > 0 and queue.longest_wait_s >= rule.after_s
            ]
        case AlertKind.NOBODY_ON_DUTY:
            return [
                Condition(rule, queue_id=queue.id)
                for queue in floor.queues
                if _concerns(rule, queue.id) and queue.open and queue.on_duty == 0
            ]
        case AlertKind.LONG_WRAP_UP:
            return [
                Condition(rule, held.queue_id, person.id, held.id, held.since)
                for person in floor.counsellors
                for held in person.contacts
                if held.state is ContactState.WRAP_UP
                and _concerns(rule, held.queue_id)
                and floor.now - held.since >= after
            ]


def _concerns(rule: AlertRule, queue_id: int) -> bool:
    return rule.queue_id is None or rule.queue_id == queue_id
