"""Statistics by the service and the API: a day counted by hand, and who sees what."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from importing import bring_in, written

from factories import Browser, Clock, Leader, problem, rows
from running import People
from sori.people.model import Role
from sori.platform.database import Database
from sori.reports.export import Sheet, exported
from sori.reports.model import STATISTICS_ROLES, Ended, FileFormat, Filters
from sori.reports.service import tables

DAY = {"from": "2026-03-04", "to": "2026-03-04"}


async def table(browser: Browser, by: str, **filters: Any) -> Any:
    return await browser.read("/api/stats/table", by=by, **(DAY | filters))


def figures(told: Any, key: str) -> Any:
    return next(row["figures"] for row in told["rows"] if row["key"] == key)


async def test_a_day_is_counted_by_channel_queue_counsellor_topic_and_hour(
    people: People, leader: Leader, clock: Clock
) -> None:
    anna = await people.counsellor("anna")
    first, second, third = people.citizen(), people.citizen(), people.citizen()
    await first.opens("3")
    await second.opens("2")
    clock.passes(10)
    offers = {offer.contact_id for offer in await leader.steps()}
    assert len(offers) == 2
    for contact_id in sorted(offers):
        await anna.takes(contact_id)
    await third.opens("3")
    clock.passes(50)
    await third.leaves()
    for contact_id in sorted(offers):
        await anna.ends(contact_id)
        clock.passes(10)
        await anna.wraps_up(contact_id)

    manager = await people.staff("manager")
    by_channel = await table(manager, "channel")
    assert by_channel["unit"] == "contacts"
    web = figures(by_channel, "web")
    assert (web["inbound"], web["answered"], web["abandoned"], web["answer_rate_pct"]) == (3, 2, 1, 66.7)
    assert web["wait"]["mean_s"] == 10.0
    assert abs(web["wait"]["p50_s"] - 10) <= 0.1
    assert web["handling"]["count"] == 2
    assert web["handling"]["mean_s"] == 65.0
    assert by_channel["total"] == web
    by_queue = await table(manager, "queue")
    assert [row["figures"]["inbound"] for row in by_queue["rows"]] == [2, 1]
    by_counsellor = await table(manager, "counsellor")
    assert figures(by_counsellor, str(anna.id))["answered"] == 2
    assert figures(by_counsellor, "none")["abandoned"] == 1
    by_topic = await table(manager, "topic")
    assert [(row["level"], row["figures"]["inbound"]) for row in by_topic["rows"]] == [(1, 2), (2, 2), (3, 2), (1, 1)]
    assert by_topic["total"]["inbound"] == 3
    assert [row["key"] for row in (await table(manager, "hour"))["rows"]] == ["10"]
    assert [row["key"] for row in (await table(manager, "day_hour"))["rows"]] == ["2026-03-04T10"]
    assert [row["key"] for row in (await table(manager, "month"))["rows"]] == ["2026-03"]

    records = await manager.read("/api/stats/contacts", figure="answered", **DAY)
    assert {record["contact_id"] for record in records["items"]} == offers
    assert not any(record["may_open"] for record in records["items"])
    for file_format in ("csv", "xlsx"):
        response = await manager.get("/api/stats/table/file", params={"by": "day", "format": file_format, **DAY})
        assert response.status_code == 200, response.text
    assert await manager.read("/api/stats/periods") == {"channels": [], "answers": [], "shares": [], "suggestions": []}
    assert (await manager.get("/api/stats/periods/channels/file")).status_code == 200
    assert (await manager.read("/api/stats/choices"))["first_day"] == "2026-03-04"
    assert await manager.read("/api/stats/imports") == []


async def test_a_contact_passed_on_is_one_contact_and_two_stays(people: People, leader: Leader, clock: Clock) -> None:
    anna, bora = await people.counsellor("anna"), await people.counsellor("bora", available=False)
    citizen = people.citizen()
    await citizen.opens("3")
    (offer,) = await leader.steps()
    await anna.takes(offer.contact_id)
    clock.passes(100)
    await anna.passes(offer.contact_id, queue_id=await queue_id(people, "water"))
    await anna.goes("offline")
    await bora.goes("available")
    clock.passes(20)
    await leader.steps()
    await bora.takes(offer.contact_id)
    manager = await people.staff("manager")
    assert (await table(manager, "channel"))["total"]["inbound"] == 1
    by_queue = await table(manager, "queue")
    assert by_queue["unit"] == "stays"
    assert [(row["figures"]["inbound"], row["figures"]["answered"]) for row in by_queue["rows"]] == [(1, 1), (1, 1)]
    assert [row["figures"]["wait"]["mean_s"] for row in by_queue["rows"]] == [0.0, 20.0]
    by_counsellor = await table(manager, "counsellor")
    # What Anna did is over; Bora still talks.
    assert figures(by_counsellor, str(anna.id))["handling"]["mean_s"] == 100.0
    assert figures(by_counsellor, str(bora.id))["handling"] is None
    stays = await manager.read("/api/stats/contacts", figure="answered", by="queue", **DAY)
    assert [record["contact_id"] for record in stays["items"]] == [offer.contact_id] * 2
    contacts = await manager.read("/api/stats/contacts", figure="answered", by="channel", **DAY)
    assert len(contacts["items"]) == 1


async def queue_id(people: People, code: str) -> int:
    browser = await people.staff("manager")
    return next(int(queue["id"]) for queue in await browser.read("/api/queues") if queue["code"] == code)


async def test_a_day_is_the_citys(people: People, clock: Clock) -> None:
    clock.moment = datetime(2026, 3, 3, 14, 59, tzinfo=UTC)
    await people.citizen().opens("3")
    clock.passes(60)
    await people.citizen().opens("3")
    manager = await people.staff("manager")
    by_day = await table(manager, "day", **{"from": "2026-03-01"})
    assert [(row["key"], row["figures"]["inbound"]) for row in by_day["rows"]] == [("2026-03-03", 1), ("2026-03-04", 1)]
    assert by_day["total"]["inbound_daily_mean"] == 0.5
    assert (await table(manager, "hour", hour=[0]))["total"]["inbound"] == 1


async def test_every_record_is_on_exactly_one_page_newest_first(
    database: Database, people: People, tmp_path: Path
) -> None:
    lines = [f"2025-06-{1 + number % 28:02} 10:{number // 28:02},phone,general,answered,5,9" for number in range(120)]
    await bring_in(
        database, written(tmp_path, "a.csv", "opened,channel,queue,outcome,wait,handling\n" + "\n".join(lines))
    )
    analyst = await people.staff("analyst")
    seen: list[Any] = []
    after: dict[str, str] = {}
    for _ in range(10):
        page = await analyst.read(
            "/api/stats/contacts", figure="answered", **{"from": "2025-06-01", "to": "2025-06-30"}, **after
        )
        seen += page["items"]
        if page["next_after"] is None:
            break
        after = {"after": page["next_after"]}
    assert len(seen) == 120
    assert sorted(record["origin"]["line"] for record in seen) == list(range(2, 122))
    moments = [record["opened_at"] for record in seen]
    assert moments == sorted(moments, reverse=True)
    assert seen[0]["source"] == "import"
    assert (seen[0]["origin"]["file"], seen[0]["wait_s"], seen[0]["handling_s"]) == ("a.csv", 5.0, 9.0)
    wrong = await analyst.get("/api/stats/contacts", params={"figure": "answered", **DAY, "after": "nonsense"})
    assert problem(wrong) == (422, "after_wrong")


async def test_looks_and_files_are_logged(people: People, database_url: str) -> None:
    planner = await people.staff("planner")
    await planner.read("/api/stats/contacts", figure="inbound", channel="web", **DAY)
    await planner.get("/api/stats/table/file", params={"by": "day", **DAY})
    logged = await rows(database_url, "select action, detail from audit where action like 'statistics.%%' order by id")
    assert [action for action, _ in logged] == ["statistics.looked_behind", "statistics.exported"]
    assert logged[0][1] == {"figure": "inbound", "from": "2026-03-04", "to": "2026-03-04", "channels": "web"}


ROUTES = {
    "/api/stats/table": {"by": "day", **DAY},
    "/api/stats/table/file": {"by": "day", **DAY},
    "/api/stats/contacts": {"figure": "inbound", **DAY},
    "/api/stats/choices": {},
    "/api/stats/periods": {},
    "/api/stats/periods/channels/file": {},
    "/api/stats/imports": {},
}


@pytest.mark.parametrize("role", list(Role))
async def test_statistics_are_for_those_who_lead_plan_and_analyse(people: People, role: Role) -> None:
    browser = await people.staff("anna" if role is Role.COUNSELLOR else role.value)
    for path, query in ROUTES.items():
        response = await browser.get(path, params=query)
        assert response.status_code == (200 if role in STATISTICS_ROLES else 403), path


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2026-03-05", "to": "2026-03-04"}, "days_wrong"),
        ({"from": "0001-01-01", "to": "9999-12-30"}, "days_wrong"),
        ({"by": "day_hour", "from": "2026-01-01", "to": "2026-03-04"}, "days_too_many_by_hour"),
        ({"hour": 24}, "hour_wrong"),
    ],
)
async def test_what_can_not_be_asked_is_refused_with_words(people: People, query: dict[str, Any], code: str) -> None:
    manager = await people.staff("manager")
    response = await manager.get("/api/stats/table", params={"by": "day", **DAY, **query})
    assert problem(response) == (422, code)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "9999-12-31", "to": "9999-12-31"},
        {"from": "0001-01-01", "to": "0001-01-01"},
        {"from": "1900-01-01", "to": "2199-12-31", "by": "day"},
        {"queue": 2**63},
        {"by": "x"},
    ],
)
async def test_the_ends_of_the_calendar_and_of_numbers_are_no_fault_of_ours(
    people: People, query: dict[str, Any]
) -> None:
    manager = await people.staff("manager")
    for path in ("/api/stats/table", "/api/stats/contacts", "/api/stats/table/file"):
        response = await manager.get(path, params={"by": "day", "figure": "inbound", **DAY, **query})
        assert response.status_code in (200, 400, 422), response.text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", " =1", "\t=1"])
def test_a_text_is_never_a_formula_in_a_spreadsheet(text: str) -> None:
    sheet = Sheet("a", text, ["name", "n"], [[text, -1]])
    csv = exported(sheet, FileFormat.CSV).content.decode("utf-8-sig")
    assert f"'{text},-1" in csv
    book = openpyxl.load_workbook(io.BytesIO(exported(sheet, FileFormat.XLSX).content))
    name, number = book.worksheets[0][2]
    assert (name.value, name.data_type, number.value) == (text, "s", -1)


async def test_a_table_as_a_file_is_the_table(people: People) -> None:
    await people.citizen().opens("3")
    manager = await people.staff("manager")
    query = {"by": "day", "language": "ko", **DAY}
    told = (await manager.get("/api/stats/table/file", params={**query, "format": "csv"})).content
    assert told.startswith(b"\xef\xbb\xbf")
    lines = told.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("일자,인입량,응대량,포기,진행 중,응대율(%)")
    assert lines[1].startswith("2026-03-04,1,0,0,1,,")
    assert lines[2].startswith("합계,1,")
    response = await manager.get("/api/stats/table/file", params={**query, "format": "xlsx"})
    assert 'filename="sori-day-2026-03-04-2026-03-04.xlsx"' in response.headers["content-disposition"]
    page = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert [cell.value for cell in page[2]][:3] == [datetime.fromisoformat("2026-03-04"), 1, 0]
    assert page.title == "일자"


async def test_totals_are_what_the_tables_say(people: People, clock: Clock) -> None:
    citizen = people.citizen()
    await citizen.opens("2")
    await people.citizen().opens("3")
    clock.passes(5)
    await citizen.leaves()
    day = date(2026, 3, 4)
    async with people.database.transaction() as transaction:
        told = await tables.totals(transaction, Filters(day, day), clock())
    assert told.by_channel == {"web": Ended(2, 0, 1)}
    assert told.by_queue == {"general": Ended(1, 0, 0), "water": Ended(1, 0, 1)}
