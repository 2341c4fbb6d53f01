"""What measures share: CPU by process, percentiles, and whether what was acknowledged is there."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import psutil
import psycopg


def sample(pids: Mapping[str, int]) -> dict[str, float]:
    """CPU seconds so far by process, PostgreSQL's sessions counted with it."""
    found: dict[str, float] = {}
    for name, pid in pids.items():
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            family = [process, *(process.children() if name == "postgres" else [])]
            found[name] = sum(_cpu_s(one) for one in family)
    return found


def cpu_ms(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Milliseconds of CPU between two samples."""
    return {name: 1000 * (after[name] - before[name]) for name in before if name in after}


def percentile(seconds: Sequence[float], per_cent: float) -> float:
    """A percentile by nearest rank, in milliseconds; nan of nothing."""
    if not seconds:
        return float("nan")
    ordered = sorted(seconds)
    return 1000 * ordered[max(0, min(len(ordered) - 1, round(per_cent / 100 * len(ordered) + 0.5) - 1))]


def kept_once(url: str, contacts: Sequence[int], messages: Sequence[str]) -> str:
    """Compares what was acknowledged with what the database holds; ends the run where that is not the same."""
    with psycopg.connect(url) as connection:
        there = connection.execute("select count(*) from contact where id = any(%s)", (list(contacts),)).fetchone()
        kept = connection.execute(
            "select count(*), count(distinct client_key) from message where client_key = any(%s::uuid[])",
            (list(messages),),
        ).fetchone()
        twice = connection.execute(
            """select count(*) from (
                   select from offer where outcome = 'accepted' group by contact_id having count(*) > 1) twice"""
        ).fetchone()
    assert there is not None
    assert kept is not None
    assert twice is not None
    if there[0] != len(set(contacts)) or kept != (len(messages), len(messages)) or twice[0]:
        raise SystemExit(f"LOST OR DOUBLED: {there[0]} of {len(contacts)} contacts, {kept} of {len(messages)} messages")
    return f"{len(contacts):,} contacts and {len(messages):,} messages acknowledged, each there once"


def _cpu_s(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        # Children that ended and were waited for are counted by their parent.
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0
