"""The audit log: nobody edits it; administrators read it, and that is in it, too."""

import csv
import io
import re

import psycopg
import pytest

from factories import PASSWORD, Clock, Leader, answer, problem, rows
from running import People
from sori.people.audit import Entry, action_text, row
from sori.people.service import audit
from sori.people.store.audit import delete_audit_before
from sori.platform.database import Database
from sori.platform.settings import ROOT
from sori.platform.translation import Language


@pytest.mark.parametrize("statement", ["update audit set action = 'x'", "delete from audit", "truncate audit"])
async def test_nobody_edits_or_empties_it(people: People, database_url: str, statement: str) -> None:
    await people.browser().do("/api/session", login="anna", password=PASSWORD)
    before = await rows(database_url, "select * from audit")
    assert before
    with pytest.raises(psycopg.errors.RestrictViolation, match="appended, never edited"):
        await rows(database_url, statement)
    assert await rows(database_url, "select * from audit") == before


async def test_retention_alone_deletes_and_only_while_it_does(database: Database, clock: Clock) -> None:
    async with database.transaction() as transaction:
        await audit(transaction, clock(), None, "setup.applied", {})
    later = clock.passes(3600)

    async def takes_more_than_it_may() -> None:
        async with database.transaction() as transaction:
            assert await delete_audit_before(transaction, later, 10) == 1
            await audit(transaction, clock(), None, "setup.applied", {})
            await transaction.execute("delete from audit")

    with pytest.raises(psycopg.errors.RestrictViolation):
        await takes_more_than_it_may()
    async with database.transaction() as transaction:
        assert await delete_audit_before(transaction, later, 10) == 1


async def test_who_did_what_about_whom_is_found_by_person_action_day_and_contact(
    people: People, leader: Leader, clock: Clock, database_url: str
) -> None:
    anna = await people.counsellor("anna")
    citizen = people.citizen()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    await anna.browser.read(f"/api/contacts/{contact}")
    watcher = await people.staff("team_leader")
    await watcher.read(f"/api/contacts/{contact}/messages")
    clock.passes(24 * 3600)
    administrator = await people.staff("administrator")
    await administrator.do("/api/session", login="administrator", password=PASSWORD)
    answer(await administrator.put("/api/staff/anna/identity", json={"email": "anna@city.example"}))

    async def found(**sought: object) -> list[tuple[str | None, str]]:
        items = (await administrator.read("/api/audit", **sought))["items"]
        return [(item["by_login"], item["action"]) for item in items if not item["action"].startswith("audit.")]

    looks = [("team_leader", "contact.read"), ("anna", "contact.looked_at")]
    today = [("administrator", "identity.changed"), ("administrator", "session.opened")]
    assert await found() == today + looks
    assert await found(contact=contact) == looks
    ((citizen_id,),) = await rows(database_url, "select citizen_id from contact")
    assert await found(citizen=citizen_id) == looks
    assert await found(citizen=citizen_id + 1) == []
    assert await found(person="anna") == [today[0], looks[1]]  # about her, and by her
    assert await found(action="contact.read") == looks[:1]
    assert await found(day="2026-03-05") == today
    assert await found(day="2026-03-04") == looks
    assert await found(day="2026-03-04", person="team_leader") == looks[:1]
    page = await administrator.read("/api/audit", action="identity.changed")
    (changed,) = page["items"]
    assert changed["text"] == "Single sign-on address changed"
    assert changed["names"] == {"staff": "Anna"}
    assert changed["detail"]["before"] == {"email": None, "linked": False}
    assert changed["detail"]["after"] == {"email": "anna@city.example", "linked": False}
    assert (await administrator.get("/api/audit", params={"day": "yesterday"})).status_code == 400


async def test_looking_is_written_down_with_what_was_looked_for(people: People, database_url: str) -> None:
    administrator = await people.staff("administrator")
    await administrator.read("/api/audit", person="anna", day="2026-03-04")
    await administrator.get("/api/audit/export", params={"language": "ko", "action": "x"})
    assert await rows(database_url, "select action, detail from audit order by id") == [
        ("audit.looked", {"person": "anna", "day": "2026-03-04"}),
        ("audit.exported", {"action": "x"}),
    ]
    actions = await administrator.read("/api/audit/actions")
    assert [one["action"] for one in actions] == ["audit.exported", "audit.looked"]
    assert problem(await (await people.staff("team_leader")).get("/api/audit")) == (403, "not_allowed")


async def test_all_pages_together_are_the_whole_log_though_it_grows_meanwhile(
    people: People, database_url: str
) -> None:
    await rows(
        database_url,
        "insert into audit (at, action, about) select now(), 'test.' || n, '{}' from generate_series(1, 175) as n",
    )
    administrator = await people.staff("administrator")
    seen: list[str] = []
    before = None
    while True:
        page = await administrator.read("/api/audit", **({} if before is None else {"before": before}))
        seen += [item["action"] for item in page["items"]]
        before = page["before"]
        if before is None:
            break
    assert [action for action in seen if action.startswith("test.")] == [f"test.{n}" for n in range(175, 0, -1)]


async def test_as_csv_it_is_whole_in_the_citys_time_and_harmless_to_spreadsheets(
    people: People, database_url: str
) -> None:
    await rows(
        database_url,
        """insert into audit (at, action, staff_id, about) select '2026-03-04T15:30:00Z', 'session.opened', id,
               jsonb_build_object('staff', id) from staff, generate_series(1, 1200) where login = 'anna'""",
    )
    await rows(database_url, "update staff set display_name = '=1+1' where login = 'anna'")
    administrator = await people.staff("administrator")
    answer_ = await administrator.get("/api/audit/export", params={"language": "ko", "person": "anna"})
    assert answer_.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer_.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer_.content.decode("utf-8-sig"))))
    assert len(lines) == 1200
    assert lines[0]["at"] == "2026-03-05T00:30:00+09:00"
    assert lines[0]["name"] == "'=1+1"
    assert lines[0]["what"] == "로그인"
    assert re.fullmatch(r"staff \d+ \(=1\+1\)", lines[0]["about"])


def test_every_action_in_the_code_has_a_name_in_both_languages() -> None:
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        source = path.read_text("utf-8")
        found |= set(re.findall(r'audit\(\s*[^"]*?"([a-z_]+\.[a-z_]+)"', source))
        found |= set(re.findall(r'log_look\([^"]*?"([a-z_]+\.[a-z_]+)"', source))
    found |= {f"setup.{state}" for state in ("scheduled", "applied", "failed")}
    found |= {"contact.taken_over", "contact.returned", "import.made", "import.undone"}
    assert len(found) > 30
    for language in Language:
        assert {action for action in found if action_text(action, language) == action} == set(), language


def test_an_action_that_is_not_known_keeps_its_own_name(clock: Clock) -> None:
    entry = Entry(1, clock(), None, None, "later.version", {"case": 7}, {}, {})
    assert row(entry, "Asia/Seoul", Language.EN)[4:7] == ("later.version", "later.version", "case 7")


async def test_it_is_read_by_its_indexes(database: Database, anna_log: int) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("analyze audit")
        plan = "\n".join(
            await transaction.values(
                str,
                "explain select * from audit where about ? 'contact' and (about ->> 'contact')::bigint = 77 "
                "order by id desc limit 50",
            )
        )
    assert "audit_about_contact" in plan
    assert anna_log == 20_000


@pytest.fixture
async def anna_log(database: Database) -> int:
    async with database.transaction() as transaction:
        return await transaction.execute(
            """insert into audit (at, action, about)
               select now(), 'contact.read', jsonb_build_object('contact', n) from generate_series(1, 20000) as n"""
        )
