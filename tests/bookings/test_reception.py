"""Staff look at bookings, call them off, take times off; services come in from files."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_model import COURT

from factories import Clock, answer, problem, rows
from running import People
from sori.bookings import service
from sori.bookings.row import SERVICE, ReadService, read, service_of
from sori.bookings.service import Wanted
from sori.knowledge.importing import Row
from sori.platform.database import Database
from sori.platform.translation import Language, translated

FILE = """코드,서비스명,분류,장소,자치구,담당 부서,이용료,정원,예약 최대 인원,요일,시각,분,시작일,종료일
court-1,중앙공원 테니스장,체육,한빛구,한빛구,체육진흥과,"5,000원",4,4,월수금,"10:00, 14:30",120,2026-03-01,2026-12-31
room-1,구민회관 회의실,공간,한빛구 구민회관,한빛구,총무과,무료,20,,평일,9:00;13:00,120,2026.3.1,2026.12.31
room-2,구민회관 강당,강당,한빛구 구민회관,한빛구,총무과,무료,많이,30,맨날,오전,120,2026-12-31,2026-01-01
court-1,둘째 테니스장,체육,한빛구 중앙공원,한빛구,체육진흥과,0,4,5,매일,10:00,120,2026-03-01,2026-12-31
"""


@pytest.fixture
async def court(database: Database, clock: Clock) -> int:
    today = clock().date()
    every_day = replace(COURT, weekdays=frozenset(range(7)), first_day=today, last_day=today + timedelta(days=30))
    async with database.transaction() as transaction:
        await service.offer_services(transaction, [every_day], clock())
        (found,) = await service.found(transaction, "테니스장", clock(), 5)
    return found.id


async def booked(database: Database, clock: Clock, court: int, days: int, people: int) -> int:
    async with database.transaction() as transaction:
        offer = (await service.offers_of(transaction, [court], clock()))[court]
        at = next(one.starts_at for one in offer.openings if one.starts_at > clock() + timedelta(days=days, hours=-1))
        who = await transaction.value(int, "insert into citizen (created_at) values (%s) returning id", (clock(),))
        return (await service.book(transaction, who or 0, Wanted(court, at, people, uuid4()), clock())).id


async def states(database_url: str) -> list[tuple[Any, ...]]:
    return await rows(database_url, "select id, state from booking order by id")


async def test_a_counsellor_finds_a_booking_by_its_number_and_calls_it_off_with_a_reason(
    people: People, database: Database, clock: Clock, court: int, database_url: str
) -> None:
    first, second = [await booked(database, clock, court, 1, 3) for _ in range(2)]
    counsellor = await people.staff("anna")
    place = await counsellor.read("/api/bookings", number=first)
    assert place["bookable_id"] == court
    shown = await counsellor.read(f"/api/bookables/{court}", day=place["day"])
    (time, _) = shown["times"]
    assert [(one["id"], one["people"], one["state"]) for one in time["bookings"]] == [
        (first, 3, "booked"),
        (second, 3, "waiting"),
    ]
    assert (time["booked"], time["waiting"], time["off_because"]) == (3, 3, None)
    assert {"day": place["day"], "booked": 3, "waiting": 3} in shown["days"]
    assert shown["day"] == (await counsellor.read(f"/api/bookables/{court}"))["day"]  # the first day with a booking

    path = f"/api/bookings/{first}/call-off"
    assert problem(await counsellor.post(path, json={"because": " \n"})) == (422, "booking_reason_missing")
    assert problem(await counsellor.post(path, json={"because": "a" * 201})) == (422, "text_too_long")
    for _ in range(2):  # pressing twice changes nothing
        assert (await counsellor.post(path, json={"because": "시민이 전화로\n취소"})).status_code == 204
    assert await states(database_url) == [(first, "cancelled"), (second, "booked")]
    (line, _) = (await counsellor.read(f"/api/bookables/{court}", day=place["day"]))["times"][0]["bookings"]
    assert line["called_off_because"] == "시민이 전화로 취소"
    assert problem(await counsellor.get("/api/bookings", params={"number": 999_999})) == (422, "no_booking")
    assert (await counsellor.post("/api/bookings/999999/call-off", json={"because": "x"})).status_code == 404
    audited = await rows(database_url, "select action, about, detail from audit where action = 'booking.called_off'")
    assert audited[0] == ("booking.called_off", {"booking": first}, {"because": "시민이 전화로 취소"})


async def test_a_time_that_is_off_ends_its_bookings_and_cannot_be_booked_until_it_is_on_again(
    people: People, database: Database, clock: Clock, court: int, database_url: str
) -> None:
    first, waits, other = [await booked(database, clock, court, days, 3) for days in (1, 1, 2)]
    leader = await people.staff("team_leader")
    [line] = (await leader.read("/api/bookables"))["items"]
    assert (line["booked"], line["waiting"], line["code"]) == (6, 3, COURT.code)
    shown = await leader.read(f"/api/bookables/{court}")
    off = {"starts_at": shown["times"][0]["starts_at"], "because": "폭우로 이용할 수 없음"}
    path = f"/api/bookables/{court}/times-off"
    counsellor = await people.staff("anna")
    assert (await counsellor.post(path, json=off)).status_code == 403
    assert answer(await leader.post(path, json=off)) == {"count": 2}
    assert answer(await leader.post(path, json=off)) == {"count": 0}
    assert await states(database_url) == [(first, "cancelled"), (waits, "cancelled"), (other, "booked")]
    assert (await leader.read(f"/api/bookables/{court}", day=shown["day"]))["times"][0]["off_because"] == off["because"]

    async def openings() -> set[str]:
        async with database.reading() as transaction:
            offer = (await service.offers_of(transaction, [court], clock()))[court]
        return {one.starts_at.isoformat().replace("+00:00", "Z") for one in offer.openings}

    before = len(await openings())
    nobody = f"/api/bookables/{court}/times-on"
    assert (await leader.post(nobody, json={"starts_at": off["starts_at"]})).status_code == 204
    assert len(await openings()) == before + 1
    assert problem(await leader.post(nobody, json={"starts_at": off["starts_at"]})) == (409, "booking_time_not_off")
    wrong = {**off, "starts_at": "2026-03-05T01:07:00Z"}
    assert problem(await leader.post(path, json=wrong)) == (422, "booking_not_open")
    assert (await leader.post("/api/bookables/999999/times-off", json=off)).status_code == 404


async def test_a_service_that_nobody_has_booked_opens_with_the_first_day_on_which_it_takes_place(
    people: People, database: Database, clock: Clock
) -> None:
    tomorrow = (clock() + timedelta(days=1)).date()
    later = replace(COURT, weekdays=frozenset({tomorrow.weekday()}), first_day=tomorrow, last_day=tomorrow)
    async with database.transaction() as transaction:
        await service.offer_services(transaction, [later], clock())
        (found,) = await service.found(transaction, "테니스장", clock(), 5)
    shown = await (await people.staff("anna")).read(f"/api/bookables/{found.id}")
    assert (shown["day"], len(shown["times"])) == (tomorrow.isoformat(), 2)


async def test_a_service_is_withdrawn_and_offered_again_and_found_by_words(
    people: People, database: Database, clock: Clock, court: int
) -> None:
    leader = await people.staff("team_leader")
    assert (await leader.read("/api/bookables"))["items"] == []
    for words in ("한빛구 테니스", COURT.code.upper(), "중앙공원"):
        assert [one["id"] for one in (await leader.read("/api/bookables", words=words))["items"]] == [court]
    assert (await leader.read("/api/bookables", words="중앙공원 수영장%"))["items"] == []
    for offered in (False, False, True, True):
        assert (await leader.put(f"/api/bookables/{court}/offered", json={"offered": offered})).status_code == 204
        [line] = (await leader.read("/api/bookables", words="테니스장"))["items"]
        assert line["is_offered"] is offered
        async with database.reading() as transaction:
            assert bool(await service.offers_of(transaction, [court], clock())) is offered
    assert (await leader.put("/api/bookables/999999/offered", json={"offered": True})).status_code == 404


@pytest.mark.parametrize("login", ["officer", "planner", "knowledge_editor"])
async def test_who_has_nothing_to_do_with_bookings_sees_none(people: People, court: int, login: str) -> None:
    browser = await people.staff(login)
    for path in ("/api/bookables", f"/api/bookables/{court}", "/api/bookings?number=1"):
        assert (await browser.get(path)).status_code == 403


def test_rows_are_read_as_people_write_them_and_each_fault_is_named() -> None:
    court, room, hall, twin = [service_of(row) for row in read("services.csv", FILE.encode("cp949"))]
    assert isinstance(court, ReadService)
    assert isinstance(twin, ReadService) is False
    content = court.content
    assert (content.fee_won, content.weekdays, content.opens_days_before) == (5_000, frozenset({0, 2, 4}), 14)
    assert [one.isoformat("minutes") for one in content.times] == ["10:00", "14:30"]
    assert isinstance(room, ReadService)
    assert (room.content.fee_won, room.content.most_people, room.content.first_day.isoformat()) == (0, 20, "2026-03-01")
    assert not isinstance(hall, ReadService)
    assert {one.place for one in hall.wrong} == {"category", "capacity", "weekdays", "times", "last_day", "most_people"}


@given(
    values=st.dictionaries(
        st.sampled_from([*SERVICE.fields, "?"]),
        st.one_of(st.text(max_size=12), st.integers(-5, 9_999), st.floats(), st.dates(), st.times(), st.none()),
    )
)
def test_whatever_a_row_holds_it_is_a_sound_service_or_its_faults_have_texts(values: dict[str, Any]) -> None:
    told = service_of(Row(2, values))
    if isinstance(told, ReadService):
        assert told.content.faults() == []
        return
    assert told.wrong
    for wrong in told.wrong:
        assert translated(Language.KO, f"problem.{wrong.code}", **wrong.values)


@pytest.mark.usefixtures("people")
def test_a_file_is_brought_in_by_command_and_what_was_wrong_lies_beside_it(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    file.write_text(FILE, "utf-8")

    def sori() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sori.cli", "import", "bookables", str(file), "--as", "administrator"],
            env={**os.environ, "DATABASE_URL": database_url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    ran = sori()
    assert ran.returncode == 1, ran.stderr
    assert "2 added, 0 changed, 0 as before" in ran.stdout
    assert f"{file}:4: capacity: " in ran.stderr
    assert f"{file}:5: most_people: " in ran.stderr
    assert (
        (tmp_path / "services.set-aside.csv")
        .read_text("utf-8-sig")
        .splitlines()[0]
        .startswith("line,field,reason,code")
    )
    assert "0 added, 0 changed, 2 as before" in sori().stdout
