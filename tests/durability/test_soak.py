"""A day's contacts while process after process is killed, played by bench/soak.py: the ledger has no fault.

Also where the run itself, driver and centre, is killed and goes on.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factories import until
from sori.platform.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]

CONTACTS = 10_000


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder through which PostgreSQL's own user may pass; pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="sori-soak-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def soak(folder: Path, *options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "bench/soak.py", "--light", "--folder", folder, "--report", folder / "report.json"]
    with (folder / "output.txt").open("ab") as output:
        return subprocess.Popen([*map(str, [*command, *options])], cwd=ROOT, stdout=output, stderr=output)


def report(folder: Path, run: subprocess.Popen[bytes]) -> Any:
    """What a run found, in which nothing may be wrong."""
    status = run.wait()
    told = (folder / "output.txt").read_text()
    assert (folder / "report.json").exists(), told
    found = json.loads((folder / "report.json").read_text())
    assert {what: count for what, count in found["verdict"]["wrong"].items() if count} == {}, told
    assert status == 0, told
    return found


def test_ten_thousand_contacts_and_a_kill_every_twenty_seconds_and_nothing_is_lost_or_doubled(folder: Path) -> None:
    found = report(folder, soak(folder, "--contacts", CONTACTS, "--kill-every", 20, "--kills", 4))
    acknowledged = found["verdict"]["acknowledged"]
    assert acknowledged["contacts"] >= CONTACTS
    assert acknowledged["answered"] + acknowledged["abandoned"] == acknowledged["contacts"]
    assert acknowledged["closed"] == acknowledged["answered"]
    assert min(acknowledged.values()) > 100  # each kind of thing happened, and often
    kills = [kill for kill in found["kills"] if kill["recovered_s"] is not None]
    assert {"web-1", "router", "worker", "postgres"} <= {kill["victim"] for kill in kills}
    stays = acknowledged["contacts"] + acknowledged["transferred"]
    for told in ("floor", "statistics"):
        assert sum(one[told][0] for one in found["verdict"]["queues"].values()) == stays, told


async def test_a_run_that_is_killed_itself_goes_on_with_its_ledger(folder: Path) -> None:
    ledger = folder / "ledger.txt"
    run = soak(folder, "--contacts", 600, "--kill-every", 600, "--kills", 0)

    def has_begun() -> bool:
        assert run.poll() is None, (folder / "output.txt").read_text()
        return ledger.exists() and ledger.read_text().count("\nw ") > 100

    await until(has_begun, 600)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    # Driver and centre end with whoever started them; the folder is free when the centre has ended.
    known = ledger.read_text().count("c ")
    found = report(folder, soak(folder, "--resume", "--kill-every", 600, "--kills", 0))
    assert 100 < found["contacts_at_start"] < 600
    assert found["contacts_at_start"] >= known - 64
    assert found["verdict"]["acknowledged"]["contacts"] == 600
