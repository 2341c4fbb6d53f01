"""`sori import`, as an operator runs it: what it says, and that a kill in the middle leaves nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from importing import written

from factories import rows, until

pytestmark = pytest.mark.slow

LINE = "2025-06-01 09:00:00,phone,general,answered,5,9\n"
HEADING = "opened,channel,queue,outcome,wait,handling\n"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "sori.cli", "import", *map(str, arguments)]


def sori(url: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def begun(url: str, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command("contacts", path), env={**os.environ, "DATABASE_URL": url})


def test_an_import_is_told_listed_and_undone(database_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, "old.csv", HEADING + LINE * 3 + "2025-06-01 09:00:00,pigeon,,,,\n")
    looked = sori(database_url, "contacts", path, "--dry-run")
    assert (looked.returncode, "3 contacts would be imported" in looked.stdout) == (3, True), looked
    done = sori(database_url, "contacts", path, "--language", "ko")
    assert done.returncode == 3, done
    assert "old.csv: 3 contacts imported" in done.stdout
    assert f"1 rows set aside in {path}.rejected.csv" in done.stdout
    assert "1 x channel: 모르는 상담채널입니다." in done.stdout
    again = sori(database_url, "contacts", path)
    assert (again.returncode, "--again" in again.stderr) == (1, True)
    assert "Traceback" not in again.stderr
    listed = sori(database_url, "list")
    number = next(line.split()[0] for line in listed.stdout.splitlines() if "old.csv" in line)
    undone = sori(database_url, "undo", number)
    assert (undone.returncode, "3 contacts are gone" in undone.stdout) == (0, True), undone
    assert sori(database_url, "undo", number).returncode == 1
    assert "(undone)" in sori(database_url, "list").stdout


async def test_a_kill_in_the_middle_of_an_import_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, "big.csv", HEADING + LINE * 400_000)
    process = begun(database_url, path)
    try:

        async def copying() -> bool:
            found = await rows(
                database_url,
                "select tuples_processed from pg_stat_progress_copy where relid = 'imported_contact'::regclass",
            )
            return bool(found) and found[0][0] > 20_000

        await until(copying, 60)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()

    async def over() -> bool:
        return not await rows(database_url, "select from pg_stat_progress_copy")

    await until(over, 60)
    assert await rows(database_url, "select count(*) from imported_contact") == [(0,)]
    assert await rows(database_url, "select count(*) from import") == [(0,)]
    assert os.listdir(tmp_path) == ["big.csv"]
    small = written(tmp_path, "small.csv", HEADING + LINE)
    assert sori(database_url, "contacts", small).returncode == 0
