"""How long tables of statistics take over four million contacts, beside the same query on the first tables.

    .venv/bin/python -m bench tables                        four million
    .venv/bin/python bench/tables.py --contacts 400000      fewer
    .venv/bin/python bench/tables.py --no-raw               without the peer

A year of a city of 420 counsellors, 240 topics and the demo's queues in a PostgreSQL of its own: nine of ten
contacts are imported, the others live, those of today among them, some of which no round has followed yet. Each table
is asked through the API of one web process (no network between), the median of several; the peer is one SQL query over
the tables in which everything was written first, with exact percentiles, once. CPU is of this process and
PostgreSQL together, and does not count what else the machine does. Counts must be the same and percentiles near, or
the run fails.
"""

import argparse
import asyncio
import secrets
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
import psutil

from bench._centre import opened_session
from sori.demo import service as demo
from sori.platform import embedded
from sori.platform.database import Database, Transaction
from sori.platform.embedded import StateFolder
from sori.platform.migrations import migrate
from sori.platform.settings import ROOT, Settings
from sori.reports.model import Dimension, Filters, unit_of
from sori.reports.service import rollup, tables
from sori.reports.store.facts import FILTERED, LOCAL, raw
from sori.reports.store.tables import KEYS
from sori.server import create_app

NOW = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
YEAR = {"from": "2025-01-15", "to": "2026-01-15"}
ASKED: list[tuple[str, dict[str, Any]]] = [
    *((by.value, YEAR) for by in Dimension if by is not Dimension.DAY_HOUR),
    ("day_hour", {"from": "2025-12-16", "to": "2026-01-15"}),
    ("channel", {"from": "2025-03-01", "to": "2025-11-30"}),
    ("counsellor", {**YEAR, "channel": "phone"}),
    ("topic", {**YEAR, "queue": "first"}),
    ("queue", {**YEAR, "topic": "first"}),
    ("day", {**YEAR, "topic": "first"}),
    ("hour", {**YEAR, "queue": "first"}),
    ("hour", {**YEAR, "topic": "first"}),
    ("counsellor", {**YEAR, "topic": "first"}),
    ("counsellor", {**YEAR, "hour": [9, 10, 11]}),
    ("topic", {**YEAR, "counsellor": "first"}),
    ("hour", {**YEAR, "counsellor": "first"}),
    ("topic", {**YEAR, "hour": [9, 10]}),
    ("channel", {**YEAR, "queue": "first", "topic": "first", "hour": [9, 10]}),
    ("day", {**YEAR, "counsellor": "first", "hour": [9]}),
    ("day", {**YEAR, "topic": "first", "hour": [9, 10]}),
    ("day", {**YEAR, "queue": "first", "topic": "first", "counsellor": "first"}),
    ("channel", {"from": "2026-01-15", "to": "2026-01-15"}),
]
PEERS = 9
"""The peer answers the first of these; each takes it many seconds."""


async def fill(transaction: Transaction, contacts: int) -> None:
    """Makes the city and its year."""
    await demo.make(transaction, NOW - timedelta(days=400))
    for query in _CITY:
        await transaction.execute(query)
    imported = contacts * 9 // 10
    await transaction.execute(_IMPORTED, {"rows": imported, "start": datetime(2025, 1, 14, 15, tzinfo=UTC)})
    await transaction.execute(_LIVE, {"rows": contacts - imported, "now": NOW})
    for query in _LIVE_LIVES:
        await transaction.execute(query)


_CITY = [
    """insert into staff (login, display_name, password_hash, created_at)
       select 'c' || n, 'Counsellor ' || n, '', now() from generate_series(1, 420) n""",
    """insert into topic (parent_id, level, code, name)
       select null, 1, 'a' || n, '{"ko": "a", "en": "a"}' from generate_series(1, 10) n""",
    """insert into topic (parent_id, level, code, name)
       select (select id from topic where code = 'a' || n), 2, 'b' || n || '-' || m, '{"ko": "b", "en": "b"}'
       from generate_series(1, 10) n, generate_series(1, 4) m""",
    """insert into topic (parent_id, level, code, name)
       select id, 3, code || '-' || m, '{"ko": "c", "en": "c"}'
       from topic, generate_series(1, 6) m where level = 2 and code like 'b%%'""",
    "create temporary table third as select id, row_number() over (order by id) - 1 as n from topic where level = 3",
    "create temporary table person as select id, row_number() over (order by id) - 1 as n from staff"
    " where login ~ '^c[0-9]'",
    "create temporary table part as select id, row_number() over (order by id) - 1 as n from queue",
]
# A day's arrivals by a sine over its hours; topics and queues unevenly frequent; durations lognormal.
_CHANCES = """
    select n, random() as r1, power(random(), 2.5) as r2, power(random(), 2) as r3, random() as r4, random() as r5,
           exp(2.5 + 1.2 * (random() + random() + random() + random() - 2) * 1.73) as wait_s,
           exp(5.0 + 0.6 * (random() + random() + random() + random() - 2) * 1.73) as handling_s
    from generate_series(1, %(rows)s) n"""
_IMPORTED = f"""
    with made as (insert into import (file, sha256, kind, imported_at, rows, set_aside, first_day, last_day)
                  values ('year.parquet', '', 'contacts', now(), 0, 0, '2025-01-15', '2026-01-14') returning id),
    chance as ({_CHANCES})
    insert into imported_contact
    select made.id, chance.n, %(start)s + interval '365 days' * ((chance.n - 1) / %(rows)s::float8)
               - make_interval(secs => 0) + make_interval(hours => (8 * r1 * r4)::int),
           (array[1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 9])[1 + floor(r5 * 11)::int], case when r4 < 0.84 then 1 else 2 end,
           part.id, third.id, case when r4 < 0.84 then person.id else 0 end,
           (wait_s * 1000)::int, case when r4 < 0.84 then (handling_s * 1000)::int else -1 end
    from made, chance
         join part on part.n = floor(r2 * (select count(*) from part))
         join third on third.n = floor(r3 * 240) join person on person.n = floor(r1 * 420)"""
_LIVE = f"""
    with chance as ({_CHANCES}),
    someone as (insert into citizen (created_at) values (%(now)s) returning id)
    insert into contact (citizen_id, channel, medium, language, request_key, simulated, state, queue_id, waiting_since,
        counsellor_id, started_at, answered_at, ended_at, closed_at, topic_id, result)
    select someone.id, (array['web', 'web', 'phone', 'sms'])[1 + floor(r5 * 4)::int], 'chat', 'ko', gen_random_uuid(),
           true, case when r4 < 0.9 then 'closed' else 'abandoned' end, part.id, at,
           case when r4 < 0.9 then person.id end, at, case when r4 < 0.9 then at + make_interval(secs => wait_s) end,
           at + make_interval(secs => wait_s + handling_s), at + make_interval(secs => wait_s + handling_s + 20),
           case when r4 < 0.9 then third.id end, case when r4 < 0.9 then 'answered' end
    from someone, chance
         join part on part.n = floor(r2 * (select count(*) from part))
         join third on third.n = floor(r3 * 240) join person on person.n = floor(r1 * 420),
         lateral (select %(now)s - interval '20 days' * ((%(rows)s - chance.n) / %(rows)s::float8)
                         - interval '10 minutes' as at) at"""
_LIVE_LIVES = [
    """insert into queue_visit (contact_id, queue_id, entered_at, left_at, outcome, counsellor_id)
       select id, queue_id, started_at, coalesce(answered_at, ended_at),
              case when answered_at is null then 'abandoned' else 'answered' end, counsellor_id from contact""",
    """insert into handling (contact_id, counsellor_id, started_at, ended_at, wrapped_up_at)
       select id, counsellor_id, answered_at, ended_at, closed_at from contact where answered_at is not null""",
]


async def measure(url: str, contacts: int, *, with_raw: bool) -> None:
    database = Database(url, connections=4)
    await database.open()
    began = time.monotonic()
    async with database.transaction() as transaction:
        await fill(transaction, contacts)
    print(f"{contacts:,} contacts made in {time.monotonic() - began:.0f} s", flush=True)
    await _vacuum(database)
    began = time.monotonic()
    async with database.transaction() as transaction:
        await rollup.rebuild(transaction, NOW)
    print(f"facts and sums built in {time.monotonic() - began:.0f} s", flush=True)
    await _vacuum(database)
    await _touch(database)
    await _ask(database, url, with_raw=with_raw)
    await database.close()


async def _vacuum(database: Database) -> None:
    async with database.at_once() as transaction:
        await transaction.execute("vacuum analyze")


async def _touch(database: Database) -> None:
    """The fifty newest contacts: something has happened to them that no round has followed."""
    async with database.transaction() as transaction:
        await transaction.execute(
            """insert into event (at, kind, about)
               select now(), 'contact.closed', jsonb_build_object('contact', id)
               from contact order by started_at desc limit 50"""
        )


async def _ask(database: Database, url: str, *, with_raw: bool) -> None:
    app = create_app(Settings(url, "127.0.0.1", 0, secrets.token_hex(32), False, None), clock=lambda: NOW)
    slowest = 0.0
    async with app.lifespan():
        browser = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost", timeout=120)
        browser.cookies.set("sori_session", await _session(database))
        print(f"\n{'table':<14}{'asked':<82}{'rows':>6}{'API':>9}{'CPU':>10}{'first tables':>14}{'ratio':>7}")
        for number, (by, asked) in enumerate(ASKED):
            query = await _filled(database, asked)
            taken, told = [], {}
            cpu = _cpu_s()
            for _ in range(7):
                start = time.perf_counter()
                answer = await browser.get("/api/stats/table", params={"by": by, **query})
                taken.append(time.perf_counter() - start)
                answer.raise_for_status()
                told = answer.json()
            ours, cpu = median(taken), (_cpu_s() - cpu) / len(taken)
            slowest = max(slowest, ours)
            peer = await _peer(database, Dimension(by), query, told) if with_raw and number < PEERS else None
            compared = "" if peer is None else f"{peer:>12.2f} s{peer / ours:>7.0f}"
            shown = " ".join(f"{name}={value}" for name, value in query.items())
            print(
                f"{by:<14}{shown:<82}{len(told['rows']):>6}{1000 * ours:>6.0f} ms{1000 * cpu:>7.0f} ms{compared}",
                flush=True,
            )
        await browser.aclose()
    print(f"\nthe slowest: {1000 * slowest:.0f} ms (aimed at: 300)")


def _cpu_s() -> float:
    """CPU so far of this process and of PostgreSQL, its parallel workers that have ended included."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # it has just ended, and is counted with its parent
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


async def _session(database: Database) -> str:
    async with database.transaction() as transaction:
        manager = await transaction.value(int, "select min(staff_id) from staff_role where role = 'team_leader'")
        return await opened_session(transaction, manager or 0, NOW)


async def _filled(database: Database, asked: dict[str, Any]) -> dict[str, Any]:
    """The query with the ids of the most frequent queue, of a topic of the first level, of a counsellor."""
    first = {
        "queue": "select id from part where n = 0",
        "topic": "select id from topic where code = 'a1'",
        "counsellor": "select id from staff where login = 'c7'",
    } | {"queue": "select queue_id from imported_contact group by 1 order by count(*) desc limit 1"}
    found = dict(asked)
    async with database.reading() as transaction:
        for name, query in first.items():
            if found.get(name) == "first":
                found[name] = await transaction.value(int, query)
    return found


async def _peer(database: Database, by: Dimension, query: dict[str, Any], told: Any) -> float:
    """The same from the first tables with exact percentiles; ends the run where it isn't the same."""
    filters = Filters(date.fromisoformat(query["from"]), date.fromisoformat(query["to"]))
    percentiles = "percentile_disc(array[0.5, 0.9, 0.95, 0.99]) within group (order by {} / 1e6)"
    async with database.transaction() as transaction:
        asked = await tables.asked(transaction, filters)
        start = time.perf_counter()
        rows = await (
            await transaction.connection.execute(
                f"select {KEYS[by]}, count(*), count(*) filter (where answered), count(*) filter (where abandoned),"  # type: ignore[arg-type]
                f" avg(wait_us), {percentiles.format('wait_us::float8')}, avg(handling_us),"
                f" {percentiles.format('handling_us::float8')} from (select *, {LOCAL} from"
                f" ({raw(unit_of(by, filters))}) fact) fact where {FILTERED} group by 1",
                asked.parameters() | {"sinces": [asked.since], "untils": [asked.until]},
            )
        ).fetchall()
        taken = time.perf_counter() - start
    if (
        sum(row[1] for row in rows) != told["total"]["inbound"]
        or sum(row[3] for row in rows) != told["total"]["abandoned"]
    ):
        raise SystemExit("NOT THE SAME COUNTS")
    if by is not Dimension.TOPIC:
        exact = sorted(tuple(row[5]) for row in rows if row[5])
        ours = sorted(
            tuple(row["figures"]["wait"][f"p{percent}_s"] for percent in (50, 90, 95, 99))
            for row in told["rows"]
            if row["figures"]["wait"]
        )
        worst = max(abs(one[0] - other[0]) / one[0] for one, other in zip(exact, ours, strict=True))
        if worst > 0.03:  # rows are matched by their order only, so that neighbours may be taken for each other
            raise SystemExit(f"PERCENTILES OFF BY {worst:.1%}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=4_000_000)
    parser.add_argument("--no-raw", action="store_true")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sori-bench-", dir="/var/tmp"))
    folder.chmod(0o711)
    try:
        state = StateFolder(folder / "state")
        with embedded.running(state) as url:
            migrate(url, ROOT / "migrations")
            asyncio.run(measure(url, chosen.contacts, with_raw=not chosen.no_raw))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
