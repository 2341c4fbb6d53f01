"""`sori setup export` and `import`, with the embedded database stopped and running."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import RunningCentre, state_folder
from sori.platform import embedded
from sori.platform.embedded import StateFolder

pytestmark = pytest.mark.slow


def sori(state: StateFolder, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "sori.cli", *map(str, arguments)],
        env={**environment, "SORI_STATE": str(state.path), "SORI_ADMINISTRATOR_PASSWORD": "a-long-password"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_setup_goes_out_and_comes_in_while_nothing_runs(tmp_path: Path) -> None:
    with state_folder() as state:
        made = sori(state, "init", "--city", "시험시", "--city-en", "Test City", "--administrator", "minsu")
        assert made.returncode == 0, made.stderr
        exported = tmp_path / "setup.toml"
        assert sori(state, "setup", "export", exported).returncode == 0
        text = exported.read_text("utf-8")
        assert 'display_name = "minsu"' in text
        exported.write_text(
            text.replace("Test City", "New City") + '\n[skills.water]\nname = {ko = "수도", en = "Water"}\n'
        )
        looked = sori(state, "setup", "import", exported, "--as", "minsu", "--dry-run")
        assert (looked.returncode, "~ centre" in looked.stdout, "+ skills.water" in looked.stdout) == (0, True, True)
        assert "nothing was changed" in looked.stdout
        brought = sori(state, "setup", "import", exported, "--as", "minsu")
        assert (brought.returncode, "in force" in brought.stdout) == (0, True), brought.stderr
        assert embedded.running_pid(state) is None  # it was started for this alone
        with embedded.running(state):
            assert "nothing to change" in sori(state, "setup", "import", exported, "--as", "minsu").stdout
            exported.write_text(exported.read_text("utf-8").replace("accept_within_s = 20", "accept_within_s = 1"))
            wrong = sori(state, "setup", "import", exported, "--as", "minsu")
            assert wrong.returncode == 1
            assert f"{exported}:7: centre.accept_within_s" in wrong.stderr
            assert sori(state, "setup", "import", exported, "--as", "nobody").returncode == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "setup.toml can't be read: No such file or directory"), (b"a = 1\n\x87", "setup.toml:2:")],
)
def test_a_file_that_cannot_be_read_is_named_with_what_is_wrong(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "setup.toml"
    if content is not None:
        path.write_bytes(content)
    with state_folder() as state:
        said = sori(state, "setup", "import", path, "--as", "minsu")
    assert (said.returncode, said.stdout) == (1, "")
    assert told in said.stderr


def test_a_running_centre_takes_a_file_without_a_restart(running_centre: RunningCentre, tmp_path: Path) -> None:
    exported = tmp_path / "setup.toml"
    assert sori(running_centre.state, "setup", "export", exported).returncode == 0
    before = exported.read_text("utf-8")
    exported.write_text(before.replace("wrap_up_limit_s = 60", "wrap_up_limit_s = 90"), "utf-8")
    brought = sori(running_centre.state, "setup", "import", exported, "--as", "administrator")
    assert (brought.returncode, "~ centre" in brought.stdout) == (0, True), brought.stderr
    back = tmp_path / "back.toml"
    back.write_text(before, "utf-8")
    assert sori(running_centre.state, "setup", "import", back, "--as", "administrator").returncode == 0
    assert running_centre.pids()["postgres"]
