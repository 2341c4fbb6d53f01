"""Every contact of every replication, as a Parquet file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sori.routing import NEVER, NONE
from sori.twin import engine
from sori.twin.chance import SECOND
from sori.twin.recorded import Recorded
from sori.twin.run import Played, play
from sori.twin.scenario import Scenario

OUTCOMES = {
    engine.WAITING: "gave_up",
    engine.TALKED: "answered",
    engine.GAVE_UP: "gave_up",
    engine.TURNED_AWAY: "turned_away",
}


def write(scenario: Scenario, file: Path, recorded: Recorded | None = None) -> None:
    """Write what became of every contact, those who hung up in the menu included; times in seconds of the day."""
    with pq.ParquetWriter(file, SCHEMA) as writer:
        for replication in range(scenario.replications):
            writer.write_table(table(scenario, replication, play(scenario, replication, recorded=recorded)))


SCHEMA = pa.schema(
    [
        ("replication", pa.int32()),
        ("topic", pa.dictionary(pa.int32(), pa.string())),
        ("attempt", pa.int8()),
        ("queued_s", pa.float64()),
        ("outcome", pa.dictionary(pa.int32(), pa.string())),
        ("wait_s", pa.float64()),
        ("in_hand_s", pa.float64()),
        ("counsellor", pa.int32()),
    ]
)


def table(scenario: Scenario, replication: int, played: Played) -> pa.Table:
    """Give one replication's contacts: `wait_s` until answered or gone; `counsellor` is null where there was none."""
    day = played.day
    came = np.flatnonzero(played.log[engine.ARRIVED] < NEVER)
    log = played.log[:, came]
    answered = log[engine.OUTCOME] == engine.TALKED
    until = np.where(answered, log[engine.ANSWERED], log[engine.ENDED])
    waited = np.where(until == NONE, np.nan, (until - log[engine.ARRIVED]) / SECOND)
    lost = len(day.lost_in_menu)
    topics = [topic.name for topic in scenario.topics]
    topic = np.concatenate([day.topic[came % max(day.callers, 1)], day.lost_topic])
    outcomes = np.array([*OUTCOMES.values(), "in_menu"])
    outcome = np.concatenate([log[engine.OUTCOME], np.full(lost, len(OUTCOMES))])
    return pa.table(
        {
            "replication": np.full(len(came) + lost, replication, dtype=np.int32),
            "topic": pa.array(np.array(topics)[topic]).dictionary_encode(),
            "attempt": np.concatenate([came // max(day.callers, 1) + 1, np.ones(lost)]).astype(np.int8),
            "queued_s": np.concatenate([log[engine.ARRIVED], day.lost_in_menu]) / SECOND,
            "outcome": pa.array(outcomes[outcome]).dictionary_encode(),
            "wait_s": np.concatenate([waited, np.full(lost, np.nan)]),
            "in_hand_s": np.concatenate([log[engine.SERVED] / SECOND, np.zeros(lost)]),
            "counsellor": pa.array(
                np.concatenate([log[engine.WHO], np.full(lost, NONE)]).astype(np.int32),
                mask=np.concatenate([log[engine.WHO] == NONE, np.full(lost, True)]),
            ),
        },
        schema=SCHEMA,
    )
