"""How many contacts a second are imported from Parquet and CSV, all checked, beside peers that check nothing.

    .venv/bin/python -m bench import_contacts
    .venv/bin/python bench/import_contacts.py --rows 1000000

A million contacts (one in a thousand wrong) into a PostgreSQL of its own, durable. The peers load the same CSV: with
PostgreSQL's own COPY into a table of the same columns with the same indexes, nothing looked up and nothing checked; and
row by row with Python's csv and executemany, a tenth of it. Wall time counts what else the machine does; CPU, of this
process and of PostgreSQL together, doesn't.
"""

import argparse
import asyncio
import csv
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np
import psutil
import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sori.demo import service as demo
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.platform.migrations import migrate
from sori.platform.settings import ROOT
from sori.reports.service.imports import Order, bring_in

NOW = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
CHANNELS = ["phone", "sms", "chatbot", "web", "smart_report"]


def table(rows: int, queues: list[str], topics: list[str], people: list[str]) -> pa.Table:
    """A year's contacts, made up."""
    chance = np.random.default_rng(120)
    opened = np.datetime64("2025-01-14T15:00:00", "us") + (np.arange(rows) * (365 * 86_400_000_000 // rows)).astype(
        "timedelta64[us]"
    )
    opened = opened.astype("datetime64[s]")
    answered = chance.random(rows) < 0.85

    def named(names: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(chance.integers(0, len(names), rows), pa.int32()), names)

    wrong = chance.random(rows) < 0.001
    handling = np.round(chance.lognormal(5, 0.6, rows))
    channel = pa.array(np.where(wrong, "pigeon", np.array(CHANNELS)[chance.integers(0, len(CHANNELS), rows)]))
    return pa.table(
        {
            "opened": pa.array(opened, pa.timestamp("s")).cast(pa.timestamp("us")),
            "channel": channel.dictionary_encode(),
            "queue": named(queues),
            "topic": named(topics),
            "counsellor": named(people),
            "outcome": pa.array(np.where(answered, "answered", "abandoned")).dictionary_encode(),
            "wait": pa.array(np.round(chance.lognormal(2.5, 1.2, rows), 1)),
            "handling": pa.array(np.where(answered, handling, np.nan), from_pandas=True),
        }
    )


async def imported(url: str, path: Path) -> int:
    database = Database(url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        report = await bring_in(transaction, Order(path, again=True), NOW)
    await database.close()
    return report.rows + report.set_aside


def copied(url: str, path: Path) -> int:
    """PostgreSQL's COPY, with the columns as they come."""
    with psycopg.connect(url) as connection:
        connection.execute(_PEER)
        with (
            path.open("rb") as file,
            connection.cursor().copy("copy peer (opened, channel, queue, topic, counsellor, outcome, wait, handling)"
                                     " from stdin (format csv, header)") as copy,
        ):  # fmt: skip
            while block := file.read(1 << 20):
                copy.write(block)
        counted = connection.execute("select count(*) from peer").fetchone()
    assert counted is not None
    return int(counted[0])


def row_by_row(url: str, path: Path, most: int) -> int:
    """Python's csv and executemany."""
    with psycopg.connect(url) as connection, path.open(newline="") as file:
        connection.execute(_PEER)
        rows = [[value or None for value in row] for row, _ in zip(csv.reader(file), range(most + 1), strict=False)][1:]
        connection.cursor().executemany(
            "insert into peer (opened, channel, queue, topic, counsellor, outcome, wait, handling)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
    return len(rows)


_PEER = """
    drop table if exists peer;
    create table peer (line bigint generated always as identity primary key, opened timestamp, channel text, queue text,
        topic text, counsellor text, outcome text, wait real, handling real);
    create index on peer (opened)"""


def timed(name: str, work: Callable[[], int]) -> float:
    """Runs one way in and tells how fast it was; gives rows a second."""
    before, began = _cpu_s(), time.perf_counter()
    rows = work()
    taken, cpu = time.perf_counter() - began, _cpu_s() - before
    print(f"{name:<46}{rows:>10,} rows{taken:>8.2f} s{rows / taken:>12,.0f} a second{rows / cpu:>12,.0f} a CPU second")
    return rows / cpu


def _cpu_s() -> float:
    """CPU of this process and of all below it, PostgreSQL's sessions that are over included."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # a session that has just ended is counted with its parent
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sori-bench-", dir="/var/tmp"))
    folder.chmod(0o711)
    try:
        with embedded.running(StateFolder(folder / "state")) as url:
            migrate(url, ROOT / "migrations")
            asyncio.run(_make(url))
            _measure(url, folder, chosen.rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _make(url: str) -> None:
    database = Database(url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await demo.make(transaction, NOW - timedelta(days=400))
    await database.close()


def _measure(url: str, folder: Path, rows: int) -> None:
    with psycopg.connect(url) as connection:

        def codes(query: str) -> list[str]:
            return [row[0] for row in connection.execute(query).fetchall()]

        queues, topics = codes("select code from queue"), codes("select code from topic where level = 3")
        people = codes("select login from staff")
    made = table(rows, queues, topics, random.Random(120).sample(people, min(30, len(people))))
    parquet, plain = folder / "year.parquet", folder / "year.csv"
    pyarrow.parquet.write_table(made, parquet)
    pyarrow.csv.write_csv(made, plain)
    print(f"{parquet.stat().st_size / 1e6:.0f} MB of Parquet, {plain.stat().st_size / 1e6:.0f} MB of CSV")
    ours = timed("sori import, Parquet, all checked", lambda: asyncio.run(imported(url, parquet)))
    ours_csv = timed("sori import, CSV, all checked", lambda: asyncio.run(imported(url, plain)))
    peer = timed("PostgreSQL's COPY of the CSV, nothing checked", lambda: copied(url, plain))
    slow = timed("csv and executemany, nothing checked", lambda: row_by_row(url, plain, rows // 10))
    print(f"by CPU, COPY = 1: Parquet {ours / peer:.2f}, CSV {ours_csv / peer:.2f}, executemany {slow / peer:.2f}")


if __name__ == "__main__":
    main()
