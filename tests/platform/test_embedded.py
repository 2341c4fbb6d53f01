"""The embedded PostgreSQL, tried with the real server: first start, crashes, and everything that can be in its way."""

import getpass
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from sori.platform import embedded
from sori.platform.embedded import AlreadyRunningError, EmbeddedPostgresError, StateFolder


@pytest.fixture
def state() -> Iterator[StateFolder]:
    """A folder that the server's own user can reach when the tests run as root; pytest's are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="sori-test-"))
    folder.chmod(0o711)
    yield StateFolder(folder / "state")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A state folder after its first start, to be copied, since making one takes most of a second."""
    folder = Path(tempfile.mkdtemp(prefix="sori-test-"))
    folder.chmod(0o711)
    embedded.initialise(StateFolder(folder / "state"))
    yield folder / "state"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def ready_state(state: StateFolder, prepared: Path) -> StateFolder:
    subprocess.run(["cp", "-a", str(prepared), str(state.path)], check=True)
    return state


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def as_a_process_of_its_own(state: StateFolder) -> subprocess.Popen[str]:
    """Start the server below another Python, which can then be killed."""
    code = (
        "import sys; from pathlib import Path; from sori.platform import embedded\n"
        "with embedded.running(embedded.StateFolder(Path(sys.argv[1]))):\n"
        "    print('ready', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(state.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_first_start_makes_a_database_that_understands_korean(state: StateFolder) -> None:
    with embedded.running(state) as address, psycopg.connect(address) as connection:
        connection.execute("create extension pg_trgm")
        row = connection.execute(
            """
            select current_user, current_database(), current_setting('server_encoding'), current_setting('timezone'),
                   current_setting('fsync'), current_setting('synchronous_commit'),
                   similarity('강남구청 민원실', '강남구청') > 0.3, '강남' ~ '^[[:alpha:]]+$', 'Z' < 'a', upper('é')
            """
        ).fetchone()
    assert row == ("sori", "sori", "UTF8", "UTC", "on", "on", True, True, True, "É")


def test_vectors_are_there_without_being_superuser(ready_state: StateFolder) -> None:
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        assert connection.execute("select '[1,0]'::vector <-> '[0,0]'").fetchone() == (1.0,)
        assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)


def test_data_outlive_a_stop_and_a_start(ready_state: StateFolder) -> None:
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        connection.execute("create table kept as select 1 as one")
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        assert connection.execute("select one from kept").fetchone() == (1,)


def test_it_listens_on_no_network_port(ready_state: StateFolder) -> None:
    with embedded.running(ready_state):
        pid = embedded.running_pid(ready_state)
        assert pid is not None
        assert not [one for one in psutil.Process(pid).net_connections("inet") if one.status == psutil.CONN_LISTEN]


def test_its_folders_are_closed_to_others_and_those_above_unchanged(state: StateFolder) -> None:
    above = stat.S_IMODE(state.path.parent.stat().st_mode)
    embedded.initialise(state)
    assert stat.S_IMODE(state.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(state.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(state.log.stat().st_mode) == 0o700
    assert stat.S_IMODE(state.path.parent.stat().st_mode) == above
    if os.geteuid() == 0:
        assert state.data.owner() == embedded.system_user() != "root"
        assert state.path.owner() == "root"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_is_not_let_in(ready_state: StateFolder) -> None:
    with embedded.running(ready_state):
        # even with the folder opened, the kernel tells the server who calls
        ready_state.socket_folder.chmod(0o755)
        (ready_state.socket_folder / embedded.SOCKET_NAME).chmod(0o777)
        command = [str(embedded.binary("psql")), embedded.url(ready_state), "-c", "select 1"]
        result = subprocess.run(command, user="nobody", capture_output=True, text=True, cwd="/", check=False)
        assert result.returncode != 0
        assert "Peer authentication failed" in result.stderr


def test_after_kill_9_of_the_server_it_starts_again_with_what_was_committed(ready_state: StateFolder) -> None:
    owner = as_a_process_of_its_own(ready_state)
    with psycopg.connect(embedded.url(ready_state), autocommit=True) as connection:
        connection.execute("create table kept as select 1 as one")
        pid = embedded.running_pid(ready_state)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    owner.communicate()
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        assert connection.execute("select one from kept").fetchone() == (1,)


def test_after_kill_9_sessions_that_do_not_notice_are_ended(ready_state: StateFolder) -> None:
    owner = as_a_process_of_its_own(ready_state)
    connection = psycopg.connect(embedded.url(ready_state), autocommit=True)
    backend = psutil.Process(connection.info.backend_pid)
    backend.suspend()  # so that it cannot notice that its server dies
    server = embedded.running_pid(ready_state)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    until(lambda: is_gone(server))
    owner.communicate()
    assert backend.is_running()
    with embedded.running(ready_state) as address, psycopg.connect(address) as again:
        assert again.execute("select 1").fetchone() == (1,)
    until(lambda: is_gone(backend.pid))


def test_the_server_ends_when_the_process_that_started_it_is_killed(ready_state: StateFolder) -> None:
    owner = as_a_process_of_its_own(ready_state)
    server = embedded.running_pid(ready_state)
    assert server is not None
    owner.kill()
    owner.communicate()
    with embedded.running(ready_state):  # waits for the old one, which is just stopping
        assert embedded.running_pid(ready_state) != server


def test_a_process_id_that_another_process_has_now_does_no_harm(ready_state: StateFolder) -> None:
    lines = [str(os.getpid()), str(ready_state.data), "1", "5432", "", "", "  1 1", "ready   "]
    (ready_state.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_second_start_names_the_process_that_runs(ready_state: StateFolder) -> None:
    with embedded.running(ready_state):
        pid = embedded.running_pid(ready_state)
        with pytest.raises(AlreadyRunningError, match=rf"process {pid}\).*SORI_STATE"):
            embedded.initialise(ready_state)
        assert embedded.running_pid(ready_state) == pid


def test_two_first_starts_at_once_make_one_database(state: StateFolder) -> None:
    code = (
        "import sys; from pathlib import Path; from sori.platform import embedded\n"
        "embedded.initialise(embedded.StateFolder(Path(sys.argv[1])))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(state.path)]) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    with embedded.running(state):
        pass


def test_an_unfinished_first_start_is_begun_afresh(state: StateFolder) -> None:
    state.path.mkdir(mode=0o711)
    unfinished = state.path / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with embedded.running(state):
        pass
    assert not unfinished.exists()


@pytest.mark.parametrize(("found", "advice"), [("19", "newer version of Sori"), ("17", "pg_dump")])
def test_data_of_another_major_version_are_refused(ready_state: StateFolder, found: str, advice: str) -> None:
    (ready_state.data / "PG_VERSION").write_text(f"{found}\n")
    with pytest.raises(EmbeddedPostgresError, match=f"PostgreSQL {found}.*{advice}"):
        embedded.initialise(ready_state)


def test_a_folder_that_is_no_database_is_left_alone(ready_state: StateFolder) -> None:
    (ready_state.data / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedPostgresError, match="no PostgreSQL data folder"):
        embedded.initialise(ready_state)
    assert (ready_state.data / "base").exists()


def test_a_full_disk_is_said_to_be_full(state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1024**2))
    with pytest.raises(EmbeddedPostgresError, match="has 1 MB free; PostgreSQL needs 512 MB"):
        embedded.initialise(state)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_another_user_is_named() -> None:
    with pytest.raises(EmbeddedPostgresError, match="No permission to use /etc/sori-test"):
        embedded.initialise(StateFolder(Path("/etc/sori-test")))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_is_told_of_a_folder_that_the_server_cannot_reach(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match="cannot pass through the folders above"):
        embedded.initialise(StateFolder(tmp_path / "state"))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_programs_that_the_server_cannot_reach_are_copied_once(
    ready_state: StateFolder, state: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ROOT_FOLDER", state.path.parent / "root folder")
    really = embedded._can_reach
    monkeypatch.setattr(
        embedded, "_can_reach", lambda user, path: "site-packages" not in path.parts and really(user, path)
    )
    first = embedded.binary("postgres")
    assert first.is_relative_to(embedded.ROOT_FOLDER)
    made = first.stat().st_ctime_ns
    with embedded.running(ready_state) as address, psycopg.connect(address) as connection:
        assert connection.execute("select '[1]'::vector").fetchone() is not None
    assert embedded.binary("postgres").stat().st_ctime_ns == made


def test_a_long_path_gets_a_short_socket_folder_of_its_own(state: StateFolder, prepared: Path) -> None:
    deep = StateFolder(state.path.parent / ("long" * 25))
    subprocess.run(["cp", "-a", str(prepared), str(deep.path)], check=True)
    assert len(str(deep.socket_folder / embedded.SOCKET_NAME)) < embedded.LONGEST_SOCKET_PATH
    try:
        with embedded.running(deep) as address, psycopg.connect(address) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert stat.S_IMODE(deep.socket_folder.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(deep.socket_folder, ignore_errors=True)


def test_a_socket_folder_prepared_by_somebody_else_is_refused(state: StateFolder) -> None:
    deep = StateFolder(state.path.parent / ("long" * 25))
    elsewhere = state.path.parent / "elsewhere"
    elsewhere.mkdir()
    deep.socket_folder.symlink_to(elsewhere)
    try:
        with pytest.raises(EmbeddedPostgresError, match="belongs to another user"):
            embedded.initialise(deep)
    finally:
        deep.socket_folder.unlink()


def test_the_state_folder_is_chosen_by_user_and_environment(tmp_path: Path) -> None:
    assert StateFolder.chosen(tmp_path, {"SORI_STATE": "/somewhere/else"}).path == Path("/somewhere/else")
    usual = StateFolder.chosen(tmp_path, {}).path
    if getpass.getuser() == "root":
        assert usual.parent == Path("/var/lib/sori")
        assert usual.name.startswith(f"{tmp_path.name}-")
        assert usual != StateFolder.chosen(tmp_path / "twin" / tmp_path.name, {}).path
    else:
        assert usual == tmp_path / ".sori"


def test_a_server_that_cannot_start_says_why(ready_state: StateFolder) -> None:
    (ready_state.data / "global/pg_control").unlink()
    with (
        pytest.raises(EmbeddedPostgresError, match=r"(?s)ended while starting.*pg_control"),
        embedded.running(ready_state),
    ):
        pass


async def test_waiting_for_a_server_that_never_comes_ends_with_advice(state: StateFolder) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"did not answer within 0 s.*log/postgres.log"):
        await embedded.wait_until_ready(embedded.url(state), timeout=0.1)
