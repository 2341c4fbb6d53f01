"""Whose a case is: rules in order, checked before they are kept, and why a case went where it went."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_files import Files, area
from factories import Clock, answer, problem, rows
from running import People
from sori.cases import places
from sori.cases.dispatch import keeping
from sori.cases.dispatch.faults import faults
from sori.cases.dispatch.guess import Guess, guesses
from sori.cases.dispatch.keeping import ImportedRules
from sori.cases.dispatch.rules import Decision, Ground, Rule, Situation, decide
from sori.cases.model import Point
from sori.cases.places import ImportedBoundaries
from sori.geo.boundaries import Level
from sori.people.service import departments
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text

DISTRICTS = {"west": "West-gu", "east": "East-gu"}
TYPES = ("parking", "bay")
OF_TYPE = 99
OFFICE, EVENINGS, DAYS_OFF = "평일 09:00-18:00", "평일 00:00-09:00 18:00-24:00", "주말 24시간, 공휴일 24시간"
HOURS = (None, OFFICE, EVENINGS, DAYS_OFF, f"{EVENINGS}, {DAYS_OFF}", "매일 00:00-24:00", "weekdays 18:00-33:00")


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026, whose fourth is a Wednesday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


MOMENTS = [
    moment(day, hour, 30)
    for day, hours in ((2, (8, 12, 20)), (3, (8, 12, 20)), (6, (12,)), (7, (8, 12)), (8, (12,)))
    for hour in hours
]
"""Of a Monday that is a holiday, the day after it, and a Friday with its weekend."""
HOLIDAYS = {date(2026, 3, 2)}
WEST = frozenset({"west"})
ELSEWHERE = frozenset({"east"})
PARK = frozenset({"park"})

some_rules = st.lists(
    st.builds(
        Rule,
        st.sampled_from((None, *TYPES)),
        st.sampled_from((None, None, WEST, ELSEWHERE, frozenset(DISTRICTS))),
        st.sampled_from((None, None, PARK, frozenset({"park", "road"}))),
        st.sampled_from((None, *HOURS)),
        st.sampled_from(((1,), (2,), (1, 2))),
        st.sampled_from((None, None, 5, 9)),
    ),
    max_size=6,
)
SITUATIONS = [
    Situation(type_code, district, areas, local, HOLIDAYS, {1: first, 2: second})
    for type_code in (*TYPES, "another")
    for district in (*DISTRICTS, None)
    for areas in (frozenset[str](), PARK, frozenset({"road"}))
    for local in MOMENTS
    for first, second in ((0, 0), (4, 99), (99, 4), (7, 99), (99, 7), (99, 99))
]


@settings(max_examples=40, deadline=None)
@given(some_rules)
def test_a_rule_is_told_to_never_apply_just_when_it_never_decides(rules: list[Rule]) -> None:
    covered = {one.at for one in faults(rules, DISTRICTS) if one.wrong.code == "dispatch_rule_covered"}
    deciding = {decide(rules, one, OF_TYPE).rule for one in SITUATIONS}
    never = {at for at in range(len(rules)) if at + 1 not in deciding}
    # A rule of any type may also be left nothing by one rule for each type: types are added, so that is not told.
    assert covered <= never
    assert {at for at in never if rules[at].type_code is not None} <= covered


@settings(max_examples=60, deadline=None)
@given(some_rules)
def test_rules_are_told_to_leave_something_to_none_just_when_a_placed_case_is_left_to_people(rules: list[Rule]) -> None:
    told = [one for one in faults(rules, DISTRICTS) if one.wrong.code.endswith("_missing")]
    left = {
        one.type_code
        for one in SITUATIONS
        if one.district is not None and decide(rules, one, OF_TYPE).department_id is None
    }
    named = {rules[one.at].type_code for one in told}
    assert {rule.type_code for rule in rules if rule.type_code in left} <= named
    assert bool(told) == bool(left)


def at(type_code: str = "parking", district: str | None = "west", *areas: str, **given: Any) -> Situation:
    local = given.pop("local", moment(4, 10))
    return Situation(type_code, district, frozenset(areas), local, HOLIDAYS, given.pop("loads", {}))


def test_the_first_rule_that_applies_decides_and_without_a_certain_place_a_rule_by_district_does_not() -> None:
    rules = [Rule("parking", WEST, departments=(1,)), Rule("parking", ELSEWHERE, departments=(2,))]
    assert decide(rules, at(), OF_TYPE) == Decision(1, Ground.RULE, 1)
    assert decide(rules, at(district="east"), OF_TYPE) == Decision(2, Ground.RULE, 2)
    assert decide(rules, at(district=None), OF_TYPE) == Decision(None, Ground.UNPLACED)
    assert decide(rules, at(district="new"), OF_TYPE) == Decision(None, Ground.UNRULED)
    assert decide(rules, at("bay", None), OF_TYPE) == Decision(OF_TYPE, Ground.TYPE)
    assert decide([*rules, Rule(departments=(3,))], at(district=None), OF_TYPE) == Decision(3, Ground.RULE, 3)


def test_rules_go_by_what_the_city_owns_by_time_and_by_who_has_least_to_do() -> None:
    rules = [
        Rule(areas=PARK, departments=(1,)),
        Rule("parking", hours="평일 18:00-09:00", departments=(2,)),
        Rule("parking", departments=(3, 4), fewer_than=10),
        Rule(),
    ]
    assert decide(rules, at("bay", None, "park"), OF_TYPE) == Decision(1, Ground.RULE, 1)
    assert decide(rules, at(local=moment(4, 20)), OF_TYPE) == Decision(2, Ground.RULE, 2)
    # Until nine on the morning after a weekday's evening, also where that morning is a Saturday's.
    assert decide(rules, at(local=moment(7, 8)), OF_TYPE) == Decision(2, Ground.RULE, 2)
    assert decide(rules, at(local=moment(2, 20)), OF_TYPE) == Decision(3, Ground.RULE, 3), "a holiday"
    assert decide(rules, at(loads={3: 7, 4: 6}), OF_TYPE) == Decision(4, Ground.RULE, 3)
    assert decide(rules, at(loads={3: 7, 4: 7}), OF_TYPE) == Decision(3, Ground.RULE, 3)
    assert decide(rules, at(loads={3: 10, 4: 12}), OF_TYPE) == Decision(OF_TYPE, Ground.RULE, 4), "both are full"
    assert faults(rules, DISTRICTS) == []


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
        return await keeping.bring_in(transaction, administrator, content.encode(), Language.EN, clock())


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


async def owns(people: People, clock: Clock) -> ImportedBoundaries:
    """Has the city own a park, and a road of 20 m through it."""
    road = {"type": "LineString", "coordinates": [[127.0, 37.55], [127.2, 37.55]]}
    features = [
        area(127.04, 127.06, code="riverside", ko="강변공원", en="Riverside park"),
        {"type": "Feature", "properties": {"code": "main", "ko": "시도 1호", "width_m": 20}, "geometry": road},
        {"type": "Feature", "properties": {"code": "thin", "ko": "길", "width_m": 0}, "geometry": road},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    administrator = await people.actor("administrator")
    async with people.database.transaction() as transaction:
        return await places.bring_in(transaction, administrator, content, Language.EN, clock(), Level.OWNED)


BY_MORE = """
[[rule]]
areas = ["강변공원"]
department = "works"

[[rule]]
areas = ["main"]
hours = "수 09:00-11:00"
department = ["east-cars", "west-cars"]

[[rule]]
type = "parking"
department = "west-cars"
fewer_than = 2

[[rule]]
"""


async def test_a_case_goes_by_what_the_city_owns_by_time_and_by_load_and_its_history_says_so(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    owned = await owns(people, clock)
    assert (owned.added, [(one.index, one.property) for one in owned.rejected]) == (2, [(2, "width_m")])
    assert await brings_in(people, clock, BY_MORE) == ImportedRules(4, [])

    async def sent(longitude: float, latitude: float, code: str = "parking") -> tuple[str, Text]:
        number = await ruled.case(clock(), code, point=Point(longitude, latitude), place="길")
        case = await case_of(people, number, database_url)
        because = case["life"]["history"][1]["because"]
        return case["department"]["en"], Text(because["ko"], because["en"])

    whose, because = await sent(127.05, 37.57, "bay")
    assert whose == "Works"
    assert because.en.endswith("It lies in ‘Riverside park’, which the city owns itself.")
    assert because.ko.endswith("위치가 시 관리 구역인 ‘강변공원’ 안입니다.")
    # Nine metres off the middle of a road of twenty, and twelve.
    assert (await sent(127.15, 37.55 + 9 / 111_195))[0] == "East parking"
    whose, because = await sent(127.15, 37.55)
    assert whose == "West parking", "the other has a case already"
    assert because.en == (
        "Because by the rules this department is responsible for ‘Illegal parking’."
        " It lies in ‘시도 1호’, which the city owns itself. The rule holds at these hours: 수 09:00-11:00."
        " Of the departments that share such cases it had the fewest open ones: 0."
    )
    whose, because = await sent(127.15, 37.55 + 12 / 111_195)
    assert whose == "West parking"
    assert because.en.endswith("It had 1 open cases, fewer than the 2 of the rule.")
    whose, because = await sent(127.15, 37.58)
    assert (whose, because.en) == (
        "Works",
        "Because by the rules the department responsible for ‘Illegal parking’ has it.",
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
areas = ["moon"]
hours = "sometimes"
department = ["works", "nobody"]
fewer_than = 0

[[rule]]
fewer_than = 3
""",
    )
    assert [(one.line, one.rule, one.field) for one in done.rejected] == [
        (2, 1, "colour"),
        (2, 1, "type"),
        (2, 1, "districts"),
        (2, 1, "department"),
        (8, 2, "districts"),
        (8, 2, "areas"),
        (8, 2, "hours"),
        (8, 2, "department"),
        (8, 2, "fewer_than"),
        (15, 3, "fewer_than"),
    ]
    assert "남구" in done.rejected[2].reason
    assert await rows(database_url, "select count(*) from dispatch_rule") == [(2,)]


REFUSED = [
    (
        RULES + '[[rule]]\ntype = "parking"\ndistricts = ["west", "east"]\ndepartment = "works"\n',
        (3, "type"),
        "rule 1, 2 before it",
    ),
    ('[[rule]]\ntype = "parking"\ndistricts = ["west"]\ndepartment = "works"\n', (1, "districts"), "for East-gu"),
    ('[[rule]]\nareas = ["riverside"]\ndepartment = "works"\n', (1, "areas"), "East-gu, West-gu"),
    ('[[rule]]\ntype = "bay"\nhours = "평일 09:00-18:00"\n', (1, "hours"), "for example 월 (Mon) 00:00"),
    ('[[rule]]\ntype = "bay"\ndepartment = "works"\nfewer_than = 3\n', (1, "fewer_than"), "limit in East-gu"),
    (
        '[[rule]]\ndepartment = "works"\nfewer_than = 5\n[[rule]]\ntype = "bay"\ndepartment = "works"\n'
        "fewer_than = 3\n[[rule]]\n",
        (2, "type"),
        "rule 1 before it",
    ),
]


async def test_a_rule_that_can_never_apply_and_what_is_left_to_none_are_refused(
    people: People, ruled: Files, clock: Clock
) -> None:
    await owns(people, clock)
    for content, place, reason in REFUSED:
        [one] = (await brings_in(people, clock, content)).rejected
        assert (one.rule, one.field) == place
        assert reason in one.reason


async def test_a_file_that_cannot_be_read_is_refused(people: People, ruled: Files, clock: Clock) -> None:
    for content in ("[[rule]\n", "", "rule = 3\n"):
        with pytest.raises(Problem):
            await brings_in(people, clock, content)


def rule(**given: Any) -> dict[str, Any]:
    """A rule as the page sends it."""
    nothing = dict.fromkeys(("type", "districts", "areas", "hours", "department", "fewer_than"))
    return {**nothing, **given}


async def test_an_administrator_tries_a_draft_sees_what_it_changes_and_keeps_it_with_its_history(
    people: People, ruled: Files, clock: Clock, database_url: str
) -> None:
    await owns(people, clock)
    await ruled.case(clock(), place="동구 신사동")
    number = await ruled.case(clock(), point=Point(127.05, 37.57), place="공원")
    administrator = await people.staff("administrator")
    shown = await administrator.read("/api/dispatch/rules")
    held = [
        rule(type="parking", districts=["west"], department=["west-cars"]),
        rule(type="parking", districts=["east"], department=["east-cars"]),
    ]
    assert shown["rules"] == held
    assert [one["code"] for one in shown["areas"]] == ["main", "riverside"]
    draft = [rule(areas=["Riverside park"], department=["works"]), *held, rule()]

    wrong = await administrator.do("/api/dispatch/check", rules=[*draft, rule(hours="sometimes")])
    assert [(one["line"], one["rule"], one["field"]) for one in wrong["rejected"]] == [(0, 5, "hours")]
    right = await administrator.do("/api/dispatch/check", rules=draft)
    assert (right["rejected"], right["cases"]) == ([], 2)
    [moved] = right["moved"]
    assert (moved["number"], moved["before"]["en"], moved["after"]["en"]) == (number, "West parking", "Works")

    asked = {"type": "parking", "at": "2026-03-04T01:00:00Z"}
    there = await administrator.do("/api/dispatch/try", rules=draft, **asked, district="west", area="riverside")
    assert (there["rule"], there["department"]["en"]) == (1, "Works")
    assert "‘Riverside park’" in there["because"]["en"]
    nowhere = await administrator.do("/api/dispatch/try", rules=held, **asked)
    assert (nowhere["rule"], nowhere["department"]) == (None, None)
    assert "where it is isn't certain" in nowhere["because"]["en"]
    for wanted in ({"type": "nothing"}, {"district": "moon"}, {"area": "moon"}):
        refused = await administrator.post("/api/dispatch/try", json={"rules": draft, **asked, **wanted})
        assert refused.status_code == 422

    async def keeps(rules: list[dict[str, Any]], change: int) -> Any:
        headers = {"if-match": f'"{change}"', "x-csrf-token": administrator.cookies["sori_csrf"]}
        kept = {"rules": rules, "note": "the park"}
        return await administrator.put("/api/dispatch/rules", json=kept, headers=headers)

    assert problem(await keeps(held[:1], shown["change"])) == (422, "dispatch_rules_faulty")
    kept = answer(await keeps(draft, shown["change"]))
    assert kept["rules"] == [rule(areas=["riverside"], department=["works"]), *draft[1:]]
    assert problem(await keeps(held, shown["change"]))[0] == 412, "somebody was quicker"
    changes = (await administrator.read("/api/dispatch/changes"))["items"]
    assert [(one["note"], one["rules"] == kept["rules"]) for one in changes] == [("the park", True), ("", False)]
    told = await rows(database_url, "select action from audit where starts_with(action, 'dispatch_rules') order by id")
    assert told == [("dispatch_rules.imported",), ("dispatch_rules.kept",)]

    file = (await administrator.get("/api/dispatch/file")).text
    read = await administrator.do("/api/dispatch/file", text=file)
    assert (read["rules"], read["rejected"]) == (kept["rules"], [])
    spoilt = await administrator.do("/api/dispatch/file", text=file + '[[rule]]\ntype = "nothing"\n')
    assert [(one["line"], one["rule"], one["field"]) for one in spoilt["rejected"]] == [
        (len(file.splitlines()) + 1, 5, "type")
    ]
    assert problem(await (await people.staff("anna")).get("/api/dispatch/rules"))[0] == 403


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
