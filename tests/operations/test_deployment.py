"""What is in deploy/: units that systemd understands, a service that says when it is ready, alerts on real metrics."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client import REGISTRY

import sori.platform.metrics  # noqa: F401 (what it counts, it registers)
from running import RunningCentre
from sori.platform.service_manager import READY, STOPPING, ServiceManager
from sori.platform.settings import ROOT

DEPLOY = ROOT / "deploy"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    units = sorted((DEPLOY / "systemd").glob("*.service")) + sorted((DEPLOY / "systemd").glob("*.timer"))
    assert len(units) == 3
    for unit in units:
        # What a unit starts must be there.
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/sori", str(ROOT)))
    found = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in found.stderr.splitlines() if str(tmp_path) in line or "sori" in line]
    assert (found.returncode, complaints) == (0, [])


def test_a_service_manager_is_told_and_children_cannot_speak_for_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        manager = ServiceManager()
        manager.tell(READY)
        manager.tell(STOPPING)
        assert [heard.recv(64), heard.recv(64)] == [b"READY=1", b"STOPPING=1"]
        ServiceManager().tell(READY)  # as a child would, from the environment that is left
        heard.setblocking(False)
        with pytest.raises(BlockingIOError):
            heard.recv(64)


def test_where_no_manager_listens_any_more_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    ServiceManager().tell(READY)


@pytest.fixture
def metrics(running_centre: RunningCentre) -> set[str]:
    """The names of all metrics: those a running centre tells, and those it has had nothing to count for yet."""
    token = (running_centre.state.path / "metrics-token").read_text().strip()
    told = httpx.get(f"{running_centre.url}/metrics", headers={"authorization": f"Bearer {token}"}, timeout=60).text
    there = {name.removesuffix("_total") for name in re.findall(r"^# TYPE (sori_\w+)", told, re.MULTILINE)}
    return there | {metric.name for metric in REGISTRY.collect() if metric.name.startswith("sori_")}


@pytest.mark.slow
def test_every_alert_is_on_a_metric_there_is(metrics: set[str]) -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "sori.rules.yml").read_text())["groups"][0]["rules"]
    for rule in rules:
        assert rule["annotations"].keys() == {"summary", "do"}
        for name in re.findall(r"sori_\w+", rule["expr"]):
            assert re.sub(r"_(total|count|bucket|sum)$", "", name) in metrics, rule["alert"]


@pytest.mark.slow
def test_the_operators_guide_tells_every_metric(metrics: set[str]) -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in metrics if f"`{name}`" not in guide} == set()
