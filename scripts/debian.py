"""Fetch Debian packages from the machine's own sources and unpack them into a folder, without being root.

apt checks signatures and hashes as always; only its lists and its cache lie in a folder of ours.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import IO

UPDATE_SECONDS = 300
DOWNLOAD_SECONDS = 900


class DebianError(Exception):
    """The packages cannot be had; the message says why."""


def unpack(packages: list[str], target: Path, work: Path, log: IO[bytes]) -> None:
    """Unpack packages, and those they depend on that this machine lacks, into a folder.

    Args:
        packages: their names.
        target: the folder that becomes a small root of a file system; replaced when complete.
        work: a folder for apt's lists and downloads.
        log: where apt's output goes.

    Raises:
        DebianError: this is no Debian, or its sources cannot be reached.
    """
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        raise DebianError("this system has no apt-get and dpkg-deb")
    options = _options(work)
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
