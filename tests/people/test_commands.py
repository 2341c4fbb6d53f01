"""`sori password` and `sori second-factor reset`, for those whom no screen lets in any more."""

import os
import subprocess
import sys

import pytest
from test_second_factor import set_up

from factories import PASSWORD, Clock, problem, rows
from running import People

NEW = "three-herons-at-dusk"


def sori(database_url: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sori.cli", *arguments],
        env={**os.environ, "DATABASE_URL": database_url, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_who_is_locked_out_gets_a_password_to_be_changed_and_the_log_has_it(
    people: People, database_url: str
) -> None:
    desk = await people.staff("anna")
    for _ in range(5):
        await people.browser().post("/api/session", json={"login": "anna", "password": "wrong"})
    done = sori(database_url, "password", " Anna ", SORI_NEW_PASSWORD=NEW)
    assert done.returncode == 0, done.stderr
    me = await people.browser().do("/api/session", login="anna", password=NEW)
    assert me["owes"] == ["password"]
    assert problem(await desk.get("/api/session")) == (401, "not_logged_in")
    assert (None, "password.set") in await rows(database_url, "select staff_id, action from audit")


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (["password", "anna"], "short", "at least 10 characters"),
        (["password", "nobody"], NEW, "no such member of staff"),
        (["password", "anna"], "", "SORI_NEW_PASSWORD"),
        (["second-factor", "reset", "anna"], "", "no second factor"),
    ],
)
def test_what_can_not_be_done_is_told_and_changes_nothing(
    database_url: str, arguments: list[str], password: str, said: str
) -> None:
    done = sori(database_url, *arguments, SORI_NEW_PASSWORD=password)
    assert done.returncode == 1
    assert said in done.stderr


async def test_a_lost_second_factor_is_reset(people: People, clock: Clock, database_url: str) -> None:
    await set_up(await people.staff("anna"), clock)
    log_in = {"login": "anna", "password": PASSWORD}
    assert (await people.browser().post("/api/session", json=log_in)).status_code == 202
    done = sori(database_url, "second-factor", "reset", "anna")
    assert done.returncode == 0, done.stderr
    assert (await people.browser().post("/api/session", json=log_in)).status_code == 200
    assert (None, "second_factor.reset") in await rows(database_url, "select staff_id, action from audit")
