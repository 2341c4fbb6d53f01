"""Whose a case is: rules in order, checked before they are kept, and why a case went where it went."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_files import Files
from factories import Clock, rows
from running import People
from sori.cases.dispatch import service
from sori.cases.dispatch.guess import Guess, guesses
from sori.cases.dispatch.rules import Decision, Ground, Rule, decide, faults
from sori.cases.dispatch.service import ImportedRules
from sori.people.service import departments
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text

DISTRICTS = {"west": "West-gu", "east": "East-gu", "north": "North-gu"}
TYPES = ("parking", "bay")
OF_TYPE = 99

some_rules = st.lists(
    st.builds(
        Rule,
        st.sampled_from((None, *TYPES)),
        st.none() | st.frozensets(st.sampled_from(list(DISTRICTS)), min_size=1),
        st.integers(1, 3),
    ),
    max_size=6,
)
WEST = frozenset({"west"})
ELSEWHERE = frozenset({"east", "north"})


@given(some_rules)
def test_a_rule_is_told_to_never_apply_just_when_it_never_decides(rules: list[Rule]) -> None:
    covered = {one.at for one in faults(rules, DISTRICTS) if one.wrong.code == "dispatch_rule_covered"}
    # A type that no rule names stands for all those.
    deciding = {
        decide(rules, type_code, district, OF_TYPE).rule
        for type_code in (*TYPES, "another")
        for district in (*DISTRICTS, None)
    }
    never = {at for at in range(len(rules)) if at + 1 not in deciding}
    # A rule of any type may also be left nothing by one rule for each type: types are added, so that is not told.
    assert covered <= never
    assert {at for at in never if rules[at].type_code is not None} <= covered


@given(some_rules, st.sampled_from(TYPES), st.sampled_from(list(DISTRICTS)))
def test_rules_that_leave_no_district_to_none_leave_nothing_placed_to_people(
    rules: list[Rule], type_code: str, district: str
) -> None:
    decided = decide(rules, type_code, district, OF_TYPE)
    if not any(one.wrong.code == "dispatch_districts_missing" for one in faults(rules, DISTRICTS)):
        assert decided.department_id is not None
    if decided.ground is Ground.RULE:
        assert decided.rule is not None
        assert not any(one.applies(type_code, district) for one in rules[: decided.rule - 1])


def test_the_first_rule_that_applies_decides_and_without_a_certain_place_a_rule_by_district_does_not() -> None:
    rules = [Rule("parking", WEST, 1), Rule("parking", ELSEWHERE, 2)]
    assert decide(rules, "parking", "west", OF_TYPE) == Decision(1, Ground.RULE, 1)
    assert decide(rules, "parking", "east", OF_TYPE) == Decision(2, Ground.RULE, 2)
    assert decide(rules, "parking", None, OF_TYPE) == Decision(None, Ground.UNPLACED)
    assert decide(rules, "parking", "new", OF_TYPE) == Decision(None, Ground.UNRULED)
    assert decide(rules, "bay", None, OF_TYPE) == Decision(OF_TYPE, Ground.TYPE)
    assert decide([*rules, Rule(None, None, 3)], "parking", None, OF_TYPE) == Decision(3, Ground.RULE, 3)


RULES = """
[[rule]]
type = "parking"
districts = ["서구"]
department = "west-cars"

[[rule]]
type = "parking"
districts = ["east"]
department = "east-cars"
"""


async def brings_in(people: People, clock: Clock, content: str) -> ImportedRules:
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        return await service.bring_in(transaction, administrator, content.encode(), Language.EN, clock())


@pytest.fixture
async def ruled(people: People, placed_files: Files, clock: Clock) -> Files:
    async with people.database.transaction() as transaction:
        names = {"west-cars": Text("서구 주차과", "West parking"), "east-cars": Text("동구 주차과", "East parking")}
        await departments.put_departments(transaction, names)
    assert await brings_in(people, clock, RULES) == ImportedRules(2, [])
    return placed_files


async def case_of(people: People, number: str, database_url: str) -> Any:
    [[case_id]] = await rows(database_url, "select id from field_case where number = %s", (number,))
    leader = await people.staff("administrator")
    return await leader.read(f"/api/cases/{case_id}")


async def test_a_case_goes_to_whose_it_is_by_the_rules_and_its_history_says_why(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    case = await case_of(people, await ruled.case(clock(), place="동구 신사동"), database_url)
    assert (case["state"], case["department"]["en"]) == ("dispatched", "East parking")
    filed, dispatched = case["life"]["history"]
    assert filed["because"] is None
    assert dispatched["because"] == {
        "ko": "규칙상 동구의 ‘불법 주정차’ 민원을 담당하는 부서이기 때문입니다.",
        "en": "Because by the rules this department is responsible for ‘Illegal parking’ in East-gu.",
    }
    other = await case_of(people, await ruled.case(clock(), "bay", place="동구 신사동"), database_url)
    assert other["department"]["en"] == "Works"
    assert other["life"]["history"][1]["because"]["en"] == (
        "Because this department is responsible for ‘Misused disabled bay’."
    )


async def test_a_case_whose_district_is_not_certain_waits_for_a_person_who_sends_it_on(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    number = await ruled.case(clock(), place="신사동")
    case = await case_of(people, number, database_url)
    assert case["state"] == "received"
    [filed] = case["life"]["history"]
    assert filed["because"]["en"] == (
        "A person has to say whose it is: ‘Illegal parking’ goes by district, and where it is isn't certain."
    )
    leader = await people.staff("administrator")
    waiting = await leader.read("/api/office/desk", view="undispatched")
    assert [line["number"] for line in waiting["items"]] == [number]
    [[west]] = await rows(database_url, "select id from department where code = 'west-cars'")
    await leader.do(f"/api/office/cases/{case['id']}/dispatch", department_id=west)
    sent = await case_of(people, number, database_url)
    assert (sent["state"], sent["department"]["en"]) == ("dispatched", "West parking")
    assert sent["life"]["history"][-1]["because"] is None, "a person said so"


async def test_rules_are_checked_whole_and_where_one_is_wrong_all_stay_as_they_were(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    done = await brings_in(
        people,
        clock,
        """
[[rule]]
type = "nothing"
districts = ["남구", "west"]
department = "nobody"
colour = "red"

[[rule]]
districts = []
department = "works"
""",
    )
    assert [(one.line, one.rule, one.field) for one in done.rejected] == [
        (2, 1, "colour"),
        (2, 1, "type"),
        (2, 1, "districts"),
        (2, 1, "department"),
        (8, 2, "districts"),
    ]
    assert "남구" in done.rejected[2].reason
    assert await rows(database_url, "select count(*) from dispatch_rule") == [(2,)]


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (
            RULES + '[[rule]]\ntype = "parking"\ndistricts = ["west", "east"]\ndepartment = "works"\n',
            (3, "type"),
            "rule 1, 2 before it",
        ),
        ('[[rule]]\ntype = "parking"\ndistricts = ["west"]\ndepartment = "works"\n', (1, "districts"), "for East-gu"),
    ],
)
async def test_a_rule_that_can_never_apply_and_districts_without_one_are_refused(
    people: People, ruled: Files, clock: Clock, content: str, place: tuple[int, str], reason: str
) -> None:
    done = await brings_in(people, clock, content)
    [one] = done.rejected
    assert (one.rule, one.field) == place
    assert reason in one.reason


async def test_a_file_that_cannot_be_read_is_refused(people: People, ruled: Files, clock: Clock) -> None:
    for content in ("[[rule]\n", "", "rule = 3\n"):
        with pytest.raises(Problem):
            await brings_in(people, clock, content)


@pytest.mark.slow
async def test_rules_come_from_a_file_on_the_command_line(
    people: People, ruled: Files, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "rules.toml"

    def imported(content: str) -> subprocess.CompletedProcess[str]:
        path.write_text(content)
        arguments = [sys.executable, "-m", "sori.cli", "import", "dispatch-rules", str(path), "--as", "administrator"]
        environment = os.environ | {"DATABASE_URL": database_url}
        return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)

    wrong = imported(RULES.replace("east-cars", "nobody"))
    assert wrong.returncode == 1
    assert f"{path}:7: rule 2: department: There is no such department: nobody" in wrong.stderr
    right = imported(RULES + '[[rule]]\ntype = "parking"\ndepartment = "works"\n')
    assert (right.returncode, right.stderr) == (0, "")
    assert await rows(database_url, "select count(*) from dispatch_rule") == [(3,)]


counts = st.dictionaries(st.integers(1, 5), st.integers(0, 50))


@given(counts, counts, st.frozensets(st.integers(1, 5)))
def test_guesses_are_of_who_took_such_cases_on_and_never_of_who_gave_this_one_back(
    in_district: dict[int, int], elsewhere: dict[int, int], not_theirs: frozenset[int]
) -> None:
    anywhere = {one: in_district.get(one, 0) + elsewhere.get(one, 0) for one in {*in_district, *elsewhere}}
    found = guesses(in_district, anywhere, not_theirs)
    assert len(found) == min(2, sum(1 for one, count in anywhere.items() if count and one not in not_theirs))
    assert not {one.department_id for one in found} & not_theirs
    assert sum(one.share for one in found) <= 1 + 1e-9
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


def test_what_is_known_of_a_district_weighs_more_the_more_it_is() -> None:
    city = {1: 80, 2: 20}
    assert guesses({}, city, []) == [Guess(1, 0.8), Guess(2, 0.2)]
    # (5 + 5 x 0.2) / (5 + 5) and (0 + 5 x 0.8) / 10
    assert guesses({2: 5}, city, []) == [Guess(2, 0.6), Guess(1, 0.4)]
    assert guesses({2: 5}, city, [2]) == [Guess(1, 1.0)]


async def test_people_who_dispatch_see_the_two_likeliest_departments_and_each_correction_is_learned(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    administrator = await people.staff("administrator")

    async def guessed(number: str) -> list[tuple[str, float]]:
        found = await administrator.read("/api/office/desk", view="undispatched")
        [line] = [one for one in found["items"] if one["number"] == number]
        return [(one["department"]["en"], round(one["share"], 2)) for one in line["guesses"]]

    async def has_taken(place: str, code: str, times: int) -> None:
        for _ in range(times):
            number = await ruled.case(clock(), place=place)
            query = """update field_case set state = 'accepted',
                       department_id = (select id from department where code = %s) where number = %s"""
            await rows(database_url, query, (code, number))

    lost = await ruled.case(clock(), place="신사동")
    assert await guessed(lost) == []
    await has_taken("동구 신사동", "east-cars", 3)
    await has_taken("서구 신사동", "west-cars", 1)
    assert await guessed(lost) == [("East parking", 0.75), ("West parking", 0.25)]
    # Somebody corrects the rules: what the west is given is the works department's after all.
    await has_taken("서구 신사동", "works", 5)
    assert await guessed(lost) == [("Works", 0.56), ("East parking", 0.33)]
    open_desk = await administrator.read("/api/office/desk")
    assert all(one["guesses"] == [] for one in open_desk["items"]), "only where a person has to say so"
