"""What the metrics tell of the centre as a whole, read from the database when they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from sori.conversations.outbox import service as outbox
from sori.operations import store
from sori.platform.database import Transaction
from sori.platform.heartbeat import heartbeats


async def figures(transaction: Transaction, now: datetime) -> list[Metric]:
    """The centre's figures at this moment."""
    queues = await store.queues(transaction, now)
    stand = await store.stand(transaction)
    beats = await heartbeats(transaction)
    outgoing = await outbox.waiting(transaction)
    return list(
        _families(
            [
                (
                    "contacts_waiting",
                    "Contacts that wait, by queue.",
                    ["queue"],
                    {(q.code,): q.waiting for q in queues},
                ),
                (
                    "longest_wait_seconds",
                    "How long the one who waits longest has waited, by queue.",
                    ["queue"],
                    {(q.code,): q.longest_s for q in queues},
                ),
                (
                    "contacts_live",
                    "Contacts that are not closed, by state.",
                    ["state"],
                    {(one.name,): one.count for one in stand if one.of == "contact"},
                ),
                (
                    "counsellors",
                    "Counsellors by what they do.",
                    ["state"],
                    {(one.name,): one.count for one in stand if one.of == "counsellor"},
                ),
                (
                    "offers_live",
                    "Offers that nobody has settled yet.",
                    [],
                    {(): sum(one.count for one in stand if one.of == "offer")},
                ),
                (
                    "database_connections",
                    "Connections to this database, of whomever.",
                    [],
                    {(): sum(one.count for one in stand if one.of == "connection")},
                ),
                (
                    "oldest_transaction_seconds",
                    "Age of the oldest transaction: events younger than it are seen late.",
                    [],
                    {(): await store.oldest_transaction_s(transaction)},
                ),
                (
                    "routing_epoch",
                    "Grows when another router begins to lead.",
                    [],
                    {(): await store.epoch(transaction)},
                ),
                (
                    "outgoing_waiting",
                    "Text messages and emails that are still to be sent, by channel.",
                    ["channel"],
                    {(channel,): count for channel, count in outgoing.items()},
                ),
                (
                    "heartbeat_age_seconds",
                    "Since the routing leader, or a round of the worker, last did its work.",
                    ["name"],
                    {(name,): (now - one.at).total_seconds() for name, one in beats.items()},
                ),
            ]
        )
    )


_Family = tuple[str, str, Sequence[str], Mapping[tuple[str, ...], float]]


def _families(told: Iterable[_Family]) -> Iterator[Metric]:
    for name, documentation, labels, values in told:
        family = GaugeMetricFamily(f"sori_{name}", documentation, labels=labels)
        for label, value in values.items():
            family.add_metric(label, value)
        yield family
