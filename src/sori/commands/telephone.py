"""The configuration of the Asterisk that has the telephone lines."""

import os
import secrets
import sys
from pathlib import Path

from sori.channels.telephone.configuration import ConfigurationUnusable, Machine, files
from sori.commands.installation import say
from sori.platform.embedded import StateFolder
from sori.platform.settings import ENDPOINT_KEYS, ROOT, endpoint_keys

_PASSWORD = "SORI_ASTERISK_PASSWORD"  # noqa: S105
_OURS = "; Written by `sori voice setup`, which writes it anew.\n"
_BEFORE = ".before-sori"


def password() -> str:
    """Sori's own at Asterisk, as it is kept in the state folder; made when first asked for."""
    state = StateFolder.chosen(ROOT).path
    kept = endpoint_keys(state).get(_PASSWORD)
    if kept is not None:
        return kept
    made = secrets.token_hex(24)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(state / ENDPOINT_KEYS[_PASSWORD], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(made)
    return made


def set_up(folder: Path, machine: Machine, sounds: Path) -> int:
    """Writes Asterisk's configuration into a folder; gives the exit status, 1 where nothing was written.

    A file that was there and is not ours is kept beside it.
    """
    try:
        written = files(machine)
    except ConfigurationUnusable as error:
        print(f"sori: {error}", file=sys.stderr)
        return 1
    if not sounds.is_absolute() or not folder.is_dir():
        wrong = f"{sounds} is no whole path, from / on" if folder.is_dir() else f"there is no folder {folder}"
        print(f"sori: {wrong}", file=sys.stderr)
        return 1
    for name, text in written.items():
        path, before = folder / name, folder / f"{name}{_BEFORE}"
        if path.exists() and not path.read_text("utf-8", "replace").startswith(_OURS) and not before.exists():
            path.rename(before)
            say(f"{path} was there: kept as {before.name}")
        unfinished = folder / f".{name}.sori"
        unfinished.write_text(_OURS + text, "utf-8")
        unfinished.chmod(0o640)
        if path.exists():
            os.chown(unfinished, path.stat().st_uid, path.stat().st_gid)
        unfinished.rename(path)
        say(f"wrote {path}")
    say(
        f"restart Asterisk with MALLOC_ARENA_MAX=2, and Sori with SORI_ASTERISK_URL=http://127.0.0.1:{machine.http_port}"
    )
    say(f"and SORI_ASTERISK_SOUNDS={sounds}, a folder that Sori may write to and Asterisk may read")
    return 0
