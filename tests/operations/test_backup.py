"""Backups, made of a centre that is running and put back elsewhere; and every way in which a file may be unusable."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pyrage
import pytest

from factories import Browser, answer, message, rows, until
from running import RunningCentre, running_demo, served, settings_for, state_folder
from sori.demo import city
from sori.operations.backup import service
from sori.operations.backup.archive import BackupError, opened
from sori.platform import embedded
from sori.platform.embedded import StateFolder
from sori.server import create_app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def backup(database_url: str, folder: Path) -> Path:
    """A backup of the small centre."""
    service.take(database_url, folder / "sori.backup", None)
    return folder / "sori.backup"


def refused(url: str, path: Path, *, replace: bool = True, identity: Path | None = None) -> str:
    """Why a backup can't be restored."""
    with pytest.raises(BackupError) as error, opened(path, identity) as archive:
        service.put_back(url, archive.manifest, archive.dump, replace=replace)
    return str(error.value)


def restored(url: str, path: Path, *, replace: bool = False, identity: Path | None = None) -> None:
    with opened(path, identity) as archive:
        service.put_back(url, archive.manifest, archive.dump, replace=replace)


def counts(url: str) -> dict[str, object]:
    """What the tables hold, whole."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        return {
            name: connection.execute(
                f"select count(*), md5(string_agg(md5(t::text), '' order by md5(t::text))) from {name} t"  # type: ignore[arg-type]
            ).fetchone()
            for name in names
        }


TABLES = """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
            and relpersistence = 'p' and relname not like '%yoyo%' order by 1"""


def test_a_backup_put_back_elsewhere_holds_the_same(database_url: str, empty_url: str, backup: Path) -> None:
    restored(empty_url, backup)
    assert counts(empty_url) == counts(database_url)
    with psycopg.connect(empty_url) as connection:  # ids go on where they were
        assert (
            connection.execute("select max(id) from staff").fetchone()
            < connection.execute(
                "insert into staff (login, display_name, password_hash, created_at) values ('new', 'New', '', now()) "
                "returning id"
            ).fetchone()
        )


def test_a_centre_is_not_replaced_unless_told_to(database_url: str, backup: Path) -> None:
    before = counts(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into citizen (created_at) values (now())")
    assert "--replace" in refused(database_url, backup, replace=False)
    assert counts(database_url) != before
    restored(database_url, backup, replace=True)
    assert counts(database_url) == before


def test_what_goes_along_with_something_else_is_no_obstacle(database_url: str, backup: Path) -> None:
    before = counts(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("create view look_0 as select id from staff")
        for number in range(1, 200):  # each is dropped with the one before, long before its own turn
            connection.execute(f"create view look_{number} as select id from look_{number - 1}")  # type: ignore[arg-type]
    restored(database_url, backup, replace=True)
    assert counts(database_url) == before


def test_a_database_that_somebody_uses_is_left_alone(database_url: str, backup: Path) -> None:
    with psycopg.connect(database_url):
        assert "in use by 1" in refused(database_url, backup)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(empty_url: str, backup: Path, share: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    assert "damaged or cut off" in refused(empty_url, backup)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.8])
def test_a_file_with_one_changed_byte_is_refused(empty_url: str, backup: Path, share: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * share)] ^= 1
    backup.write_bytes(content)
    before = counts(empty_url)
    assert "damaged" in refused(empty_url, backup)
    assert counts(empty_url) == before


def test_a_dump_whose_rows_are_not_all_there_changes_nothing(database_url: str, backup: Path, folder: Path) -> None:
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(folder / "other", "w") as other:
        manifest = json.loads(whole.read("manifest.json"))
        manifest["rows"]["staff"] += 1
        other.writestr("database.dump", whole.read("database.dump"))
        other.writestr("manifest.json", json.dumps(manifest))
    before = counts(database_url)
    assert "table staff has" in refused(database_url, folder / "other")
    assert counts(database_url) == before


def test_a_backup_of_a_newer_version_is_refused(database_url: str, backup: Path, folder: Path) -> None:
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(folder / "other", "w") as other:
        manifest = json.loads(whole.read("manifest.json"))
        manifest["migrations"].append("9999_from_the_future")
        other.writestr("database.dump", whole.read("database.dump"))
        other.writestr("manifest.json", json.dumps(manifest))
    assert "newer Sori made this backup (9999_from_the_future)" in refused(database_url, folder / "other")


def test_a_backup_overwrites_no_file_and_leaves_none_when_it_fails(database_url: str, backup: Path) -> None:
    with pytest.raises(BackupError, match="exists already"):
        service.take(database_url, backup, None)
    with pytest.raises(BackupError, match="no public key"):
        service.take(database_url, backup.with_name("other"), "age1nonsense")
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_an_encrypted_backup_opens_with_its_key_only(database_url: str, empty_url: str, folder: Path) -> None:
    keys = [pyrage.x25519.Identity.generate() for _ in range(2)]
    files = []
    for number, key in enumerate(keys):
        files.append(folder / f"key-{number}")
        files[-1].write_text(f"# created by age-keygen\n{key}\n")
    path = folder / "sori.backup"
    service.take(database_url, path, str(keys[0].to_public()))
    assert b"manifest.json" not in path.read_bytes()
    assert "is encrypted" in refused(empty_url, path)
    assert "can't be decrypted" in refused(empty_url, path, identity=files[1])
    restored(empty_url, path, identity=files[0])
    assert counts(empty_url) == counts(database_url)
    assert sorted(one.name for one in folder.iterdir()) == ["key-0", "key-1", "sori.backup"]


def test_transaction_ids_of_another_server_hold_nobody_up(database_url: str, empty_url: str, folder: Path) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into event (transaction_id, at, kind, about) values ('999999999999', now(), 'x', '{}')"
        )
    service.take(database_url, folder / "sori.backup", None)
    restored(empty_url, folder / "sori.backup")
    with psycopg.connect(empty_url) as connection:
        ahead = connection.execute("select count(*) from event where transaction_id > pg_current_xact_id()")
        assert ahead.fetchone() == (0,)


@pytest.fixture(scope="module")
def centre() -> Iterator[RunningCentre]:
    with running_demo() as centre:
        yield centre


def sori(state: StateFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SORI_STATE": str(state.path)}
    return subprocess.run(
        [sys.executable, "-m", "sori.cli", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
async def test_a_backup_made_while_people_talk_is_the_centre_at_one_moment(centre: RunningCentre, folder: Path) -> None:
    path = folder / "sori.backup"
    over = asyncio.Event()
    acknowledged: list[str] = []

    async def talks() -> None:
        browser = Browser(base_url=centre.url, timeout=30)
        opening = {"menu_key": "3", "language": "ko", "request_key": str(uuid4())}
        await browser.do("/api/chat/contacts", **opening)
        attachment = answer(await browser.post("/api/chat/attachments", files={"file": ("a.txt", b"hello, city")}))
        files = [attachment["id"]]
        while not over.is_set():
            body = str(uuid4())
            answer(await browser.post("/api/chat/messages", json=message(body, files=files)))
            acknowledged.append(body)
            files = []
            await asyncio.sleep(0.01)
        await browser.aclose()

    talking = [asyncio.create_task(talks()) for _ in range(4)]
    await until(lambda: len(acknowledged) > 20, 120)
    before = list(acknowledged)
    done = await asyncio.to_thread(sori, centre.state, "backup", str(path))
    over.set()
    await asyncio.gather(*talking)
    assert done.returncode == 0, done.stderr

    assert "is running" in (await asyncio.to_thread(sori, centre.state, "restore", str(path), "--replace")).stderr
    with state_folder() as state:
        restoring = await asyncio.to_thread(sori, state, "restore", str(path))
        assert restoring.returncode == 0, restoring.stderr
        with embedded.running(state) as url:
            kept = {body for (body,) in await rows(url, "select body from message")}
            assert set(before) <= kept
            assert await rows(url, "select content from attachment limit 1") == [(b"hello, city",)]
            orphans = "select 1 from message where contact_id not in (select id from contact)"
            assert await rows(url, orphans) == []
            async with served(create_app(settings_for(url))) as base:
                browser = Browser(base_url=base, timeout=30)
                me = await browser.do("/api/session", login="administrator", password=city.PASSWORD)
                assert "administrator" in me["roles"]
                assert (await browser.read("/api/setup"))["setup"]["queues"]
                await browser.aclose()
        second = await asyncio.to_thread(sori, state, "restore", str(path))
        assert "--replace" in second.stderr
        damaged = folder / "damaged"
        shutil.copy(path, damaged)
        with damaged.open("r+b") as file:
            file.truncate(file.seek(0, os.SEEK_END) // 2)
        third = await asyncio.to_thread(sori, state, "restore", str(damaged), "--replace")
        assert third.returncode == 1
        assert "damaged or cut off" in third.stderr


def test_a_backup_that_cannot_be_written_says_where_and_why(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    goal = tmp_path / "file" / "centre.backup"
    with pytest.raises(BackupError, match=r"centre\.backup could not be written: (File exists|Not a directory)"):
        service.take(database_url, goal, None)
