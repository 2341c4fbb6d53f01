"""What is put into a centre's contacts is found again by `sori twin calibrate`, and a day agrees with its replays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec import to_builtins

from factories import Clock, Leader
from running import People
from sori.cli import main
from sori.routing import NONE
from sori.twin import engine, service
from sori.twin.run import play
from sori.twin.scenario import Scenario, convert, read

WEDNESDAYS = [date(2026, 2, 4) + timedelta(weeks=week) for week in range(5)]
PEOPLE = 15


def a_day(seed: int, **more: Any) -> Scenario:
    """Eight hours of two of the small centre's queues."""
    talk = {"mean_s": 180, "shape": "lognormal", "variation": 0.9}
    topic = {"talk": talk, "wrap_up": {"mean_s": 30, "shape": "gamma", "variation": 0.6}}
    patience = {"mean_s": 150, "shape": "weibull", "variation": 1.3}
    return convert(
        {
            "title": "a day",
            "from": "09:00",
            "to": "17:00",
            "interval_min": 60,
            "seed": seed,
            "queues": [{"name": name, "steps": [{"skill": name}]} for name in ("general", "water")],
            "topics": [
                {"name": "g", "queue": "general", "calls": [180, 220, 240, 200] * 2, "patience": patience, **topic},
                {"name": "w", "queue": "water", "calls": [50] * 8, "patience": {"mean_s": 90}, **topic},
            ],
            "people": [{"name": "all", "skills": {"general": 1, "water": 1}, "at_desk": [PEOPLE] * 8}],
            "accept": {"mean_s": 4, "shape": "gamma", "variation": 0.5},
            **more,
        }
    )


def store(url: str, day: date, scenario: Scenario) -> None:
    """Keep a played day as the centre keeps its contacts."""
    log = play(scenario, 0).log
    draws = play(scenario, 0).day.draws
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)  # 09:00 in Seoul

    def at(moment: Any) -> datetime:
        return begins + timedelta(microseconds=int(moment))

    with psycopg.connect(url) as connection:
        queues = dict(connection.execute("select code, id from queue").fetchall())
        ids = [id for (id,) in connection.execute("select id from staff where starts_with(login, 'twin') order by id")]
        number = connection.execute("select coalesce(max(id), 0) from contact").fetchone()[0]  # type: ignore[index]
        contacts, visits, offers, handlings = [], [], [], []
        for slot in range(log.shape[1] - 1):
            number += 1
            arrived, offered, answered, ended, freed, who = (
                log[row][slot]
                for row in (
                    engine.ARRIVED,
                    engine.OFFERED,
                    engine.ANSWERED,
                    engine.ENDED,
                    engine.FREED,
                    engine.WHO,
                )
            )
            queue = queues[("general", "water")[draws[engine.QUEUE][slot]]]
            came, left = at(arrived), at(answered if answered != NONE else ended)
            served = ids[who] if answered != NONE else None
            state = "closed" if served else "abandoned"
            contacts.append((number, state, queue, came, came, served, came, at(ended), at(ended)))
            visits.append((number, queue, came, left, "answered" if served else "abandoned", served))
            if served:
                offers.append((number, served, at(offered), at(offered), "accepted", left))
                handlings.append((number, served, left, at(ended), at(freed)))
        with connection.cursor() as cursor:
            for table, columns, rows in (
                (
                    "contact",
                    "id, state, queue_id, waiting_since, started_at, counsellor_id, answered_at, ended_at, closed_at",
                    contacts,
                ),
                ("queue_visit", "contact_id, queue_id, entered_at, left_at, outcome, counsellor_id", visits),
                ("offer", "contact_id, counsellor_id, offered_at, expires_at, outcome, settled_at", offers),
                ("handling", "contact_id, counsellor_id, started_at, ended_at, wrapped_up_at", handlings),
            ):
                cursor.execute(f"create temp table coming on commit drop as select {columns} from {table} limit 0")
                with cursor.copy(f"copy coming ({columns}) from stdin") as copy:
                    for row in rows:
                        copy.write_row(row)
                more = {
                    "contact": ("citizen_id, channel, medium, language, request_key", _CONTACT),
                    "offer": ("epoch", "1"),
                }.get(table)
                also, values = ("", "") if more is None else (f", {more[0]}", f", {more[1]}")
                system = "overriding system value" if table == "contact" else ""
                cursor.execute(
                    f"insert into {table} ({columns}{also}) {system} select {columns}{values} from coming"  # type: ignore[arg-type]
                )
                cursor.execute("drop table coming")
        at_desk = [(staff, at(0), at(8 * 3600 * 1_000_000)) for staff in ids]
        connection.cursor().executemany(
            "insert into duty_span (staff_id, duty, began_at, ended_at) values (%s, 'available', %s, %s)", at_desk
        )


_CONTACT = "(select min(id) from citizen), 'phone', 'call', 'ko', gen_random_uuid()"


@pytest.fixture
def weeks(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The small centre with people who serve both queues; `sori` works on it."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into citizen (created_at) values (%s)", (datetime(2026, 1, 1, tzinfo=UTC),))
        connection.execute(
            """with person as (
                   insert into staff (login, display_name, password_hash, takes_calls, created_at)
                   select 'twin' || lpad(number::text, 2, '0'), 'Twin', '-', true, '2026-01-01'
                   from generate_series(1, %s) number order by number returning id)
               insert into staff_skill (staff_id, skill_id, level)
               select person.id, skill.id, 1 from person, skill where code in ('general', 'water')""",
            (PEOPLE,),
        )
    return database_url


def calibrated(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    status = main(["twin", "calibrate", str(path), "--day", "2026-03-04", "--interval", "60", *more])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_what_is_put_in_is_found_again(weeks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed, day in enumerate(WEDNESDAYS):
        store(weeks, day, a_day(seed))
    path = tmp_path / "wednesday.toml"
    status, out, err = calibrated(path, capsys)
    assert status == 0, err
    found = read(path.read_text("utf-8"))
    topics = {topic.queue: topic for topic in found.topics}
    truth = a_day(0)
    general, water = topics["general (ko)"], topics["water (ko)"]
    assert sum(general.calls) == pytest.approx(sum(truth.topics[0].calls), rel=0.05)
    assert sum(water.calls) == pytest.approx(sum(truth.topics[1].calls), rel=0.1)
    assert general.calls[9:17] == pytest.approx(truth.topics[0].calls, rel=0.2)
    assert sum(general.calls[:9]) == 0
    for topic, patience in ((general, 150), (water, 90)):
        assert topic.talk.mean_s == pytest.approx(180, rel=0.06)
        assert topic.wrap_up.mean_s == pytest.approx(30, rel=0.06)
        assert topic.patience is not None
        assert topic.patience.mean_s == pytest.approx(patience, rel=0.25)
    assert general.talk.variation == pytest.approx(0.9, rel=0.1)
    assert general.patience.variation == pytest.approx(1.3, rel=0.25)
    assert found.accept.mean_s == pytest.approx(4, rel=0.05)
    [group] = found.people
    assert group.at_desk == [0] * 9 + [PEOPLE] * 8 + [0] * 7
    # The day is one of those that the scenario describes, so it lies among its replays.
    told = {line[:14].strip(): line for line in out.splitlines() if line[:14].strip()}
    for figure in ("answer rate", "in time", "mean wait", "occupancy"):
        assert "of 8 intervals inside" in told[figure]
        assert int(told[figure].removeprefix(figure).split()[0]) >= 6, told[figure]
    assert main(["twin", "run", str(path), "--replications", "1"]) == 0


def test_a_day_unlike_its_replays_lies_outside(weeks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed, day in enumerate(WEDNESDAYS[:-1]):
        store(weeks, day, a_day(seed))
    slow = {"name": "all", "skills": {"general": 1, "water": 1}, "at_desk": [PEOPLE] * 8, "pace": 1.3}
    store(weeks, WEDNESDAYS[-1], a_day(9, people=[slow]))
    status, out, _ = calibrated(tmp_path / "day.toml", capsys)
    assert status == 0
    [line] = [line for line in out.splitlines() if line.startswith("answer rate") and "outside" in line]
    assert "–" in line


def test_too_little_is_told_and_nothing_is_written(
    weeks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "day.toml"
    store(weeks, WEDNESDAYS[0], a_day(0))
    store(weeks, WEDNESDAYS[4], a_day(4))
    status, _, err = calibrated(path, capsys)
    assert (status, path.exists()) == (1, False)
    assert "1 days of the same weekday" in err
    assert "it takes 3" in err
    few = a_day(1).topics
    quiet = [few[0], few[1]]
    for seed, day in enumerate(WEDNESDAYS[1:4], 1):
        scenario = a_day(seed)
        rare = {"name": "w", "queue": "water", "calls": [1] * 8, "talk": {"mean_s": 180}, "patience": {"mean_s": 90}}
        store(weeks, day, convert({**to_builtins(scenario), "topics": [to_builtins(quiet[0]), rare]}))
    status, _, err = calibrated(path, capsys, "--weeks", "3")
    assert (status, path.exists()) == (1, False)
    assert "water (ko) · 전화: " in err
    assert "contacts that gave up; it takes 30" in err
    assert "general (ko)" not in err
    status, out, _ = calibrated(path, capsys, "--weeks", "3", "--pool")
    assert status == 0
    assert "of all queues together:" in out
    assert "of all queues together:" in path.read_text("utf-8")
    status, _, err = calibrated(path, capsys)
    assert (status, "is there already" in err) == (2, True)


async def test_a_contact_passed_on_came_once_and_talked_twice(people: People, leader: Leader, clock: Clock) -> None:
    anna, citizen = await people.counsellor("anna"), people.citizen()
    contact = (await citizen.opens("3"))["contact_id"]
    clock.passes(30)
    await leader.steps()
    clock.passes(5)
    await anna.takes(contact)
    clock.passes(100)
    queues = {queue["code"]: queue["id"] for queue in await anna.browser.read("/api/queues")}
    await anna.passes(contact, queue_id=queues["water"])
    await anna.goes("break")
    bora = await people.counsellor("bora")
    clock.passes(20)
    await leader.steps()
    await bora.takes(contact)
    clock.passes(50)
    await bora.ends(contact)
    clock.passes(15)
    await bora.wraps_up(contact)
    clock.passes(24 * 3600)
    async with people.database.reading() as transaction:
        past = await service.past(transaction, None, 8, clock())
    assert (past.day, past.days) == (date(2026, 3, 4), {})
    [one] = past.came
    assert (one.queue_id, one.medium, one.outcome, one.minute) == (queues["general"], "chat", "answered", 600)
    assert (one.waited_s, one.stayed_s, one.accept_s, one.talk_s) == (35, 35, 5, 100)
    assert (one.moved_to, one.again_after_s, one.again_s, one.wrap_up_s) == (queues["water"], 155, 50, 15)
    assert (one.gave_up, one.elsewhere) == (False, False)
    first, second = past.presence
    assert (first.since_minute, first.until_minute) == (600, pytest.approx(600 + 135 / 60))
    assert (second.skills, second.until_minute) == ({"general": 2, "water": 2}, 1440)


def test_a_day_that_is_not_over_is_not_replayed(weeks: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["twin", "calibrate", str(tmp_path / "day.toml"), "--day", "9999-01-01"])
    assert status == 1
    assert "9999-01-01 is not over yet" in capsys.readouterr().err
