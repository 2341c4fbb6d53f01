"""Whose a case is, learned from closed ones: what is learned, how sure it must be, and what is then sent."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_files import Files
from factories import Clock, rows
from running import People
from sori.cases.dispatch import automatic, keeping
from sori.cases.dispatch.learned import learn
from sori.cases.dispatch.learning import FEWEST, ClosedCase, LearningSetting, foretold, model_of
from sori.cases.dispatch.opened import Opened, terms
from sori.cases.dispatch.sureness import FEWEST_OF_TYPE, Measured, thresholds
from sori.people.model import Role
from sori.people.service import departments
from sori.platform.problem import Problem
from sori.platform.translation import Language, Text


def test_what_is_learned_follows_the_type_the_place_and_the_words() -> None:
    known = [
        (Opened("light", "west", texts=["가로등이 안 켜져요"]), "lamps"),
        (Opened("light", "east", texts=["가로등 불빛이 나가요"]), "lamps"),
        (Opened("waste", "west", texts=["쓰레기가 쌓였어요"]), "west"),
        (Opened("waste", "east", texts=["쓰레기 무단 투기"]), "east"),
    ] * 10
    learned = learn([terms(one) for one, _ in known], [whose for _, whose in known])

    def likeliest(opened: Opened) -> str:
        chances = learned.chances(terms(opened))
        assert chances.sum() == pytest.approx(1)
        return learned.keys[int(chances.argmax())]

    assert likeliest(Opened("light", "north")) == "lamps"
    assert likeliest(Opened("waste", "west")) == "west"
    assert likeliest(Opened("waste", "east")) == "east"
    assert likeliest(Opened("other", None, texts=["가로등 고장"])) == "lamps"


measured = st.lists(
    st.builds(
        Measured,
        st.sampled_from(("light", "waste")),
        st.sampled_from(("west", "east", None)),
        st.integers(1, 20).map(lambda part: part / 20),
        st.sampled_from((True, True, True, True, False)),
    ),
    max_size=400,
)


@given(measured, st.sampled_from((0.01, 0.05, 0.2)))
def test_nothing_is_sent_where_more_than_allowed_goes_wrong(cases: list[Measured], most: float) -> None:
    found = thresholds(cases, most)
    for type_code in ("light", "waste"):
        for district in ("west", "east"):
            its = [one for one in cases if (one.type_code, one.district) == (type_code, district)]
            sent = [one for one in its if found.sends(type_code, district, one.chance)]
            if sent:
                of_type = [one for one in cases if one.type_code == type_code]
                assert len(of_type) >= FEWEST_OF_TYPE
                threshold = found.of(type_code, district)
                assert threshold is not None
                assert threshold.error <= most
                assert (threshold.sent, threshold.wrong) == (len(sent), sum(not one.right for one in sent))


def test_the_limit_of_all_is_clopper_and_pearsons_and_too_little_is_never_sent() -> None:
    def all_right(count: int) -> list[Measured]:
        return [Measured("light", "west", 0.9, True)] * count

    # 1 - 0.05^(1/n), the exact limit where nothing went wrong: 198 cases are one too few for 1.5 %, 199 enough.
    assert not thresholds(all_right(198), 0.015).sends("light", "west", 1.0)
    enough = thresholds(all_right(199), 0.015)
    assert enough.together.error == pytest.approx(1 - 0.05 ** (1 / 199))
    assert enough.sends("light", "west", 0.9)
    assert enough.sends("light", "never measured there", 0.9)
    assert not enough.sends("light", "west", 0.89)
    assert not enough.sends("never measured", "west", 1.0)


def test_a_district_with_errors_of_its_own_asks_for_more_than_the_type() -> None:
    good = [Measured("light", "west", chance, True) for chance in (0.8, 0.99) for _ in range(300)]
    bad = [Measured("light", "east", 0.8, False)] * 5 + [Measured("light", "east", 0.99, True)] * 200
    found = thresholds([*good, *bad], 0.02)
    assert found.sends("light", "west", 0.8)
    assert not found.sends("light", "east", 0.8)
    assert found.sends("light", "east", 0.99)


def of_the_city(count: int, seed: int) -> list[ClosedCase]:
    """Cases of which the light's department follows from the words, the waste's from nothing."""
    draw = Random(seed)
    made = []
    for _ in range(count):
        if draw.random() < 0.7:
            tall = draw.random() < 0.5
            words = ["높은 가로등"] if tall else ["낮은 보안등"]
            made.append(ClosedCase(Opened("light", texts=words), "tall" if tall else "low"))
        else:
            made.append(ClosedCase(Opened("waste", texts=["쓰레기"]), draw.choice(("one", "other"))))
    return made


def test_what_was_foreseen_of_errors_holds_on_cases_that_nobody_saw() -> None:
    model = model_of(of_the_city(2_000, 1), 0.015)
    assert model is not None
    unseen = [(foretold(model, one.opened), one) for one in of_the_city(2_000, 2)]
    sent = [(found, one) for found, one in unseen if found.sends]
    assert {one.opened.type_code for _, one in sent} == {"light"}
    assert len(sent) == sum(one.opened.type_code == "light" for _, one in unseen)
    assert all(found.whose == one.whose for found, one in sent)
    assert model.trial.sent_wrongly == 0
    assert 0.6 < model.trial.sent / model.trial.cases < 0.8
    assert model.calibration_error < 0.1


def test_too_few_cases_or_none_that_people_decide_are_nothing_to_learn_from() -> None:
    assert model_of(of_the_city(FEWEST - 1, 1), 0.015) is None
    assert model_of([replace(one, left_to_people=False) for one in of_the_city(FEWEST, 1)], 0.015) is None


RULES = """
[[rule]]
type = "parking"
districts = ["west"]
department = "west-cars"

[[rule]]
type = "parking"
districts = ["east"]
department = "east-cars"
"""
CHOICES = {"횡단보도": "west-cars", "소화전 옆": "east-cars"}
YEARS = ("2001", "2002")


@pytest.fixture
async def taken_on(people: People, placed_files: Files, clock: Clock, database_url: str) -> Files:
    """A city in which people sent hundreds of cases, whose place nobody knew, by what was answered."""
    async with people.database.transaction() as transaction:
        names = {"west-cars": Text("서구 주차과", "West parking"), "east-cars": Text("동구 주차과", "East parking")}
        await departments.put_departments(transaction, names)
        administrator = await people.actor("administrator")
        await keeping.bring_in(transaction, administrator, RULES.encode(), Language.EN, clock())
    for year, (choice, department) in zip(YEARS, CHOICES.items(), strict=True):
        number = await placed_files.case(clock(), place="신사동", zone=choice)
        copied = """with kept as (
                        insert into field_case (number, type_code, type_name, department_id, public, state, citizen_id,
                                                channel, language, received_at)
                        select %(year)s || '-' || lpad(n::text, 6, '0'), type_code, type_name,
                               (select id from department where code = %(department)s), public, 'accepted', citizen_id,
                               channel, language, received_at
                        from field_case, generate_series(1, 450) n where number = %(number)s returning id)
                    insert into case_answer (case_id, place, question, kind, ask, value)
                    select kept.id, place, question, kind, ask, value from kept, case_answer
                    where case_id = (select id from field_case where number = %(number)s)"""
        await rows(database_url, copied, {"year": year, "department": department, "number": number})
    # In time the two sorts of cases come mixed.
    await rows(
        database_url,
        """with mixed as (select id, row_number() over (order by right(number, 6), number) as nth from field_case
                          where number < '2003')
           update field_case set received_at = received_at + nth * interval '1 second' from mixed
           where mixed.id = field_case.id""",
    )
    return placed_files


async def sets(people: People, clock: Clock, *, automatic_: bool) -> automatic.LearningReport:
    administrator = await people.actor("administrator")
    kept = LearningSetting(automatic_, 0.02)
    return await automatic.set_learning(people.database, administrator, kept, clock())


async def case_of(people: People, number: str, database_url: str) -> Any:
    [[case_id]] = await rows(database_url, "select id from field_case where number = %s", (number,))
    return await (await people.staff("administrator")).read(f"/api/cases/{case_id}")


async def test_what_rules_leave_to_people_is_sent_once_that_is_switched_on_and_the_history_says_how_sure_it_was(
    people: People, taken_on: Files, clock: Clock, database_url: str
) -> None:
    report = await sets(people, clock, automatic_=False)
    assert (report.cases, report.left_to_people) == (900, 900)
    assert report.model is not None
    assert (report.model.trial.sent, report.model.trial.sent_wrongly) == (225, 0)
    off = await case_of(people, await taken_on.case(clock(), place="신사동", zone="소화전 옆"), database_url)
    assert off["state"] == "received", "nothing is sent before an administrator wants it"
    await sets(people, clock, automatic_=True)
    sent = await case_of(people, await taken_on.case(clock(), place="신사동", zone="소화전 옆"), database_url)
    assert (sent["state"], sent["department"]["en"]) == ("dispatched", "East parking")
    because = sent["life"]["history"][1]["because"]
    assert because["en"].startswith("Sent without a person because, by what was learned from closed cases, it is ")
    assert "Of 450 earlier cases of the kind as sure, 0 would have gone wrong." in because["en"]
    assert "450건 중 0건" in because["ko"]
    ruled = await case_of(people, await taken_on.case(clock(), place="서구 정동", zone="소화전 옆"), database_url)
    assert ruled["department"]["en"] == "West parking", "rules come first"


async def test_corrections_are_learned_and_what_was_learned_is_renewed_once_a_day(
    people: People, taken_on: Files, clock: Clock, database_url: str
) -> None:
    await sets(people, clock, automatic_=True)
    await rows(
        database_url,
        """update field_case set department_id = (select id from department where code = 'works')
           where number between '2002' and '2003'""",
    )

    async def learns(later: timedelta) -> str:
        async with people.database.transaction() as transaction:
            afterwards = await automatic.learn_daily(transaction, clock() + later)
        if afterwards is not None:
            await afterwards(people.database)
        case = await case_of(people, await taken_on.case(clock(), place="신사동", zone="소화전 옆"), database_url)
        return str(case["department"]["en"])

    assert await learns(timedelta(hours=23)) == "East parking"
    assert await learns(timedelta(hours=25)) == "Works"


async def test_a_model_that_cannot_be_read_leaves_the_case_to_people_and_says_so(
    people: People, taken_on: Files, clock: Clock, database_url: str
) -> None:
    await sets(people, clock, automatic_=True)
    await rows(database_url, "update dispatch_model set packed = 'spoilt'")
    case = await case_of(people, await taken_on.case(clock(), place="신사동", zone="소화전 옆"), database_url)
    assert case["state"] == "received"
    assert "could not be asked" in case["life"]["history"][0]["because"]["en"]


async def test_only_an_administrator_switches_it_on_and_a_share_of_errors_has_bounds(
    people: People, placed_files: Files, clock: Clock
) -> None:
    administrator = await people.actor("administrator")
    counsellor = replace(administrator, roles=frozenset({Role.COUNSELLOR}))
    for actor, most, status in ((administrator, 0.5, 422), (administrator, 0.0, 422), (counsellor, 0.01, 403)):
        with pytest.raises(Problem) as refused:
            await automatic.set_learning(people.database, actor, LearningSetting(True, most), clock())
        assert refused.value.status == status


@pytest.mark.slow
async def test_the_command_tells_what_would_be_sent_and_switches_it_on(taken_on: Files, database_url: str) -> None:
    def told(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "sori.cli", "cases", *arguments],
            env=os.environ | {"DATABASE_URL": database_url},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    report = told("dispatch-report")
    assert "without a person is off" in report
    assert "rules as they are leave" in report
    on = told("dispatch", "--automatic", "on", "--most-errors", "2", "--as", "administrator")
    assert "without a person is on; may go wrong: 2.0%" in on
