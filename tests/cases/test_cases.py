"""Cases as they are kept and looked at, and their types from a file, against the real database."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from case_files import FORMS, Files, brings_in
from factories import Clock, problem, rows
from running import People
from sori.cases import service
from sori.operations import retention
from sori.people.service import departments
from sori.platform.problem import Problem
from sori.platform.settings import ROOT
from sori.platform.translation import Text

DAY = 24 * 3600


@pytest.fixture
async def files(people: People, clock: Clock) -> Files:
    done = await brings_in(people.database, clock())
    assert (done.added, done.rejected) == (2, [])
    return Files(people.database)


async def test_cases_are_numbered_through_the_citys_year(files: Files, clock: Clock, database_url: str) -> None:
    assert [await files.case(clock(), place="시청 앞") for _ in range(2)] == ["2026-000001", "2026-000002"]
    new_year = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # half past midnight in Seoul
    assert await files.case(new_year, place="시청 앞") == "2027-000001"
    kept = await rows(database_url, "select state, channel, public, language, type_name ->> 'en' from field_case")
    assert set(kept) == {("dispatched", "chatbot", True, "ko", "Illegal parking")}
    events = await rows(
        database_url, "select about ->> 'case', detail ->> 'type' from event where kind = 'case.received'"
    )
    assert len(events) == 3
    assert {type_ for _, type_ in events} == {"parking"}


async def test_a_case_keeps_its_questions_when_the_form_changes(files: Files, people: People, clock: Clock) -> None:
    await files.case(clock(), place="시청 앞", zone="횡단보도")
    changed = FORMS.replace("어떤 자리인가요?", "자리를 고르세요.").replace('ko = "불법 주정차"', 'ko = "주차"')
    assert (await brings_in(people.database, clock(), changed)).changed == 1
    anna = await people.staff("anna")
    [line] = (await anna.read("/api/cases"))["items"]
    case = await anna.read(f"/api/cases/{line['id']}")
    assert case["type_name"]["ko"] == "불법 주정차"
    assert [(one["ask"], one["kind"], one["value"]) for one in case["answers"]] == [
        ("어디인가요?", "place", "시청 앞"),
        ("어떤 자리인가요?", "choice", "횡단보도"),
        ("더 알릴 것이 있나요?", "text", None),
    ]


_IN_ONE_LANGUAGE = """
    update case_type set form = jsonb_set(form, '{questions}', (
        select jsonb_agg(question || jsonb_build_object(
                   'ask', question -> 'ask' -> 'ko', 'choices', jsonb_path_query_array(question, '$.choices[*].ko')))
        from jsonb_array_elements(form -> 'questions') as questions (question)))"""


async def test_forms_of_before_there_were_two_languages_are_asked_in_theirs(files: Files, people: People) -> None:
    async with people.database.transaction() as transaction:
        before = await service.offered(transaction)
        await transaction.execute(_IN_ONE_LANGUAGE)
        for _ in range(2):  # those that have two languages stay as they are
            await transaction.execute((ROOT / "migrations/0084_forms_in_two_languages.sql").read_text())
        assert await service.offered(transaction) == before


async def test_the_list_is_paged_and_filtered_by_type_and_number(files: Files, people: People, clock: Clock) -> None:
    for nth in range(55):
        await files.case(clock(), "bay" if nth % 5 == 0 else "parking", place=f"{nth}번지")
    anna = await people.staff("anna")
    first = await anna.read("/api/cases")
    assert [one["number"] for one in first["items"]][:2] == ["2026-000055", "2026-000054"]
    rest = await anna.read("/api/cases", before=first["next_before"])
    assert (len(first["items"]), len(rest["items"]), rest["next_before"]) == (50, 5, None)
    assert len((await anna.read("/api/cases", type="bay"))["items"]) == 11
    assert [one["number"] for one in (await anna.read("/api/cases", number="0051"))["items"]] == ["2026-000051"]
    assert (await anna.read("/api/cases", number="%"))["items"] == []
    types = await anna.read("/api/cases/types")
    assert {(one["code"], one["group"]["ko"], one["offered"]) for one in types} == {
        ("parking", "주정차", True),
        ("bay", "주정차", True),
    }


async def test_words_are_masked_and_every_look_is_in_the_audit_log(
    files: Files, people: People, clock: Clock, database_url: str
) -> None:
    await files.case(clock(), place="010-1234-5678로 전화 주세요", more="제 번호 010 9876 5432")
    leader = await people.staff("team_leader")
    [line] = (await leader.read("/api/cases"))["items"]
    assert line["place"] == "010-****-5678로 전화 주세요"
    case = await leader.read(f"/api/cases/{line['id']}")
    assert [one["value"] for one in case["answers"]] == ["010-****-5678로 전화 주세요", None, "제 번호 010 **** 5432"]
    assert problem(await leader.get(f"/api/cases/{line['id']}/photos/1")) == (404, "no_file")
    looks = await rows(
        database_url, "select action, about ->> 'case', detail from audit where starts_with(action, 'case.')"
    )
    assert looks == [
        ("case.looked_through", None, {"count": 1}),
        ("case.read", str(line["id"]), {}),
    ]


async def test_an_officer_sees_the_cases_of_their_departments_only(files: Files, people: People, clock: Clock) -> None:
    await files.case(clock(), place="시청 앞")
    officer = await people.staff("officer")
    assert (await officer.read("/api/cases"))["items"] == []
    [line] = (await (await people.staff("administrator")).read("/api/cases"))["items"]
    assert problem(await officer.get(f"/api/cases/{line['id']}")) == (404, "no_case")
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        [works] = [one for one in await departments.departments(transaction) if one.code == "works"]
        await departments.keep(transaction, administrator, works.id, Text("사업소", "Works"), ["officer"], clock())
    assert len((await officer.read("/api/cases"))["items"]) == 1
    assert (await officer.read(f"/api/cases/{line['id']}"))["number"] == line["number"]


async def test_words_and_photos_go_when_their_time_is_over_and_the_case_stays(
    files: Files, people: People, clock: Clock, database_url: str
) -> None:
    await files.case(clock(), place="시청 앞")
    photo = (
        "insert into case_photo (bot_conversation_id, case_id, name, media_type, size, width, height, content,"
        " uploaded_at) select bot_conversation_id, {}, 'a.jpg', 'image/jpeg', 1, 1, 1, 'x', %s from field_case"
    )
    for of in ("id", "null"):
        await rows(database_url, photo.format(of), (clock(),))
    async with people.database.transaction() as transaction:
        deleted = await retention.delete(transaction, clock.passes(8 * DAY))
    assert (deleted.get("unfiled_photos"), deleted.get("case_words")) == (1, None)
    async with people.database.transaction() as transaction:
        deleted = await retention.delete(transaction, clock() + timedelta(days=1_825))
    assert deleted["case_words"] == 1
    assert await rows(database_url, "select count(*) from case_answer") == [(0,)]
    assert await rows(database_url, "select count(*) from case_photo") == [(0,)]
    left = await rows(database_url, "select number, forgotten_at is not null from field_case")
    assert left == [("2026-000001", True)]


async def test_good_forms_are_kept_and_bad_ones_set_aside_with_line_code_and_field(
    people: People, clock: Clock, database_url: str
) -> None:
    bad = FORMS.replace('kind = "place", required = true},\n    {code = "zone"', 'kind = "spot"},\n    {code = "zone"')
    done = await brings_in(people.database, clock(), bad)
    assert (done.added, done.changed, done.unchanged) == (1, 0, 0)
    assert [(one.line, one.code, one.field) for one in done.rejected] == [
        (6, "parking", "questions[1].kind"),
        (6, "parking", "questions[1].required"),
    ]
    assert "spot" in done.rejected[0].reason
    again = await brings_in(
        people.database, clock(), done.set_aside.replace('kind = "spot"', 'kind = "place"\nrequired = true')
    )
    assert (again.added, again.rejected) == (1, [])
    same = await brings_in(people.database, clock())
    assert (same.added, same.changed, same.unchanged) == (0, 0, 2)
    changes = await rows(database_url, "select count(*) from event where kind = 'case_types.changed'")
    assert changes == [(2,)], "the same file again changes nothing"
    nowhere = await brings_in(people.database, clock(), FORMS.replace('department = "works"', 'department = "moon"', 1))
    assert [(one.code, one.field) for one in nowhere.rejected] == [("parking", "department")]


@pytest.mark.parametrize(
    ("content", "code"), [("form = [", "articles_line"), ("form = 3", "articles_toml"), ("a = 1", "articles_empty")]
)
async def test_a_file_of_which_nothing_can_be_read_is_refused(
    people: People, clock: Clock, content: str, code: str
) -> None:
    with pytest.raises(Problem) as refused:
        await brings_in(people.database, clock(), content)
    assert (refused.value.status, refused.value.code) == (422, code)


@pytest.mark.slow
def test_the_command_tells_what_it_did_and_writes_what_it_set_aside(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    path.write_text(FORMS, "utf-8")
    arguments = [sys.executable, "-m", "sori.cli", "import", "case-types", str(path), "--as", "administrator"]
    done = subprocess.run(
        arguments,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done
    assert f"{path}:6: parking: department: There is no such department: works" in done.stderr
    assert "0 added, 0 changed, 0 as before" in done.stdout
    assert "# bay: department" in (tmp_path / "forms.set-aside.toml").read_text("utf-8")
