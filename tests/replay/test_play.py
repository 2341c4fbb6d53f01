import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sori.replay.client import Refused
from sori.replay.recording import Arrival, BadRow, Recording
from sori.replay.session import Play, play

ARRIVALS = 40
CHANNEL = "eungdapso"
"""By which the demo's own citizens don't come."""


def recording() -> Recording:
    start = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    arrivals = [
        Arrival(start + timedelta(seconds=60 * number), "noise", "0123"[number % 4], CHANNEL, f"request {number}", "ko")
        for number in range(ARRIVALS)
    ]
    return Recording(arrivals, [BadRow(3, "time", "never")])


@pytest.mark.slow
async def test_recorded_arrivals_are_all_there_once_with_all_their_messages(
    running_centre: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = (running_centre.state.path / "simulator-key").read_text().strip()
    with psycopg.connect(running_centre.database_url) as database:
        before = database.execute("select coalesce(max(id), 0) from contact").fetchone()
    assert before is not None
    plan = Play(running_centre.url, 400, 12, "sim-{}", running_centre.password, key, running_centre.state.path)
    assert await play(recording(), plan, tmp_path / "report.json") == 0

    told = json.loads((tmp_path / "report.json").read_text())
    assert told["total"]["offered"] == ARRIVALS
    assert told["total"]["answered"] + told["total"]["abandoned"] == ARRIVALS
    assert told["total"]["answered"] > 0
    assert told["faults"] == {}
    assert told["bad_rows"] == 1
    assert {"driver", "postgres", "web-1", "router-1"} <= {need["name"] for need in told["machine"]}
    assert "answered" in capsys.readouterr().out
    with psycopg.connect(running_centre.database_url) as database:
        states = database.execute(
            "select state, count(*) from contact where id > %s and channel = %s group by state", (*before, CHANNEL)
        ).fetchall()
        first_lines = database.execute(
            """select count(*), count(distinct body) from message
               where contact_id > %s and sender = 'citizen' and body like 'request %%'""",
            before,
        ).fetchone()
    assert dict(states) == {
        state: told["total"][name]
        for state, name in (("closed", "answered"), ("abandoned", "abandoned"))
        if told["total"][name]
    }
    assert first_lines is not None
    assert first_lines[0] == first_lines[1]


@pytest.mark.slow
async def test_a_wrong_password_ends_the_replay_with_its_reason(running_centre: Any) -> None:
    with pytest.raises(Refused, match="wrong_log_in"):
        await play(recording(), Play(running_centre.url, 400, 1, "nobody-{}", "not the password"))
