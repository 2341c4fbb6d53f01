"""Fetch Debian packages from the machine's own sources and unpack them into a folder, without being root.

apt checks signatures and hashes as always; only its lists and its cache lie in a folder of ours.

What a release lacks comes from a later one (`release`), which the archive that this machine names holds too: then with
all that it needs down to its C library, so that it runs beside what the machine has (`loaded`).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import IO

UPDATE_SECONDS = 300
DOWNLOAD_SECONDS = 900
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
"""Debian's own, where its package put them; elsewhere apt's usual ones hold."""


class DebianError(Exception):
    """The packages cannot be had; the message says why."""


def unpack(packages: list[str], target: Path, work: Path, log: IO[bytes], release: str | None = None) -> None:
    """Unpack packages, and those they depend on that this machine lacks, into a folder.

    Args:
        packages: their names.
        target: the folder that becomes a small root of a file system; replaced when complete.
        work: a folder for apt's lists and downloads.
        log: where apt's output goes.
        release: the release they are taken from, such as `sid`, with all that they depend on; None: the machine's own.

    Raises:
        DebianError: this is no Debian, or its sources cannot be reached.
    """
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        raise DebianError("this system has no apt-get and dpkg-deb")
    options = _options(work)
    if release is not None:
        options += _from_release(apt, release, work)
    shutil.rmtree(work / "archives", ignore_errors=True)
    (work / "archives/partial").mkdir(parents=True)
    _run([apt, *options, "update"], UPDATE_SECONDS, log)
    _run([apt, *options, "install", "--download-only", "-y", *packages], DOWNLOAD_SECONDS, log)
    archives = sorted((work / "archives").glob("*.deb"))
    if not archives:
        # All are installed: nothing was missing, so take the named ones themselves.
        _run([apt, *options, "download", *packages], DOWNLOAD_SECONDS, log, work / "archives")
        archives = sorted((work / "archives").glob("*.deb"))
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for archive in archives:
        _run([dpkg, "--extract", str(archive), str(unfinished)], UPDATE_SECONDS, log)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    shutil.rmtree(work, ignore_errors=True)


def _options(work: Path) -> list[str]:
    """Return apt's options for lists and a cache of our own, with the machine's sources and keys."""
    (work / "lists/partial").mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::State": work,
        "Dir::State::lists": work / "lists",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::State::extended_states": work / "extended_states",
        "Dir::Cache": work,
        "Dir::Cache::archives": work / "archives",
        "Debug::NoLocking": "true",
        "APT::Sandbox::User": "",
        "APT::Install-Recommends": "false",
        # Hooks of the machine, such as those that empty its own cache, are not for us.
        "APT::Update::Post-Invoke": "",
        "APT::Update::Post-Invoke-Success": "",
        "DPkg::Post-Invoke": "",
        "Acquire::Retries": "3",
        "Acquire::http::Timeout": "30",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def _from_release(apt: str, release: str, work: Path) -> list[str]:
    """Return apt's options for another release of the archive that the machine's own sources name."""
    asked = [apt, "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        raise DebianError("apt does not tell what its sources are") from None
    # Others, as that of security updates, have no such release.
    archives = [line for line in told.splitlines() if line.rstrip("/").endswith("/debian")]
    if not archives:
        raise DebianError("this system's package sources name no Debian archive")
    signed = f"[signed-by={KEYS}] " if KEYS.exists() else ""
    source, nothing = work / "release.list", work / "nothing-installed"
    source.write_text(f"deb {signed}{archives[0]} {release} main\n")
    nothing.write_text("")
    settings = {
        "Dir::Etc::SourceList": source,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::status": nothing,
        "Acquire::Languages": "none",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def loaded(root: Path, program: str) -> list[str]:
    """Return the command that runs a program of a whole release unpacked at `root`, by its own loader and libraries.

    Raises:
        DebianError: it does not lie there.
    """
    found = next(iter(sorted(root.glob("usr/lib/*-linux-gnu*/ld-linux-*.so.*"))), None)
    path = root / program
    if found is None or not path.is_file():
        raise DebianError(f"{root} holds no {program} that could run")
    libraries = f"{found.parent}:{found.parent}/pulseaudio"
    return [str(found), "--library-path", libraries, str(path)]


def _run(command: list[str], seconds: int, log: IO[bytes], folder: Path | None = None) -> None:
    log.write(f"\n$ {' '.join(command)}\n".encode())
    log.flush()
    try:
        subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise DebianError(f"{Path(command[0]).name} did not end within {seconds} s") from None
    except subprocess.CalledProcessError as error:
        raise DebianError(f"{Path(command[0]).name} failed with status {error.returncode}; see {log.name}") from None
