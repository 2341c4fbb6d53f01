"""A scenario's file, and `sori twin` as a planner uses it."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sori.cli import main
from sori.twin import scenario as scenarios
from sori.twin.run import replications
from sori.twin.scenario import Scenario, ScenarioError, read, written

from .days import busy_city, one_queue

DOCS = Path(__file__).parents[2] / "docs" / "twin"
FILE = """\
title = "a morning"
from = "09:00"
to = "11:00"
interval_min = 60
replications = 3

[[queues]]
name = "general"
steps = [{ skill = "general" }]

[[queues]]
name = "traffic"
steps = [{ skill = "general", level = 2 }]

[[topics]]
name = "all"
queue = "general"
calls = [100, 120]
talk = { mean_s = 120 }
patience = { mean_s = 90 }

[[topics]]
name = "buses"
queue = "traffic"
calls = [20, 20]
talk = { mean_s = 120 }

[topics.retry]
share = 0.5
after = { mean_s = 300 }

[[people]]
name = "all"
skills = { general = 2 }
at_desk = [6, 6]
"""


def test_a_file_says_what_it_says() -> None:
    scenario = read(FILE)
    assert [queue.name for queue in scenario.queues] == ["general", "traffic"]
    assert scenario.intervals == 2
    assert scenario.topics[1].retry is not None


@pytest.mark.parametrize(
    ("was", "becomes", "line", "what"),
    [
        ('queue = "traffic"', 'queue = "trafic"', 24, "no [[queues]] is called 'trafic'"),
        ("calls = [20, 20]", "calls = [20]", 25, "the day has 2 intervals; there are 1 numbers"),
        ("level = 2", 'level = "high"', 13, "Expected `int`, got `str`"),
        ("share = 0.5", "share = 50", 29, "Expected `float` <= 1.0"),
        ("at_desk = [6, 6]", "at_dsk = [6, 6]", 32, "unknown field `at_dsk`"),
        ("skills = { general = 2 }", "skills = { water = 2 }", 9, "nobody in [[people]] has the skill 'general'"),
        ('to = "11:00"', 'to = "11:30"', 3, "a whole number of intervals"),
        ("interval_min = 60", "interval_min = ", 4, "not TOML"),
        ('name = "traffic"', 'name = "general"', 12, "two queues called 'general'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(was: str, becomes: str, line: int, what: str) -> None:
    with pytest.raises(ScenarioError) as told:
        read(FILE.replace(was, becomes, 1))
    assert told.value.line == line
    assert what in told.value.what


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert json.loads((DOCS / "scenario.schema.json").read_text("utf-8")) == scenarios.schema()


def test_the_same_seed_gives_the_same_on_however_many_processes() -> None:
    scenario = busy_city(replications=3)
    one, two = (list(replications(scenario, processes, fast=False)) for processes in (1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one[0], one[1])


def test_more_people_face_the_same_callers() -> None:
    few, many = (one_queue(agents, 300, 110, 60, replications=2) for agents in (8, 12))
    for before, after in zip(replications(few), replications(many), strict=True):
        assert np.array_equal(before[0], after[0])
        assert after[1].sum() > before[1].sum()


@pytest.mark.parametrize("scenario", [read(FILE), busy_city(), one_queue(5, 100, 150, 60)])
def test_what_is_written_is_read_back(scenario: Scenario) -> None:
    text = written(scenario, "Written by a test.")
    assert text.startswith("# Written by a test.\n")
    assert read(text) == scenario


def recorded_morning(folder: Path, name: str, content: str = "") -> Path:
    """A scenario of the morning that names a file of recorded arrivals beside it."""
    text = FILE.replace("replications = 3", f'replications = 3\narrivals = "{name}"')
    (folder / "recorded.toml").write_text(text.replace("calls = [100, 120]\n", "").replace("calls = [20, 20]\n", ""))
    if content:
        (folder / name).write_text(content, "utf-8")
    return folder / "recorded.toml"


def test_recorded_arrivals_are_played_as_they_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"09:{minute:02}:30.5,all,,60,10\n" for minute in range(40))
    file = recorded_morning(
        tmp_path, "came.csv", f"at,topic,patience_s,talk_s,wrap_up_s\n{rows}2026-03-04 10:15:00,buses,5,,\n"
    )
    assert main(["twin", "run", str(file), "--contacts", str(tmp_path / "all.parquet")]) == 0
    played = pq.read_table(tmp_path / "all.parquet").to_pylist()
    of_all = [row for row in played if row["topic"] == "all"]
    assert {row["queued_s"] for row in of_all} == {minute * 60 + 30.5 for minute in range(40)}
    assert {row["in_hand_s"] for row in of_all} == {70.0}
    assert len(played) == 3 * 41
    capsys.readouterr()
    moments = pa.array([datetime(2026, 3, 4, 9, minute, tzinfo=UTC) for minute in range(40)])
    table = pa.table({"at": moments, "topic": ["all"] * 40, "talk_s": [60.0] * 40})
    pq.write_table(table, tmp_path / "came.parquet")
    assert main(["twin", "run", str(recorded_morning(tmp_path, "came.parquet")), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["day"]["calls"] == {"mean": 40, "sure_to": 0}


def test_wrong_lines_of_recorded_arrivals_are_told_and_the_others_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "at,topic,talk_s",
        "09:00:01,all,",
        "9 o'clock,all,",
        "08:59:00,all,",
        "09:10:00,bus,",
        "09:20:00,all,long",
        "09:30:00,all,-1",
        "09:40:00,all,5,6",
        "10:59:59,buses,120",
    ]
    file = recorded_morning(tmp_path, "came.csv", "\n".join(lines))
    assert main(["twin", "run", str(file), "--json"]) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["day"]["calls"]["mean"] >= 2
    for line, what in (
        (3, 'at: "9 o\'clock" is no time of day'),
        (4, "at: 08:59:00 is not between 09:00 and 11:00"),
        (5, "topic: no [[topics]] is called 'bus'"),
        (6, "talk_s: 'long' is no number of seconds"),
        (7, "talk_s: -1 is not between 0 and"),
        (8, "1 more fields than headings"),
    ):
        assert f"{tmp_path / 'came.csv'}:{line}: {what}" in told.err
    assert "6 lines" in told.err


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "can't be read"),
        ("topic\nall\n", "line 1: no column is called 'at'"),
        ("at\n09:00:00\n", "line 1: no column is called 'topic'"),
        ("at,topic,mood\n", "line 1: 'mood' is none of the columns"),
        ("at,topic\nnever,all\n", "line 2: at: 'never' is no time of day"),
    ],
)
def test_a_file_of_arrivals_that_is_no_use(
    content: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["twin", "run", str(recorded_morning(tmp_path, "came.csv", content))]) == 2
    assert what in capsys.readouterr().err


def test_arrivals_are_recorded_or_expected_but_not_both(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="the arrivals are recorded"):
        read(FILE.replace("replications = 3", 'replications = 3\narrivals = "came.csv"'))


def test_sori_twin_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, contacts = tmp_path / "morning.toml", tmp_path / "contacts.parquet"
    file.write_text(FILE, "utf-8")
    assert main(["twin", "run", str(file), "--json", "--contacts", str(contacts)]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = pq.read_table(contacts).to_pylist()
    assert len(rows) == round(3 * told["day"]["calls"]["mean"])
    answered = [row for row in rows if row["outcome"] == "answered"]
    assert len(answered) / len(rows) == pytest.approx(told["day"]["answered"]["mean"] / told["day"]["calls"]["mean"])
    assert all(row["counsellor"] is not None and row["wait_s"] >= 0 for row in answered)
    assert main(["twin", "run", str(file)]) == 0
    assert "answer rate" in capsys.readouterr().out


def test_sori_twin_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = tmp_path / "before.toml", tmp_path / "after.toml"
    before.write_text(FILE, "utf-8")
    after.write_text(FILE.replace("at_desk = [6, 6]", "at_desk = [6, 9]"), "utf-8")
    assert main(["twin", "compare", str(before), str(after)]) == 0
    assert "same callers" in capsys.readouterr().out
    after.write_text(FILE.replace('queue = "general"', 'queue = "genral"'), "utf-8")
    assert main(["twin", "compare", str(before), str(after)]) == 2
    assert f"{after}:17: no [[queues]] is called 'genral'" in capsys.readouterr().err


def test_a_reader_that_has_enough_ends_what_is_told_without_a_complaint() -> None:
    told = subprocess.Popen(
        [sys.executable, "-m", "sori.cli", "twin", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert told.stdout
    assert told.stderr
    told.stdout.close()  # long before Python has started
    assert (told.stderr.read(), told.wait()) == ("", 141)
    told.stderr.close()
