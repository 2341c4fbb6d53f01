"""The supervisor, tried with real small processes that it starts, loses, restarts and stops."""

import asyncio
import contextlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from sori.platform import child_log, embedded, kept, run_folder
from sori.platform.child import Child, Replaced, SupervisorError, listening_socket
from sori.platform.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def state() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sori-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextlib.asynccontextmanager
async def running(state: Path, *children: Child, echo: io.StringIO | None = None) -> AsyncIterator[Supervisor]:
    one = Supervisor(state, echo=echo)
    all_ready = asyncio.Event()
    task = asyncio.create_task(one.run(children, started=all_ready.set))
    waiting = asyncio.create_task(all_ready.wait())
    try:
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        if task.done():
            await task
        yield one
    finally:
        one.stop()
        waiting.cancel()
        await task


def script(text: str) -> list[str]:
    return [sys.executable, "-u", "-c", text]


def below_another_python(state: Path, body: str) -> subprocess.Popen[str]:
    """Run a supervisor in a process of its own, which can be signalled; returns when its children are ready."""
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom sori.platform.child import Child\n"
        "from sori.platform.supervisor import Supervisor\n"
        f"state = Path({str(state)!r})\n{body}\n"
        "asyncio.run(Supervisor(state, echo=None).run(children, started=lambda: print('ready', flush=True)))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


async def test_children_start_when_those_before_them_are_ready(state: Path) -> None:
    flag = state / "flag"

    async def ready() -> None:
        await until(flag.exists)

    first = Child(
        "first", script(f"import pathlib, time; pathlib.Path({str(flag)!r}).touch(); time.sleep(600)"), ready=ready
    )
    second = Child(
        "second", script(f"import pathlib, time; print(pathlib.Path({str(flag)!r}).exists()); time.sleep(600)")
    )
    async with running(state, first, second) as one:
        assert list(one.pids()) == ["first", "second"]
        await until(lambda: (state / "log/second.log").read_text() == "True\n")


async def test_they_stop_in_reverse_order(state: Path) -> None:
    text = (
        "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(print('{0} stops')))\n"
        "print('{0} runs')\nsignal.pause()"
    )
    echo = io.StringIO()

    def child(name: str) -> Child:
        async def ready() -> None:
            await until(lambda: f"{name} runs" in echo.getvalue())

        return Child(name, script(text.format(name)), ready=ready)

    async with running(state, child("first"), child("second"), echo=echo):
        pass
    lines = echo.getvalue().splitlines()
    assert [line for line in lines if "stops" in line] == ["second | second stops", "first | first stops"]


async def test_a_killed_child_runs_again_within_a_second(state: Path) -> None:
    async with running(state, Child("web", SLEEP)) as one:
        before = one.pids()["web"]
        start = time.monotonic()
        os.kill(before, signal.SIGKILL)
        await until(lambda: one.pids().get("web", before) != before)
        assert time.monotonic() - start < 1
        assert run_folder.read_run_file(state)["web"] == one.pids()["web"]


async def test_a_killed_database_answers_again_within_seconds(state: Path) -> None:
    folder = embedded.StateFolder(state / "state")
    embedded.initialise(folder)
    async with running(folder.path, embedded.child(folder)) as one:
        connection = psycopg.connect(embedded.url(folder), autocommit=True)
        connection.execute("create table kept as select 1 as one")
        before = one.pids()["postgres"]
        os.kill(before, signal.SIGKILL)
        await until(lambda: one.pids().get("postgres", before) != before)
        await embedded.wait_until_ready(embedded.url(folder), timeout=10)
        with psycopg.connect(embedded.url(folder)) as again:
            assert again.execute("select one from kept").fetchone() == (1,)
    assert "shut down" in (folder.log / "postgres.log").read_text().splitlines()[-1]


async def test_a_child_that_keeps_dying_is_started_ever_more_rarely(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(kept, "LONGEST_DELAY", 0.04)
    echo = io.StringIO()
    async with running(state, Child("web", ["/bin/false"]), echo=echo):
        await until(lambda: echo.getvalue().count("starting it again") >= 4)
    delays = [line.rpartition(" in ")[2] for line in echo.getvalue().splitlines() if "again" in line]
    assert delays[:4] == ["0.01 s", "0.02 s", "0.04 s", "0.04 s"]
    assert "web ended (exit status 1)" in echo.getvalue()


async def test_a_program_that_does_not_exist_is_reported_and_tried_again(state: Path) -> None:
    echo = io.StringIO()
    async with running(state, Child("web", ["/no/such/program"]), echo=echo):
        await until(lambda: echo.getvalue().count("No such file") >= 2)


async def test_a_child_that_must_not_be_restarted_ends_the_run_and_says_why(state: Path) -> None:
    children = [Child("web", SLEEP), Child("seed", script("print('no such city'); exit(3)"), restart=False)]
    with pytest.raises(SupervisorError, match=r"(?s)seed ended \(exit status 3\).*no such city"):
        await asyncio.wait_for(Supervisor(state, echo=None).run(children), 30)
    assert not (state / "run.json").exists()


async def test_a_child_that_does_not_become_ready_ends_the_run_and_says_why(state: Path) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    child = Child("web", script("print('waiting for Godot', flush=True); import time; time.sleep(600)"), ready=never)
    with pytest.raises(SupervisorError, match=r"(?s)web did not become ready: took too long.*web.log"):
        async with running(state, Child(**{**vars(child), "ready_within": 0.3})):
            pass


async def test_a_child_that_keeps_dying_before_it_was_ever_ready_ends_the_run(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FIRST_DELAY", 0.01)

    async def never() -> None:
        await asyncio.Event().wait()

    child = Child("web", script("print('no module named sori'); exit(1)"), ready=never)
    with pytest.raises(SupervisorError, match=r"(?s)web ended 5 times \(exit status 1\).*no module named sori"):
        await asyncio.wait_for(Supervisor(state, echo=None).run([child]), 30)


async def test_a_child_is_asked_for_only_when_the_one_before_it_is_ready(state: Path) -> None:
    order = []

    async def ready() -> None:
        order.append("ready")

    def children() -> Iterator[Child]:
        yield Child("first", SLEEP, ready=ready)
        order.append("asked")
        yield Child("second", SLEEP)

    one = Supervisor(state, echo=None)
    await asyncio.wait_for(one.run(children(), started=one.stop), 30)
    assert order == ["ready", "asked"]


async def test_a_child_that_does_not_stop_is_killed_with_what_it_started(state: Path) -> None:
    text = (
        "import signal, subprocess, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"print(subprocess.Popen({SLEEP!r}).pid)\nsignal.pause()"
    )
    log = state / "log/stubborn.log"
    async with running(state, Child("stubborn", script(text), stop_within=0.2)) as one:
        await until(lambda: log.read_text().endswith("\n"))
        grandchild, pid = int(log.read_text()), one.pids()["stubborn"]
    await until(lambda: is_gone(pid) and is_gone(grandchild))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_stops_everything_in_an_orderly_way(state: Path, number: signal.Signals) -> None:
    process = below_another_python(state, f"children = [Child('web', {SLEEP!r}), Child('worker', {SLEEP!r})]")
    pids = run_folder.read_run_file(state)
    assert pids["supervisor"] == process.pid
    process.send_signal(number)
    assert process.wait(20) == 0
    assert all(is_gone(pid) for pid in pids.values())
    assert run_folder.read_run_file(state) == {}


async def test_children_die_with_a_supervisor_that_is_killed(state: Path) -> None:
    process = below_another_python(state, f"children = [Child('web', {SLEEP!r})]")
    pids = run_folder.read_run_file(state)
    process.kill()
    process.wait()
    await until(lambda: all(is_gone(pid) for pid in pids.values()))
    assert run_folder.read_run_file(state) == {}, "the file is left, but nobody holds the folder"
    async with running(state, Child("web", SLEEP)) as one:
        assert one.pids()["web"] != pids["web"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start processes as somebody else")
async def test_children_of_another_user_die_with_it_too(state: Path) -> None:
    process = below_another_python(state, "children = [Child('web', ['/bin/sleep', '600'], user='nobody')]")
    pid = run_folder.read_run_file(state)["web"]
    assert psutil.Process(pid).username() == "nobody"
    process.kill()
    process.wait()
    await until(lambda: is_gone(pid))


async def test_a_second_run_on_the_same_folder_is_refused(state: Path) -> None:
    async with running(state, Child("web", SLEEP)) as one:
        with pytest.raises(SupervisorError, match=rf"already running in .* \(process {os.getpid()}\)"):
            async with running(state, Child("web", SLEEP)):
                pass
        assert not is_gone(one.pids()["web"])


async def test_the_port_stays_open_while_its_process_is_away(state: Path) -> None:
    listener = listening_socket("127.0.0.1", 0)
    text = (
        "import socket, sys\nlistener = socket.socket(fileno=int(sys.argv[1]))\n"
        "while True:\n    one, _ = listener.accept()\n    one.sendall(b'hello')\n    one.close()"
    )
    child = Child("web", [*script(text), str(listener.fileno())], pass_sockets=[listener.fileno()])
    with listener:
        async with running(state, child) as one:
            os.kill(one.pids()["web"], signal.SIGKILL)
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            assert await asyncio.wait_for(reader.read(), 10) == b"hello"
            writer.close()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SupervisorError, match=f"port {port}.*SORI_PORT"):
            listening_socket("127.0.0.1", port)


async def test_logs_are_kept_in_files_that_stay_small(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_log, "LOG_SIZE", 1000)
    text = (
        "for number in range(100): print(f'line {number:04}', 'x' * 40)\nprint('the end')\nimport time; time.sleep(600)"
    )
    log = state / "log/talker.log"
    async with running(state, Child("talker", script(text))):
        await until(lambda: log.exists() and "the end" in log.read_text())
    names = sorted(path.name for path in log.parent.glob("talker*"))
    assert names == ["talker.log", "talker.log.1", "talker.log.2", "talker.log.3"]
    assert all((log.parent / name).stat().st_size < 1100 for name in names)


async def test_last_words_without_a_line_end_are_kept(state: Path) -> None:
    log = state / "log/web.log"
    async with running(state, Child("web", script("print('한글 말', end=''); import os; os.kill(os.getpid(), 9)"))):
        await until(lambda: "한글 말\n" in log.read_text())


async def test_the_run_file_is_whole_whenever_it_is_read(state: Path) -> None:
    async with running(state, Child("web", ["/bin/true"]), Child("worker", SLEEP)):
        for _ in range(100):
            assert json.loads((state / "run.json").read_text())["supervisor"] == os.getpid()
            await asyncio.sleep(0.005)


def renewable(name: str, text: str, how: Replaced = Replaced.BESIDE) -> Child:
    return Child(name, script(text), tells_ready=True, replaced=how, ready_within=10, leaves_within=5)


READY = "from sori.platform.child import tell_ready\ntell_ready()\n"


async def test_a_renewal_starts_the_new_one_before_the_old_one_leaves(state: Path) -> None:
    echo = io.StringIO()
    text = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('leaves', os.getpid(), flush=True)))\n"
        f"print('ready', os.getpid(), flush=True)\n{READY}signal.pause()"
    )
    async with running(state, renewable("web", text), echo=echo) as one:
        old = one.pids()["web"]
        await one.renew()
        new = one.pids()["web"]
        said = [line for line in echo.getvalue().splitlines() if line.startswith("web | ")]
        assert said == [f"web | ready {old}", f"web | ready {new}", f"web | leaves {old}"]
        assert supervisor_pids(state) == {"web": new}
        os.kill(new, signal.SIGKILL)
        await until(lambda: one.pids().get("web", new) != new)  # it is kept running like the first
    found = run_folder.read_renewal(state)
    assert found is not None
    assert found.state == "done"


async def test_a_renewal_that_fails_for_one_changes_none(state: Path) -> None:
    broken = state / "broken"
    fails = f"import os, sys, time\nif os.path.exists({str(broken)!r}): sys.exit('bad version')\n"
    works = f"{READY}import time; time.sleep(600)"
    async with running(state, renewable("good", works), renewable("bad", f"{fails}{works}")) as one:
        before = one.pids()
        children = {child.pid for child in psutil.Process().children()}  # a test database may be among them
        broken.touch()
        await one.renew()
        assert one.pids() == before
        found = run_folder.read_renewal(state)
        assert found is not None
        assert found.state == "failed"
        assert "bad version" in found.reason
        await until(lambda: {child.pid for child in psutil.Process().children()} <= children)  # the new ones are gone


async def test_one_that_may_not_run_twice_is_renewed_after_its_end(state: Path) -> None:
    flag = str(state / "runs")
    text = (
        f"import os, signal\nopen({flag!r}, 'x').close()\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (os.unlink({flag!r}), os._exit(0)))\n{READY}signal.pause()"
    )
    async with running(state, renewable("alone", text, Replaced.AFTER)) as one:
        old = one.pids()["alone"]
        await one.renew()
        assert one.pids()["alone"] != old


async def test_what_must_be_done_first_stops_a_renewal_when_it_fails(state: Path) -> None:
    async def fails() -> None:
        raise SupervisorError("the migration does not fit")

    async with running(state, renewable("web", f"{READY}import time; time.sleep(600)")) as one:
        before = one.pids()
        await one.renew(fails)
        assert one.pids() == before
        found = run_folder.read_renewal(state)
        assert found is not None
        assert found.reason == "the migration does not fit"


def supervisor_pids(state: Path) -> dict[str, int]:
    pids = run_folder.read_run_file(state)
    assert pids.pop("supervisor") == os.getpid()
    return pids


async def test_a_child_that_is_not_awaited_holds_nothing_up_and_may_fail_again_and_again(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(kept, "LONGEST_DELAY", 0.01)
    counted = state / "counted"
    failing = Child("failing", script(f"open({str(counted)!r}, 'a').write('x')"), tells_ready=True, awaited=False)

    async with running(state, failing, Child("other", SLEEP)) as supervisor:
        await until(lambda: counted.exists() and len(counted.read_text()) > kept.TRIES_TO_BECOME_READY + 1)
        assert "other" in supervisor.pids()
