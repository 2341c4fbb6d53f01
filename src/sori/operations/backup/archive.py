"""The file of a backup: a zip with the database's dump and a manifest, or that zip encrypted for a key (age).

The manifest is written last and names the dump's hash, so a file that was cut off or changed anywhere is found out
before anything is restored from it.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import msgspec
import pyrage

FORMAT = 1
_DUMP, _MANIFEST = "database.dump", "manifest.json"
_AGE = b"age-encryption.org/"
_PIECE = 1024 * 1024


class BackupError(Exception):
    """A backup that can't be made or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of. `rows` has the number of each table's rows, counted in the dump's own snapshot."""

    format: int
    made_at: datetime
    version: str
    postgres: int
    migrations: list[str]
    extensions: list[str]
    rows: dict[str, int]
    sha256: str


def write(
    path: Path, dump: Callable[[IO[bytes]], None], about: Callable[[str], Manifest], recipient: str | None
) -> None:
    """Writes a backup to `path`, complete or not at all; `dump` writes the database, `about` tells of it by its hash.

    Raises BackupError where the file exists or can't be written, or the recipient's key is none.
    """
    key = _recipient(recipient) if recipient else None
    if path.exists():
        raise BackupError(f"{path} exists already. Name another file; a backup never overwrites one.")
    try:
        _write(path, dump, about, key)
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error.strerror}. Nothing of it is left.") from error


def _write(
    path: Path,
    dump: Callable[[IO[bytes]], None],
    about: Callable[[str], Manifest],
    key: "pyrage.x25519.Recipient | None",
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with _private(unfinished) as file:
            _write_zip(file, dump, about)
        if key is not None:
            plain, unfinished = unfinished, path.with_name(f".{path.name}.encrypted")
            try:
                with plain.open("rb") as source, _private(unfinished) as target:
                    pyrage.encrypt_io(source, target, [key])
            finally:
                plain.unlink()
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator["Archive"]:
    """A backup that was found to be whole.

    Raises BackupError for a file that is none, is damaged or cut off, or can't be decrypted with this identity.
    """
    with _plain(path, identity) as file:
        try:
            archive = Archive(zipfile.ZipFile(file))
            archive.check()
        except (zipfile.BadZipFile, KeyError, EOFError, msgspec.DecodeError, NotImplementedError) as error:
            raise BackupError(f"{path} is no backup of Sori, or it is damaged or cut off ({error}).") from error
        yield archive


class Archive:
    """An open backup."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.manifest = msgspec.json.decode(file.read(_MANIFEST), type=Manifest)

    def check(self) -> None:
        """Raises BackupError where the dump isn't the one that the manifest tells of."""
        if self.manifest.format != FORMAT:
            raise BackupError(f"The backup has format {self.manifest.format}; this Sori reads format {FORMAT}.")
        total = hashlib.sha256()
        with self.dump() as dump:
            while piece := dump.read(_PIECE):
                total.update(piece)
        if total.hexdigest() != self.manifest.sha256:
            raise BackupError("The backup is damaged: its dump is not the one that its manifest tells of.")

    def dump(self) -> IO[bytes]:
        """The database's dump, to be read once."""
        return self._file.open(_DUMP)


def _write_zip(file: IO[bytes], dump: Callable[[IO[bytes]], None], about: Callable[[str], Manifest]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(_DUMP, "w", force_zip64=True) as target:
            hashed = _Hashed(target)
            dump(hashed)  # type: ignore[arg-type]
        archive.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(about(hashed.sha256.hexdigest()))))
    file.flush()
    os.fsync(file.fileno())


class _Hashed:
    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.sha256 = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.sha256.update(piece)
        return self._target.write(piece)


@contextmanager
def _plain(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The zip behind a file; decrypted, it lies in a closed folder beside it for as long as it is read."""
    with _readable(path) as file:
        encrypted = file.read(len(_AGE)) == _AGE
        file.seek(0)
        if not encrypted:
            yield file
            return
        if identity is None:
            raise BackupError(f"{path} is encrypted. Name the file with your key: --identity FILE.")
        with TemporaryDirectory(prefix=".sori-restore-", dir=path.parent) as folder:
            plain = Path(folder) / "plain"
            with _private(plain) as target:
                try:
                    pyrage.decrypt_io(file, target, _identities(identity))
                except pyrage.DecryptError as error:
                    raise BackupError(f"{path} can't be decrypted with {identity}: {error}") from error
            with plain.open("rb") as source:
                yield source


def _readable(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} can't be read: {error.strerror}.") from error


def _recipient(key: str) -> "pyrage.x25519.Recipient":
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise BackupError(f"{key} is no public key of age (age1…): {error}") from error


def _identities(path: Path) -> Sequence["pyrage.x25519.Identity"]:
    with _readable(path) as file:
        lines = [line.decode(errors="replace").strip() for line in file]
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupError(f"{path} holds no key of age (AGE-SECRET-KEY-…): {error}") from error


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b")
