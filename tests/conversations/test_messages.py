"""What the two sides tell each other: words, read marks, and what is refused."""

from typing import Any

import pytest

from factories import Citizen, Clock, Counsellor, Leader, message, problem
from running import People


class Talk:
    """A citizen and Anna in conversation."""

    def __init__(self, citizen: Citizen, anna: Counsellor, contact: int) -> None:
        self.citizen, self.anna, self.contact = citizen, anna, contact


@pytest.fixture
async def talk(people: People, leader: Leader) -> Talk:
    anna, citizen = await people.counsellor("anna"), people.citizen()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    return Talk(citizen, anna, contact)


async def test_both_sides_read_the_same_words_in_the_same_order(talk: Talk, clock: Clock) -> None:
    for number in range(3):
        clock.passes(1)
        await talk.citizen.says(f"question {number}")
        await talk.anna.says(talk.contact, f"answer {number}")
    theirs = (await talk.citizen.sees())["messages"]
    hers = await talk.anna.browser.read(f"/api/contacts/{talk.contact}/messages")
    assert theirs == hers
    assert [told["body"] for told in hers if told["sender"] != "system"] == [
        f"{kind} {number}" for number in range(3) for kind in ("question", "answer")
    ]
    assert {told["sender_name"] for told in hers if told["sender"] == "counsellor"} == {"Anna"}


async def test_only_what_is_new_is_sent_again(talk: Talk) -> None:
    first = (await talk.citizen.says("one"))["id"]
    second = await talk.citizen.says("two")
    assert (await talk.citizen.sees(after=first))["messages"] == [second]
    assert await talk.anna.browser.read(f"/api/contacts/{talk.contact}/messages", after=first) == [second]


@pytest.mark.parametrize("body", ["가" * 4000, "👩‍👩‍👧 <script>alert(1)</script>", "'; drop table message; --", "a\nb"])
async def test_words_are_kept_as_they_were_written(talk: Talk, body: str) -> None:
    assert (await talk.citizen.says(body))["body"] == body
    assert (await talk.anna.says(talk.contact, body))["body"] == body


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "message_empty"), (" \n\t ", "message_empty"), ("\0", "message_empty"), ("가" * 4001, "text_too_long")],
)
async def test_nothing_and_too_much_are_not_taken(talk: Talk, body: str, code: str) -> None:
    assert problem(await talk.citizen.browser.post("/api/chat/messages", json=message(body))) == (422, code)
    path = f"/api/contacts/{talk.contact}/messages"
    assert problem(await talk.anna.browser.post(path, json=message(body))) == (422, code)


async def test_a_nul_byte_is_left_out(talk: Talk) -> None:
    assert (await talk.citizen.says("a\0b"))["body"] == "ab"


async def test_a_citizen_writes_while_waiting_and_the_counsellor_reads_it_before_accepting(
    people: People, leader: Leader
) -> None:
    anna, citizen = await people.counsellor("anna"), people.citizen()
    contact = (await citizen.opens())["contact_id"]
    await citizen.says("in a hurry")
    await leader.steps()
    messages = await anna.browser.read(f"/api/contacts/{contact}/messages")
    assert [told["body"] for told in messages] == ["", "in a hurry"]


async def test_read_marks_move_forward_only_and_never_past_this_conversation(talk: Talk, people: People) -> None:
    stranger = people.citizen()
    await stranger.opens()
    ids = [(await talk.citizen.says(f"{number}"))["id"] for number in range(3)]
    elsewhere = (await stranger.says("elsewhere"))["id"]
    assert (await talk.anna.desk())["contacts"][0]["unread"] == 3
    path = f"/api/contacts/{talk.contact}/read"
    for told, kept, unread in ((ids[1], ids[1], 1), (ids[0], ids[1], 1), (elsewhere, ids[1], 1), (ids[2], ids[2], 0)):
        await talk.anna.browser.do(path, message_id=told)
        assert (await talk.citizen.sees())["counsellor_read"] == kept
        assert (await talk.anna.desk())["contacts"][0]["unread"] == unread
    hers = (await talk.anna.says(talk.contact, "hello"))["id"]
    await talk.citizen.browser.do("/api/chat/read", message_id=hers)
    assert (await talk.citizen.browser.post("/api/chat/read", json={"message_id": 10**30})).status_code == 400
    assert (await talk.anna.browser.read(f"/api/contacts/{talk.contact}"))["citizen_read"] == hers


BAD_BODIES: list[tuple[str, Any]] = [
    ("messages", {"client_key": "no-uuid", "body": "x", "attachment_ids": []}),
    ("messages", {"client_key": "0b7c2c5e-0000-4000-8000-000000000000", "body": 5, "attachment_ids": []}),
    ("messages", {"client_key": "0b7c2c5e-0000-4000-8000-000000000000", "body": "x", "attachment_ids": ["x"]}),
    ("messages", {"client_key": "0b7c2c5e-0000-4000-8000-000000000000", "body": "x", "attachment_ids": [10**30]}),
    ("messages", {"client_key": "0b7c2c5e-0000-4000-8000-000000000000", "body": "x", "attachment_ids": [-1]}),
    ("messages", []),
    ("read", {"message_id": None}),
    ("read", {"message_id": 10**40}),
    ("rating", {"score": "5"}),
    ("rating", {"score": 2.5}),
    ("contacts", {"menu_key": "3", "language": "xx", "request_key": "0b7c2c5e-0000-4000-8000-000000000001"}),
    ("contacts", {"menu_key": 3, "language": "ko", "request_key": "0b7c2c5e-0000-4000-8000-000000000001"}),
    ("contacts", {}),
]


async def test_no_body_that_somebody_sends_is_a_fault_of_ours(talk: Talk) -> None:
    page, desk = talk.citizen.browser, talk.anna.browser
    for path, body in BAD_BODIES:
        for base, browser in (("/api/chat", page), (f"/api/contacts/{talk.contact}", desk)):
            response = await browser.post(f"{base}/{path}", json=body)
            assert response.status_code < 500, f"{base}/{path} {body}: {response.text}"
    headers = {"content-type": "application/json", "x-csrf-token": page.cookies["sori_csrf"]}
    for content in (b"", b"{", b"\xff\xfe", b'{"body": "\\ud800"}', b"null", b"[" * 10_000):
        response = await page.post("/api/chat/messages", content=content, headers=headers)
        assert problem(response)[0] in (400, 413, 422), content[:20]
    transfer = {"note": "x", "queue_id": 10**30}
    path = f"/api/contacts/{talk.contact}/transfer"
    assert problem(await talk.anna.browser.post(path, json=transfer)) == (422, "unknown_queue")
    transfer = {"note": "x", "counsellor_id": 10**30}
    assert problem(await talk.anna.browser.post(path, json=transfer)) == (422, "counsellor_without_skill")
    for query in ("after=x", f"after={10**30}"):
        assert (await talk.citizen.browser.get(f"/api/chat/conversation?{query}")).status_code < 500


async def test_a_body_beyond_the_limit_is_refused(talk: Talk) -> None:
    refused = await talk.citizen.browser.post("/api/chat/messages", json=message("x" * 200_000))
    assert refused.status_code == 413


async def test_a_refusal_is_told_in_the_language_of_the_request(people: People) -> None:
    texts = {}
    for language in ("ko", "en", "en-GB,en;q=0.9,ko;q=0.8", "fr", ""):
        response = await people.browser(language).get("/api/chat/conversation")
        texts[language] = response.json()["detail"]
    assert texts["en"] == texts["en-GB,en;q=0.9,ko;q=0.8"] == "There is no conversation on this device."
    assert texts["ko"] == texts["fr"] == texts[""] != texts["en"]
