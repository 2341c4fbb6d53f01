"""What `sori run` starts and `sori init` makes: the database, then everything on it, under one supervisor."""

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from sori.centre import administration, file
from sori.centre import service as centre_service
from sori.centre.setup import CentreSetup, Setup
from sori.centre.validity import faults
from sori.demo import city
from sori.demo import service as demo_service
from sori.knowledge.directory import importing as posts
from sori.knowledge.service import importing
from sori.operations import retention
from sori.operations.installation import database_url, in_transaction
from sori.people import service as people
from sori.people.model import Role, StaffSetup
from sori.platform import embedded, metrics
from sori.platform import retention as retention_kinds
from sori.platform.child import Child, Replaced, SupervisorError, listening_socket
from sori.platform.database import Database, Transaction
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.migrations import migrate
from sori.platform.problem import Problem
from sori.platform.service_manager import READY, STOPPING, ServiceManager
from sori.platform.serving import LEAVE, LEAVES_WITHIN_S
from sori.platform.settings import ROOT, language_model, language_model_key
from sori.platform.supervisor import Supervisor
from sori.platform.translation import Language, Text, translated
from sori.reports.imported import headings
from sori.reports.service import imports

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ROUTERS = 2
_SOME_SET_ASIDE = 3
"""The exit status of an import that loaded a file but for some rows."""
_SORI = [sys.executable, "-m", "sori.cli"]


def run(host: str, port: int, web_processes: int) -> int:
    """Starts everything and keeps it running until interrupted; gives the exit status."""
    state = StateFolder.chosen(ROOT)
    language_model()  # what is wrong with its settings is told now, and not by each process
    try:
        asyncio.run(_run(state, host, port, web_processes))
    except (EmbeddedPostgresError, SupervisorError, psycopg.OperationalError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1
    return 0


def init(city_ko: str, city_en: str, time_zone: str, login: str, name: str, password: str) -> int:
    """Makes an empty production centre with one administrator; gives the exit status."""
    administrator = login.strip().lower()
    new = Setup(
        CentreSetup(Text(city_ko, city_en), time_zone),
        staff={administrator: StaffSetup(name, [Role.ADMINISTRATOR])},
    )

    async def make(transaction: Transaction) -> int:
        if await centre_service.is_set_up(transaction):
            raise Problem(409, "centre_exists")
        wrong = faults(new, {administrator})
        if wrong:
            raise Problem(422, wrong[0].problem, **wrong[0].values)
        now = datetime.now(UTC)
        await administration.set_up(transaction, new, False, now)
        city = await centre_service.city(transaction)
        await people.set_password(transaction, None, administrator, password, city, now, must_change=False)
        _say(f"the centre of {city_ko} is made; start it with `sori run` and log in as {administrator}")
        return 0

    return _in_database(make)


def set_password(login: str, password: str) -> int:
    """Gives somebody a password, which they change when they log in with it; gives the exit status."""

    async def give(transaction: Transaction) -> int:
        city = await centre_service.city(transaction)
        await people.set_password(transaction, None, login, password, city, datetime.now(UTC), must_change=True)
        _say(f"{login} logs in with it once and chooses their own then; sessions and waiting times are over")
        return 0

    return _in_database(give)


def reset_second_factor(login: str) -> int:
    """Takes somebody's second factor away and ends their sessions; gives the exit status."""

    async def reset(transaction: Transaction) -> int:
        await people.reset_second_factor(transaction, None, login, datetime.now(UTC))
        _say(f"{login} logs in with the password alone now")
        return 0

    return _in_database(reset)


def bring_up_to_date() -> int:
    """Brings the database to this version; gives the exit status."""

    async def nothing_more(_: Transaction) -> int:
        _say("the database is of this version")
        return 0

    return _in_database(nothing_more)


def export_setup(path: Path) -> int:
    """Writes the setup in force to a file; gives the exit status."""

    async def export(transaction: Transaction) -> int:
        text = file.written(await administration.setup(transaction))
        await asyncio.to_thread(path.write_text, text, "utf-8")
        _say(f"the setup is written to {path}")
        return 0

    return _in_database(export)


def import_setup(path: Path, login: str, *, dry_run: bool) -> int:
    """Brings the setup to what a file has, whether the centre is running or not; gives the exit status.

    What is wrong with the file is told with its lines, and then nothing is changed.
    """
    try:
        text = _content(path).decode()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SystemExit(f"sori: {path}:{line}: not UTF-8 text, as `sori setup export` writes it") from None

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        edits, wrong = await administration.read_in(transaction, text)
        for fault in wrong:
            told = translated(Language.EN, f"problem.{fault.problem}", **fault.values)
            print(f"{path}:{fault.line or 1}: {fault.place}: {told}", file=sys.stderr)
        if wrong:
            return 1
        for edit in edits:
            sign = "+" if edit.before is None else "-" if edit.after is None else "~"
            print(f"  {sign} {edit.kind}{'.' if edit.code else ''}{edit.code}")
        if edits and not dry_run:
            note = f"sori setup import {path.name}"
            await administration.make(transaction, actor, edits, note, None, datetime.now(UTC))
        _say("nothing to change" if not edits else "nothing was changed (--dry-run)" if dry_run else "in force")
        return 0

    return _in_database(bring_in)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SystemExit(f"sori: {path} can't be read: {error.strerror}") from None


def import_knowledge(path: Path, login: str, *, publish: bool) -> int:
    """Brings the articles of a file in; gives the exit status, 1 where rows were set aside.

    Those are written to a file beside it, with what is wrong, to be put right and brought in again.
    """
    content = _content(path)

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        now = datetime.now(UTC)
        done = await importing.bring_in(transaction, actor, path.name, content, Language.EN, now, publish=publish)
        for row in done.rejected:
            print(f"{path}:{row.line}: {row.field}: {row.reason}", file=sys.stderr)
        await _write_set_aside(path, done.set_aside)
        _say(f"{done.added} added, {done.revised} revised, {done.unchanged} as before, {done.published} published")
        return 1 if done.rejected else 0

    return _in_database(bring_in)


def import_directory(path: Path, login: str) -> int:
    """Brings the posts of a file in; gives the exit status, 1 where rows were set aside.

    Those are written to a file beside it, with what is wrong, to be put right and brought in again.
    """

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        content = await asyncio.to_thread(path.read_bytes)
        done = await posts.bring_in(transaction, actor, path.name, content, Language.EN, datetime.now(UTC))
        for row in done.rejected:
            print(f"{path}:{row.line}: {row.field}: {row.reason}", file=sys.stderr)
        await _write_set_aside(path, done.set_aside)
        _say(f"{done.added} added, {done.changed} changed, {done.unchanged} as before")
        return 1 if done.rejected else 0

    return _in_database(bring_in)


async def _write_set_aside(path: Path, rows: str) -> None:
    """Writes what was set aside of a file beside it, if anything was."""
    if rows:
        aside = path.with_name(f"{path.stem}.set-aside.csv")
        await asyncio.to_thread(aside.write_text, rows, "utf-8")
        print(f"sori: what was set aside is in {aside}", file=sys.stderr)


def import_contacts(
    path: Path, mapping: Path | None, encoding: str, language: Language, *, dry_run: bool, again: bool
) -> int:
    """Loads a file of contacts or of counts; gives 0 if all of it is right, 3 if rows were set aside."""

    async def bring_in(transaction: Transaction) -> int:
        mapped = None if mapping is None else headings.mapping(mapping)
        order = imports.Order(path, mapped, encoding, dry_run=dry_run, again=again, language=language)
        report = await imports.bring_in(transaction, order, datetime.now(UTC))
        told.extend(imports.told(report, path.name))
        return _SOME_SET_ASIDE if report.set_aside else 0

    told: list[str] = []
    status = _in_database(bring_in)
    # Told when it is so, after the commit.
    for line in told:
        _say(line)
    return status


def list_imports() -> int:
    """Tells what was imported; gives the exit status."""

    async def tell(transaction: Transaction) -> int:
        print(f"  {'number':>6}  {'imported at (UTC)':<17}{'rows':>10}{'set aside':>11}  {'days':<24}file")
        for one in await imports.imports(transaction):
            days = f"{one.first_day} - {one.last_day}" if one.first_day else ""
            undone = "  (undone)" if one.undone_at else ""
            at = f"{one.imported_at.astimezone(UTC):%Y-%m-%d %H:%M}"
            print(f"  {one.id:>6}  {at:<17}{one.rows:>10}{one.set_aside:>11}  {days:<24}{one.file}{undone}")
        return 0

    return _in_database(tell)


def undo_import(number: int) -> int:
    """Takes out again what an import brought in; gives the exit status."""

    async def take_out(transaction: Transaction) -> int:
        undone = await imports.undo(transaction, number, datetime.now(UTC))
        told.append(f"import {number} ({undone.file}) is undone: {undone.rows} {undone.kind} are gone")
        return 0

    told: list[str] = []
    status = _in_database(take_out)
    for line in told:
        _say(line)
    return status


def delete_what_is_over(*, dry_run: bool) -> int:
    """Deletes what was kept long enough, or only tells how much that is; gives the exit status."""

    async def tell(transaction: Transaction) -> int:
        days = await retention_kinds.periods(transaction, retention.KINDS)
        found = await retention.due(transaction, datetime.now(UTC))
        print(f"  {'kind':<16}{'kept for days':>14}{'over now':>12}")
        for kind in retention.KINDS:
            kept = days[kind.name]
            print(f"  {kind.name:<16}{'for ever' if kept is None else kept:>14}{found.get(kind.name, 0):>12}")
        return 0

    async def clear(transaction: Transaction) -> int:
        batch = await retention.delete(transaction, datetime.now(UTC))
        deleted.update(batch)
        return len(batch)

    def clear_all(url: str) -> int:
        while asyncio.run(in_transaction(url, clear)):
            pass
        _say(", ".join(f"{count} {kind}" for kind, count in deleted.items()) + " deleted" if deleted else "nothing due")
        return 0

    deleted: Counter[str] = Counter()
    return _in_database(tell) if dry_run else _on_database(clear_all)


def keep(login: str, kind: str, days: int | None) -> int:
    """Keeps a kind of data for so many days from now on; gives the exit status."""

    async def choose(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        await retention.choose(transaction, actor, kind, days, datetime.now(UTC))
        _say(f"{kind}: kept {'for ever' if days is None else f'for {days} days'}")
        return 0

    return _in_database(choose)


def _in_database(work: Callable[[Transaction], Awaitable[int]]) -> int:
    """Does something in one transaction on this installation's database."""
    return _on_database(lambda url: asyncio.run(in_transaction(url, work)))


def _on_database(work: Callable[[str], int]) -> int:
    """Does something on this installation's database, starting it for that if it isn't running."""
    if os.environ.get("DATABASE_URL"):
        _say("using the database named by DATABASE_URL")
    try:
        with database_url(StateFolder.chosen(ROOT)) as url:
            return work(url)
    except (EmbeddedPostgresError, psycopg.OperationalError, OSError, UnicodeDecodeError) as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1


async def _run(state: StateFolder, host: str, port: int, web_processes: int) -> None:
    started_at, manager = time.monotonic(), ServiceManager()
    external = os.environ.get("DATABASE_URL")
    url = external or embedded.url(state)
    if external:
        state.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        _say("starting PostgreSQL")
        embedded.initialise(state)
    with listening_socket(host, port) as listener:
        prepared = _Prepared(url, host)
        children = _children(state, url, host, port, listener, web_processes, prepared)
        if external:
            await prepared.once()
        supervisor = Supervisor(state.path, echo=None, say=_say)

        def started() -> None:
            _announce(prepared, port, state, time.monotonic() - started_at)
            manager.tell(READY)

        try:
            await supervisor.run(children, started, lambda: _migrate_anew(url))
        finally:
            manager.tell(STOPPING)


async def _migrate_anew(url: str) -> None:
    """Brings the database to the version that is installed now, which may be newer than what runs here."""
    process = await asyncio.to_thread(
        subprocess.run,
        [*_SORI, "migrate"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode != 0:
        raise SupervisorError(f"the database could not be migrated: {(process.stdout + process.stderr)[-2000:]}")


class _Prepared:
    """Brings the database to this version and makes the demo city where there is no centre; once a run."""

    def __init__(self, url: str, host: str) -> None:
        self._url = url
        self._host = host
        self._done = False
        self.demo = False

    async def once(self) -> None:
        if self._done:
            return
        applied = await asyncio.to_thread(migrate, self._url, ROOT / "migrations")
        if applied:
            _say(f"database brought to {applied[-1]}")
        database = Database(self._url, connections=1)
        await database.open()
        try:
            async with database.transaction() as transaction:
                if not await centre_service.is_set_up(transaction):
                    _say("loading the demo city")
                    await demo_service.make(transaction, datetime.now(UTC))
                self.demo = (await centre_service.centre(transaction)).demo
        finally:
            await database.close()
        if self.demo and self._host not in _LOOPBACK:
            raise SupervisorError(
                "The demo answers on loopback only, since its passwords are public. Make a centre of your own with "
                "`sori init` (in another SORI_STATE or DATABASE_URL), or run without --host."
            )
        self._done = True


def _children(
    state: StateFolder,
    url: str,
    host: str,
    port: int,
    listener: socket.socket,
    web_processes: int,
    prepared: _Prepared,
) -> Iterator[Child]:
    # A generator: the supervisor asks for the next child when the one before it is ready, and what there is to start
    # after PostgreSQL depends on what is in it.
    if "DATABASE_URL" not in os.environ:
        postgres = embedded.child(state)

        async def ready() -> None:
            if postgres.ready is not None:
                await postgres.ready()
            await prepared.once()

        yield replace(postgres, ready=ready)
    environment = {
        "DATABASE_URL": url,
        "SORI_SECRET": os.environ.get("SORI_SECRET") or _kept(state.path / "secret"),
        "SORI_HOST": host,
        "SORI_PORT": str(port),
        "SORI_METRICS_TOKEN": os.environ.get("SORI_METRICS_TOKEN") or _kept(state.path / "metrics-token"),
        "SORI_SEARCH_SOCKET": str(state.path / "search.socket"),
        metrics.FOLDER: str(_metrics_folder(state)),
    }
    if (key := language_model_key(state.path)) is not None:
        environment["SORI_LLM_KEY"] = key
    if prepared.demo:
        environment["SORI_SIMULATOR_KEY"] = _kept(state.path / "simulator-key")
    beside = Child("", [], environment, tells_ready=True, replaced=Replaced.BESIDE)
    for number in range(1, _ROUTERS + 1):
        name = f"router-{number}"
        yield replace(beside, name=name, command=[*_SORI, "router", "--name", name])
    yield replace(beside, name="worker", command=[*_SORI, "worker"])
    # Nobody waits for it: loading its dictionary takes seconds, and all but the search works without it.
    yield replace(beside, name="search", command=[*_SORI, "search"], awaited=False)
    for number in range(1, web_processes + 1):
        yield replace(
            beside,
            name=f"web-{number}",
            command=[*_SORI, "web", "--fd", str(listener.fileno())],
            leave_signal=LEAVE,
            leaves_within=LEAVES_WITHIN_S,
            pass_sockets=[listener.fileno()],
        )
    if prepared.demo:
        command = [*_SORI, "simulate", "--url", f"http://127.0.0.1:{port}"]
        # Two of it would seat the same simulated people twice.
        yield Child("simulation", command, environment, replaced=Replaced.AFTER)


def _metrics_folder(state: StateFolder) -> Path:
    """An empty folder for what the processes of this run count."""
    folder = state.path / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _kept(path: Path) -> str:
    """A secret of this installation, made when first asked for and readable by its owner only."""
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _announce(prepared: _Prepared, port: int, state: StateFolder, seconds: float) -> None:
    base = f"http://localhost:{port}"
    print(f"\nSori is ready after {seconds:.1f} s.\n")
    print(f"  Citizens      {base}/")
    print(f"  Counsellors   {base}/desk")
    print(f"  Team leaders  {base}/floor")
    if prepared.demo:
        print(f"\nDemo log-ins, all with the password {city.PASSWORD}:")
        for login, person in city.PEOPLE.items():
            print(f"  {login:<18}{person.display_name}")
    print(f"\nData and logs: {state.path}\nStop with Ctrl+C.", flush=True)


def _say(text: str) -> None:
    print(f"  {text}", flush=True)
