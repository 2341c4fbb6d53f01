"""Whatever comes over the wire is answered as a problem that tells what is wrong, and nothing of it is kept."""

from typing import Any

import pytest

from factories import answer, message, problem
from running import People

_JSON = {"content-type": "application/json"}
_BODIES = {
    "no JSON": b"{",
    "nothing": b"",
    "not UTF-8": b'{"client_key":"%s","body":"\xff\xfe","attachment_ids":[]}' % message("")["client_key"].encode(),
    "half a surrogate": b'{"client_key":"%s","body":"\\ud800","attachment_ids":[]}'
    % message("")["client_key"].encode(),
    "brackets without end": b"[" * 60_000,
    "a deep object": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "a number beyond all ids": b'{"client_key":"%s","body":"x","attachment_ids":[99999999999999999999]}'
    % message("")["client_key"].encode(),
    "an id beyond all": b'{"client_key":"%s","body":"x","attachment_ids":[9223372036854775807]}'
    % message("")["client_key"].encode(),
}


async def _csrf(browser: Any) -> dict[str, str]:
    await browser.get("/api/demo")
    return {"x-csrf-token": browser.cookies["sori_csrf"]}


@pytest.mark.parametrize("what", _BODIES)
async def test_a_body_that_cannot_be_read_is_refused_with_what_is_wrong(people: People, what: str) -> None:
    citizen = people.citizen()
    await citizen.opens()
    headers = {**_JSON, **await _csrf(citizen.browser)}
    refused = await citizen.browser.post("/api/chat/messages", content=_BODIES[what], headers=headers)
    status, code = problem(refused)
    assert 400 <= status < 500, code
    assert [said for said in (await citizen.sees())["messages"] if said["sender"] == "citizen"] == []


async def test_a_sign_that_no_column_can_hold_is_left_out_and_the_rest_is_kept(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    assert (await citizen.says("a\0b"))["body"] == "ab"


async def test_too_large_a_body_is_refused_before_it_is_read(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    headers = {**_JSON, **await _csrf(citizen.browser)}
    large = b'{"body":"' + b"a" * 300_000 + b'"}'
    assert problem(await citizen.browser.post("/api/chat/messages", content=large, headers=headers))[0] == 413
    files = {"file": ("a.png", b"\x89PNG" + b"0" * 11_000_000, "image/png")}
    headers = await _csrf(citizen.browser)
    assert problem(await citizen.browser.post("/api/chat/attachments", files=files, headers=headers))[0] == 413


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff", b"\0" * 100, b""],
)
async def test_a_file_that_is_not_what_it_says_is_refused(people: People, content: bytes) -> None:
    citizen = people.citizen()
    await citizen.opens()
    files = {"file": ("holiday.png", content, "image/png")}
    headers = await _csrf(citizen.browser)
    status, _ = problem(await citizen.browser.post("/api/chat/attachments", files=files, headers=headers))
    assert status in (415, 422)


async def test_a_body_of_another_type_than_the_route_takes_is_refused(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    csrf = await _csrf(citizen.browser)
    for path, kind in (
        ("/api/chat/attachments", "application/json"),
        ("/api/chat/attachments", "multipart/form-data"),
        ("/api/chat/messages", "text/xml"),
        ("/api/chat/messages", "application/x-www-form-urlencoded"),
        ("/api/chat/messages", "nonsense"),
    ):
        refused = await citizen.browser.post(path, content=b"<a/>", headers={**csrf, "content-type": kind})
        assert problem(refused)[0] in (400, 415), (path, kind)


async def test_paths_methods_and_parameters_that_there_are_not(people: People) -> None:
    leader = await people.staff("team_leader")
    assert problem(await leader.get("/api/nothing")) == (404, "no_such_page")
    assert problem(await leader.get("/api/contacts/abc")) == (404, "no_such_page")
    wrong = await leader.patch("/api/desk")
    assert problem(wrong) == (405, "wrong_method")
    assert "GET" in wrong.headers["allow"]
    for query in ("before=abc", "before=99999999999999999999", "since=yesterday", "since=0000-00-00T00:00:00Z"):
        assert problem(await leader.get(f"/api/floor/alerts?{query}"))[0] in (400, 422), query
    assert problem(await leader.get("/api/floor/contacts?figure=%00"))[0] == 400
    assert problem(await leader.get("/api/contacts/99999999999999999999999"))[0] in (400, 404)


async def test_a_change_without_its_token_is_refused_as_a_problem(people: People) -> None:
    citizen = people.citizen()
    await citizen.opens()
    refused = await citizen.browser.post("/api/chat/leave", headers={"x-csrf-token": "wrong"})
    assert problem(refused)[0] == 403
    assert answer(await citizen.browser.get("/api/chat/conversation"))["state"] == "waiting"
