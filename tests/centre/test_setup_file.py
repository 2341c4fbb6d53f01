"""The setup as one file: written and read back it is the same, and what is wrong in it is told with its line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import SMALL_CENTRE, answer, problem
from running import People
from sori.centre import file
from sori.centre.change import differences, normal, read
from sori.centre.model import AlertKind, Elastic, Step
from sori.centre.setup import (
    WEEKDAYS,
    AlertSetup,
    AnnouncementSetup,
    CentreSetup,
    DutySetup,
    EmergencySetup,
    HolidaySetup,
    MenuSetup,
    PhraseSetup,
    QueueSetup,
    Setup,
    SkillSetup,
    TopicSetup,
    entities,
)
from sori.demo.city import CITY
from sori.people.model import Role, StaffSetup
from sori.platform.translation import Language, Text

_FIRST, _LAST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")
_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
_text = st.builds(Text, _words, _words)
_code = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
_shortcut = st.from_regex(r"\S{1,8}", fullmatch=True).filter(lambda word: word.isprintable())
_count = st.integers(0, 20)
_seconds = st.integers(0, 86_400)
_moment = st.none() | st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
_elastic = st.builds(Elastic, _count, _count, st.integers(1, 9), st.integers(1, 999))
_step = st.builds(Step, _seconds, _code, st.integers(1, 5))
_hours = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(st.just("09:00-18:00"), min_size=1, max_size=2))


def _some(codes: st.SearchStrategy[str], parts: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(codes, parts, max_size=3)


_setups = st.builds(
    Setup,
    centre=st.builds(
        CentreSetup,
        city=_text,
        time_zone=st.sampled_from(["Asia/Seoul", "UTC", "America/New_York"]),
        message_queue=st.none() | _code,
    ),
    skills=_some(_code, st.builds(SkillSetup, _text)),
    staff=_some(
        _code,
        st.builds(
            StaffSetup,
            _words,
            st.lists(st.sampled_from(Role), min_size=1, max_size=3),
            st.dictionaries(_code, st.integers(1, 5), max_size=3),
            _count,
            st.booleans(),
            st.sampled_from(Language),
            st.booleans(),
        ),
    ),
    queues=_some(
        _code,
        st.builds(
            QueueSetup,
            name=_text,
            steps=st.lists(_step, min_size=1, max_size=3),
            hours=_hours,
            head_start_s=_seconds,
            target_s=_seconds,
            target_pct=_count,
            open_on_holidays=st.booleans(),
            after_hours=st.none() | _code,
            most_waiting=st.none() | st.integers(1, 999),
            elastic=st.none() | _elastic,
        ),
    ),
    holidays=_some(st.dates().map(str), st.builds(HolidaySetup, _text, st.booleans())),
    menu=_some(st.from_regex("[0-9]{1,3}", fullmatch=True), st.builds(MenuSetup, _text, st.none() | _code, _count)),
    announcements=_some(_code, st.builds(AnnouncementSetup, _text, _moment, _moment)),
    phrases=_some(_shortcut, st.builds(PhraseSetup, _text, _text)),
    topics=_some(_code, st.builds(TopicSetup, _text, st.none() | _code)),
    alerts=_some(_code, st.builds(AlertSetup, st.sampled_from(AlertKind), _seconds, st.none() | _code)),
    duties=_some(
        st.sampled_from(["break", "training"]),
        st.builds(DutySetup, st.none() | _count, st.none() | _count, st.lists(_text, max_size=3)),
    ),
    emergency=st.none() | st.builds(EmergencySetup, _code, st.just("0"), _text, _text, _seconds, _elastic),
)


@given(_setups)
@settings(max_examples=150, deadline=None)
def test_whatever_the_setup_its_file_reads_back_the_same_and_is_written_the_same_again(setup: Setup) -> None:
    written = file.written(setup)
    parts, wrong = file.read(written)
    assert wrong == []
    again, faults = read(parts)
    assert faults == []
    assert again == setup
    assert file.written(again) == written


@pytest.mark.parametrize("setup", [SMALL_CENTRE, CITY], ids=["small", "demo"])
def test_the_file_of_a_setup_changes_nothing_in_it(setup: Setup) -> None:
    parts, wrong = file.read(file.written(setup))
    assert wrong == []
    edits = [normal(edit) for edit in differences(entities(setup), parts)]
    assert [edit for edit in edits if edit.before != edit.after] == []


async def test_an_exported_file_comes_back_as_the_edits_that_were_made_in_it(people: People) -> None:
    browser = await people.staff("administrator")
    exported = await browser.get("/api/setup/file")
    assert "sori-setup.toml" in exported.headers["content-disposition"]
    assert (await browser.do("/api/setup/file", text=exported.text)) == {"edits": [], "faults": []}
    found = await browser.do("/api/setup/file", text=exported.text.replace("target_s = 40", "target_s = 45"))
    assert [(edit["kind"], edit["code"], edit["after"]["target_s"]) for edit in found["edits"]] == [
        ("queues", "foreign", 45)
    ]
    assert (await browser.do("/api/setup/changes", edits=found["edits"]))["state"] == "applied"
    assert (await browser.read("/api/setup"))["setup"]["queues"]["foreign"]["target_s"] == 45


@pytest.mark.parametrize(
    ("change", "line_has", "place"),
    [
        (("target_s = 40", "target_s = 0"), "target_s = 0", "queues.foreign.target_s"),
        (('queue = "water"', 'queue = "wasser"'), "wasser", "menu.2.queue"),
        (("[menu.9]", "[menu.91]"), "[menu.91]", "menu.91"),
        (("[skills.water]", "[kills.water]"), "[kills.water]", "kills"),
        (("chat_capacity = 2", 'chat_capacity = "two"'), 'chat_capacity = "two"', "staff.anna.chat_capacity"),
        (("[centre]", "[centre"), "[centre", ""),
    ],
    ids=["range", "name", "tree", "table", "type", "toml"],
)
async def test_what_is_wrong_in_a_file_is_told_with_its_line(
    people: People, change: tuple[str, str], line_has: str, place: str
) -> None:
    browser = await people.staff("administrator")
    text = (await browser.get("/api/setup/file")).text.replace(*change, 1)
    found = await browser.do("/api/setup/file", text=text)
    told = [(fault["line"], fault["field"]) for fault in found["faults"]]
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line_has in line)
    assert (line, place) in told
    assert all(fault["text"] for fault in found["faults"])


async def test_the_file_is_for_administrators_and_each_export_is_written_down(people: People) -> None:
    leader = await people.staff("team_leader")
    assert problem(await leader.get("/api/setup/file")) == (403, "not_allowed")
    browser = await people.staff("administrator")
    answered = await browser.post("/api/setup/file", json={"text": ""})
    assert [fault["field"] for fault in answer(answered)["faults"]] == ["centre"]
