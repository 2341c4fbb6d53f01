"""A scenario's file, and `sori twin` as a planner uses it."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sori.cli import main
from sori.twin import scenario as scenarios
from sori.twin.run import replications
from sori.twin.scenario import ScenarioError, read

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
