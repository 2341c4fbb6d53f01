"""Which passwords are taken, changing one's own, and those that somebody else gave."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import PASSWORD, Clock, answer, problem, rows
from running import People
from sori.people.password import LONGEST, SHORTEST, check
from sori.platform.problem import Problem

OWN = ("minsu", "김민수", "서울", "Seoul")
NEW = "three-herons-at-dusk"


def refusal(password: str) -> str | None:
    try:
        check(password, OWN)
    except Problem as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("123456789", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("password123", "password_common"),
        ("P@ssw0rd123", "password_common"),
        ("1q2w3e4r5t", "password_common"),
        ("qwertyuiop", "password_common"),
        ("0000000000", "password_common"),
        ("abcabcabcabc", "password_common"),
        ("minsu-minsu", "password_own_words"),
        ("MINSU123456", "password_own_words"),
        ("seoul2026!!", "password_own_words"),
        ("서울서울서울서울서울", "password_own_words"),
        ("김민수김민수김민수김민수", "password_own_words"),
        ("three-herons-at-dusk", None),
        ("느린 우체통이 있는 골목", None),
        ("the bus to seoul was late again", None),
        ("a" * 15 + "-heron", None),
    ],
)
def test_a_password_is_long_and_nobody_would_guess_it(password: str, code: str | None) -> None:
    assert refusal(password) == code


@settings(deadline=None)
@given(st.text(max_size=LONGEST))
def test_every_text_is_taken_or_refused_for_a_reason(password: str) -> None:
    code = refusal(password)
    assert code in (None, "password_too_short", "password_common", "password_own_words")
    if len(password) < SHORTEST:
        assert code == "password_too_short"


async def test_somebody_changes_their_password_and_their_other_sessions_end(people: People, database_url: str) -> None:
    desk, elsewhere = await people.staff("anna"), await people.staff("anna")
    changed = await desk.put("/api/account/password", json={"present": PASSWORD, "new": NEW})
    assert changed.status_code == 204
    assert (await desk.get("/api/session")).status_code == 200
    assert (await elsewhere.get("/api/session")).status_code == 401
    old, new = ({"login": "anna", "password": password} for password in (PASSWORD, NEW))
    assert problem(await people.browser().post("/api/session", json=old)) == (401, "wrong_log_in")
    assert (await people.browser().post("/api/session", json=new)).status_code == 200
    assert ("password.changed",) in await rows(database_url, "select action from audit")


@pytest.mark.parametrize(
    ("present", "new", "refused"),
    [
        ("wrong", NEW, (403, "wrong_password")),
        (PASSWORD, "short", (422, "password_too_short")),
        (PASSWORD, "Test City 1", (422, "password_own_words")),
        (PASSWORD, "password123", (422, "password_common")),
        (PASSWORD, PASSWORD, (422, "password_same")),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(
    people: People, present: str, new: str, refused: tuple[int, str]
) -> None:
    desk, elsewhere = await people.staff("anna"), await people.staff("anna")
    assert problem(await desk.put("/api/account/password", json={"present": present, "new": new})) == refused
    assert (await elsewhere.get("/api/session")).status_code == 200
    assert (await people.browser().do("/api/session", login="anna", password=PASSWORD))["login"] == "anna"


async def test_guessing_the_present_password_from_a_session_left_open_is_counted(people: People) -> None:
    desk = await people.staff("anna")
    for _ in range(5):
        guess = await desk.put("/api/account/password", json={"present": "wrong", "new": NEW})
        assert problem(guess) == (403, "wrong_password")
    right = await desk.put("/api/account/password", json={"present": PASSWORD, "new": NEW})
    assert problem(right) == (429, "too_many_log_ins")
    assert right.headers["retry-after"] == "900"


async def test_a_password_that_an_administrator_gave_is_changed_before_anything_else(people: People) -> None:
    administrator, browser = await people.staff("administrator"), people.browser()
    given = "a-password-to-begin-with"
    answer(await administrator.put("/api/staff/anna/password", json={"password": given}))
    me = await browser.do("/api/session", login="anna", password=given)
    assert me["owes"] == ["password"]
    assert problem(await browser.get("/api/desk")) == (403, "password_change_owed")
    answer(await browser.put("/api/account/password", json={"present": given, "new": NEW}))
    assert (await browser.read("/api/session"))["owes"] == []
    assert (await browser.get("/api/desk")).status_code == 200


async def test_a_new_password_ends_what_failed_log_ins_made_somebody_wait(people: People, clock: Clock) -> None:
    for _ in range(5):
        await people.browser().post("/api/session", json={"login": "anna", "password": "wrong"})
    administrator = await people.staff("administrator")
    assert (await administrator.read("/api/staff/anna/access"))["failures"] == 5
    answer(await administrator.put("/api/staff/anna/password", json={"password": NEW}))
    assert (await people.browser().do("/api/session", login="anna", password=NEW))["login"] == "anna"
