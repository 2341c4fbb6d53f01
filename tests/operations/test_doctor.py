"""The doctor finds what is wrong: each thing is broken here, and found with what to do about it."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from factories import WEDNESDAY_10, rows, until
from running import RunningCentre
from sori.demo.city import PASSWORD
from sori.operations.doctor import database as checks
from sori.operations.doctor import machine, service
from sori.operations.doctor.model import Finding, Level
from sori.people import service as people
from sori.people.model import City
from sori.platform.database import Database
from sori.platform.heartbeat import beat, failed
from sori.worker import ROUNDS

GB = 1024**3


def found(finding: Finding, level: Level, *told: str) -> bool:
    """Whether a finding is of this level and tells all this, with what to do."""
    assert finding.level is level, finding
    assert all(part in f"{finding.what} {finding.do}" for part in told), finding
    assert bool(finding.do) == (level is not Level.GOOD), finding
    return True


def test_an_old_python_is_found() -> None:
    assert found(machine.python((3, 9)), Level.WRONG, "3.9")
    assert found(machine.python(), Level.GOOD)


def test_pages_that_are_not_built_are_found(tmp_path: Path) -> None:
    (tmp_path / "desk/dist").mkdir(parents=True)
    (tmp_path / "desk/dist/index.html").touch()
    assert found(machine.pages(tmp_path), Level.WRONG, "citizen", "bootstrap")


@pytest.mark.parametrize(("free", "level"), [(GB // 2, Level.WRONG), (3 * GB, Level.ODD), (50 * GB, Level.GOOD)])
def test_a_full_disk_is_found(tmp_path: Path, free: int, level: Level) -> None:
    assert found(machine.disk(tmp_path / "not" / "yet", free), level, "GB free")


@pytest.mark.parametrize(("left", "level"), [(GB // 8, Level.WRONG), (GB // 2, Level.ODD), (8 * GB, Level.GOOD)])
def test_a_machine_without_memory_is_found(left: int, level: Level) -> None:
    assert found(machine.memory(left), level, "available")


def test_a_low_limit_of_open_files_is_found() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))\n"
        "from sori.operations.doctor import machine; print(machine.open_files().level, machine.open_files().what)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("wrong at most 512")


def test_an_unknown_time_zone_is_found() -> None:
    assert found(machine.time_zones("Asia/Atlantis"), Level.WRONG, "tzdata")
    assert found(machine.time_zones("Asia/Seoul"), Level.GOOD)


def test_secrets_that_others_may_read_are_found(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o640)
    assert found(machine.secrets(tmp_path), Level.WRONG, "chmod 600", "secret")
    (tmp_path / "secret").chmod(0o600)
    assert found(machine.secrets(tmp_path), Level.GOOD)


def test_a_state_folder_that_everybody_may_write_to_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert found(machine.state_folder(tmp_path), Level.WRONG, "chmod o-w")
    tmp_path.chmod(0o700)
    assert found(machine.state_folder(tmp_path), Level.GOOD)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_state_folder_of_somebody_else_is_found(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    assert found(machine.state_folder(tmp_path), Level.WRONG, "belongs to user 65534")


def test_a_port_that_is_taken_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.getsockname()[1]
        assert found(machine.port("127.0.0.1", number, running=False), Level.WRONG, "SORI_PORT")
        assert found(machine.port("127.0.0.1", number, running=True), Level.GOOD)
    assert found(machine.port("127.0.0.1", number, running=False), Level.GOOD)
    assert found(machine.port("127.0.0.1", number, running=True), Level.ODD)


def test_cookies_that_travel_in_the_clear_are_found() -> None:
    assert found(machine.cookies(secure=False, host="0.0.0.0"), Level.WRONG, "SORI_SECURE_COOKIES=1")
    assert found(machine.cookies(secure=False, host="127.0.0.1"), Level.ODD)
    assert found(machine.cookies(secure=True, host="0.0.0.0"), Level.GOOD)


async def test_a_database_behind_this_version_or_ahead_of_it_is_found(empty_url: str) -> None:
    database = Database(empty_url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        assert found(await checks.migrations(transaction), Level.GOOD)
        await transaction.execute("delete from _yoyo_migration where migration_id = '0018_operations'")
        assert found(await checks.migrations(transaction), Level.WRONG, "0018_operations", "sori migrate")
        await transaction.execute(
            "update _yoyo_migration set migration_id = '9000_later', migration_hash = '9' "
            "where migration_id = '0011_floor_counts'"
        )
        await transaction.execute(
            "insert into _yoyo_migration (migration_hash, migration_id) "
            "values ('1', '0018_operations'), ('2', '0011_floor_counts')"
        )
        assert found(await checks.migrations(transaction), Level.WRONG, "newer Sori", "9000_later")
    await database.close()


async def test_a_clock_that_is_wrong_is_found(database: Database) -> None:
    async with database.reading() as transaction:
        assert found(await checks.clock(transaction), Level.GOOD)
        late = datetime.now(UTC) + timedelta(seconds=30)
        assert found(await checks.clock(transaction, late), Level.WRONG, "behind", "set-ntp")
        early = datetime.now(UTC) - timedelta(seconds=3)
        assert found(await checks.clock(transaction, early), Level.ODD, "ahead")


async def test_a_missing_extension_is_found(database: Database) -> None:
    async with database.reading() as transaction:
        assert found(await checks.extensions(transaction), Level.GOOD)
        assert found(await checks.extensions(transaction, ["telepathy"]), Level.ODD, "telepathy")
        assert found(await checks.version(transaction), Level.GOOD, "PostgreSQL 18")


async def test_a_server_that_may_log_what_people_write_is_found(database: Database) -> None:
    async with database.transaction() as transaction:
        assert found(await checks.server_log(transaction), Level.GOOD)
        await transaction.execute("set local log_parameter_max_length_on_error = 0")
        assert found(await checks.connections(transaction), Level.GOOD)


async def test_a_centre_that_nobody_leads_is_found(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("delete from heartbeat")
        assert found(await checks.leader(transaction, WEDNESDAY_10), Level.WRONG, "at all")
        await beat(transaction, "router", 1, WEDNESDAY_10)
        assert found(await checks.leader(transaction, WEDNESDAY_10 + timedelta(seconds=2)), Level.GOOD)
        later = WEDNESDAY_10 + timedelta(minutes=2)
        assert found(await checks.leader(transaction, later), Level.WRONG, "2026-03-04 01:00:00")


async def test_a_search_that_does_not_answer_is_found(database: Database) -> None:
    async with database.transaction() as transaction:
        assert (await checks.search(transaction, WEDNESDAY_10)).level is Level.ODD
        await beat(transaction, "search", 5.0, WEDNESDAY_10)
        assert (await checks.search(transaction, WEDNESDAY_10)).level is Level.GOOD
        assert (await checks.search(transaction, WEDNESDAY_10 + timedelta(minutes=1))).level is Level.ODD


async def test_rounds_that_are_late_or_fail_are_found(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("delete from heartbeat")
        assert found(await checks.rounds(transaction, ROUNDS, WEDNESDAY_10), Level.WRONG, "alerts (never)")
        for one in ROUNDS:
            await beat(transaction, f"round:{one.name}", 5, WEDNESDAY_10)
        assert found(await checks.rounds(transaction, ROUNDS, WEDNESDAY_10), Level.GOOD)
        await failed(transaction, "round:breaks", 5, WEDNESDAY_10)
        assert found(await checks.rounds(transaction, ROUNDS, WEDNESDAY_10), Level.WRONG, "breaks (failed 1 times")
        later = WEDNESDAY_10 + timedelta(hours=1)
        assert found(await checks.rounds(transaction, ROUNDS, later), Level.WRONG, "setup (last 2026-03-04")


async def test_a_backup_that_is_old_or_missing_is_found(database: Database) -> None:
    async with database.transaction() as transaction:
        assert found(await checks.backups(transaction, WEDNESDAY_10), Level.ODD, "none")
        await people.audit(transaction, WEDNESDAY_10, None, "backup.made", {})
        assert found(await checks.backups(transaction, WEDNESDAY_10 + timedelta(hours=3)), Level.GOOD)
        assert found(await checks.backups(transaction, WEDNESDAY_10 + timedelta(hours=30)), Level.ODD, "2026-03-04")


async def test_the_demos_password_in_a_centre_of_ones_own_is_found(database: Database) -> None:
    async with database.transaction() as transaction:
        assert found(await checks.demo_passwords(transaction, PASSWORD), Level.ODD, "demo city")
        await transaction.execute("update centre set demo = false")
        assert found(await checks.demo_passwords(transaction, PASSWORD), Level.GOOD)
        city = City(("시험시", "Test City"), "Asia/Seoul")
        await people.set_password(transaction, None, "administrator", PASSWORD, city, WEDNESDAY_10, must_change=False)
        assert found(await checks.demo_passwords(transaction, PASSWORD), Level.WRONG, "administrator", "/admin")


async def test_a_database_without_a_centre_is_told(empty_url: str) -> None:
    findings = await service.of_database(empty_url, ROUNDS, PASSWORD, running=False)
    assert found(findings[-1], Level.ODD, "sori init")


def doctor(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sori.cli", "doctor", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_that_cannot_be_reached_is_told_in_one_line_and_by_the_exit_status(tmp_path: Path) -> None:
    said = doctor({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SORI_STATE": str(tmp_path)})
    assert said.returncode == 1
    line = next(line for line in said.stdout.splitlines() if " database: " in line)
    assert line.startswith("✗ database: cannot be reached")
    assert "→" in line


def test_programs_are_told_as_json(tmp_path: Path) -> None:
    said = doctor({"SORI_STATE": str(tmp_path / "none"), "SORI_SECURE_COOKIES": "1"}, "--json", "--port", "0")
    findings = msgspec.json.decode(said.stdout, type=list[Finding])
    assert {finding.check for finding in findings} >= {"python", "disk", "database", "port"}
    assert said.returncode == int(any(finding.level is Level.WRONG for finding in findings))


@pytest.mark.slow
async def test_a_running_centre_is_well(running_centre: RunningCentre) -> None:
    async def all_have_told() -> bool:
        # Beside the rounds the leading router and the search tell that they live.
        told = await rows(running_centre.database_url, "select count(*) from heartbeat")
        return told == [(len(ROUNDS) + 2,)]

    await until(all_have_told, 120)
    port = running_centre.url.rsplit(":", 1)[-1]
    said = doctor({"SORI_STATE": str(running_centre.state.path)}, "--port", port)
    assert said.returncode == 0, said.stdout
    assert "✓ routing: a leader is at work" in said.stdout
    assert f"✓ worker: makes its {len(ROUNDS)} rounds" in said.stdout
