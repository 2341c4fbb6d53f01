"""Other systems are told of contacts: signed, at least once, in the order of commits, and nothing of a person."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from receiving import Receiver, Worker
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from factories import Browser, Clock, Leader, answer, problem, rows, until
from running import People, settings_for
from sori.operations.doctor.database import receivers
from sori.platform.background import ended
from sori.platform.database import Database
from sori.webhooks.model import RETRIES
from sori.worker import work

ALL = [
    f"contact.{kind}"
    for kind in ("queued", "offered", "answered", "bounced", "transferred", "taken_over", "returned", "left_message",
                 "abandoned", "ended", "closed", "rated")
]  # fmt: skip


async def registered(people: People, receiver: Receiver, kinds: list[str] = ALL) -> tuple[Browser, int, str]:
    administrator = await people.staff("administrator")
    made = await administrator.do("/api/webhooks", address=receiver.url, kinds=kinds)
    return administrator, made["webhook"]["id"], made["secret"]


def verified(secret: str, sent: tuple[dict[str, str], str], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a message says, if its signature holds, as the specification's own library sees it."""
    headers, body = sent
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Frozen(clock))
    return Verifier(secret).verify(body, {name.lower(): value for name, value in headers.items()})


class _Frozen:
    """The verifier refuses old messages: its time is the test's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self, tz: Any = None) -> Any:
        return self._clock()

    @staticmethod
    def fromtimestamp(seconds: float, tz: Any = None) -> Any:
        return datetime.fromtimestamp(seconds, tz)


async def test_a_contacts_life_is_told_signed_and_without_a_person(
    people: People, leader: Leader, worker: Worker, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, secret = await registered(people, receiver)
    citizen, counsellor = people.citizen(), await people.counsellor()
    contact_id = (await citizen.opens())["contact_id"]
    await leader.steps()
    await counsellor.takes(contact_id)
    await citizen.says("010-1234-5678")
    await counsellor.ends(contact_id)
    await counsellor.wraps_up(contact_id, note="홍길동")
    await worker.sends()
    assert receiver.kinds() == [f"contact.{kind}" for kind in ("queued", "offered", "answered", "ended", "closed")]
    for sent in receiver.received:
        told = verified(secret, sent, clock, monkeypatch)
        assert told["data"].keys() == {"event_id", "contact_id", "queue", "channel", "simulated"}
        assert told["data"]["contact_id"] == contact_id
        assert (told["data"]["queue"], told["data"]["channel"]) == ("general", "web")
    headers, body = receiver.received[0]
    with pytest.raises(WebhookVerificationError):
        verified(secret, (headers, body.replace("queued", "closed")), clock, monkeypatch)
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 5


async def test_only_the_kinds_asked_for_are_told_and_only_from_then_on(
    people: People, worker: Worker, receiver: Receiver
) -> None:
    await people.citizen().opens()
    await registered(people, receiver, ["contact.abandoned"])
    citizen = people.citizen()
    await citizen.opens()
    await citizen.leaves()
    await worker.sends()
    assert receiver.kinds() == ["contact.abandoned"]


async def test_an_event_that_is_committed_late_is_told_in_its_turn(
    people: People, worker: Worker, receiver: Receiver, database_url: str
) -> None:
    await registered(people, receiver)
    first = (await people.citizen().opens())["contact_id"]
    async with await psycopg.AsyncConnection.connect(database_url) as late:
        await late.execute(
            """insert into event (at, kind, about)
               select now(), 'contact.rated', jsonb_build_object('contact', %s::bigint)""",
            (first,),
        )
        second = (await people.citizen().opens())["contact_id"]
        await worker.sends()
        assert [body["data"]["contact_id"] for body in receiver.bodies] == [first]
        await late.commit()
    await worker.sends()
    # Sent at once, they arrive in any order; the order in which they were put into deliveries is that of their ids.
    assert [(body["type"], body["data"]["contact_id"]) for body in receiver.bodies_by_id()] == [
        ("contact.queued", first),
        ("contact.rated", first),
        ("contact.queued", second),
    ]


async def test_a_copy_that_is_told_to_sends_nothing_and_what_is_due_waits(
    people: People, receiver: Receiver, database: Database, database_url: str
) -> None:
    await registered(people, receiver, ["contact.queued"])
    await people.citizen().opens()
    async with database.transaction() as transaction:
        # A whole worker also brings a demo's knowledge in, which needs the demo's topics.
        await transaction.execute("update centre set demo = false")
    settings = settings_for(database_url)

    async def is_due() -> bool:
        return bool(await rows(database_url, "select 1 from webhook_delivery where due_at is not null"))

    copy = asyncio.create_task(work(database, replace(settings, webhooks=False)))
    await until(is_due)
    await ended(copy)
    assert receiver.received == []
    itself = asyncio.create_task(work(database, settings))
    await until(lambda: receiver.received)
    await ended(itself)
    assert receiver.kinds() == ["contact.queued"]


async def test_what_fails_is_sent_again_later_and_later_under_the_same_id(
    people: People, worker: Worker, receiver: Receiver, clock: Clock
) -> None:
    administrator, webhook_id, _ = await registered(people, receiver, ["contact.queued"])
    receiver.status = 500
    await people.citizen().opens()
    await worker.sends()
    await worker.sends()
    assert len(receiver.received) == 1
    for tries, later in enumerate(RETRIES[:3], start=2):
        clock.passes(later.total_seconds() - 1)
        await worker.sends()
        assert len(receiver.received) == tries - 1
        clock.passes(1)
        await worker.sends()
        assert len(receiver.received) == tries
    receiver.status = 200
    clock.passes(RETRIES[3].total_seconds())
    await worker.sends()
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    (delivery,) = (await administrator.read(f"/api/webhooks/{webhook_id}/deliveries"))["items"]
    assert (delivery["attempts"], delivery["last_status"], delivery["due_at"]) == (5, 200, None)
    assert delivery["delivered_at"]
    assert (await administrator.read(f"/api/webhooks/{webhook_id}"))["failing_since"] is None


async def test_a_receiver_that_fails_for_days_is_switched_off_and_told_everything_once_on_again(
    people: People, worker: Worker, receiver: Receiver, clock: Clock, database_url: str
) -> None:
    administrator, webhook_id, _ = await registered(people, receiver, ["contact.queued"])
    receiver.status = 503
    await people.citizen().opens()
    for _ in range(len(RETRIES) + 1):
        await worker.sends()
        clock.passes(timedelta(hours=24).total_seconds())
    administrator = await people.staff("administrator")  # the session ran out meanwhile
    known = await administrator.read(f"/api/webhooks/{webhook_id}")
    assert known["disabled_why"] == "failing"
    assert await rows(database_url, "select detail from event where kind = 'webhook.disabled'") == [
        ({"why": "failing"},)
    ]
    tried = len(receiver.received)
    missed = (await people.citizen().opens())["contact_id"]
    await worker.sends()
    assert len(receiver.received) == tried
    receiver.status = 200
    answer(await administrator.put(f"/api/webhooks/{webhook_id}/on", json={"on": True}))
    await worker.sends()
    assert missed in [body["data"]["contact_id"] for body in receiver.bodies[tried:]]


async def test_a_receiver_that_says_it_is_gone_is_sent_nothing_more(
    people: People, worker: Worker, receiver: Receiver
) -> None:
    administrator, webhook_id, _ = await registered(people, receiver, ["contact.queued"])
    receiver.status = 410
    await people.citizen().opens()
    await worker.sends()
    assert (await administrator.read(f"/api/webhooks/{webhook_id}"))["disabled_why"] == "gone"


async def test_a_slow_receiver_holds_up_nobody_else(
    people: People, worker: Worker, receiver: Receiver, other_receiver: Receiver
) -> None:
    receiver.slow = asyncio.Event()
    await registered(people, receiver, ["contact.queued"])
    await registered(people, other_receiver, ["contact.queued"])
    for _ in range(3):
        await people.citizen().opens()
    await worker.collects()
    await worker.sender.look()
    await until(lambda: len(other_receiver.received) == 3 and receiver.received)
    await people.citizen().opens()
    await worker.collects()
    await worker.sender.look()

    async def fourth() -> bool:
        await worker.sender.look()
        return len(other_receiver.received) == 4

    await until(fourth)
    receiver.slow.set()
    await worker.sender.rest()
    await worker.sends()
    assert len(receiver.received) == 4


async def test_who_dies_between_sending_and_noting_lets_it_be_sent_again(
    people: People, worker: Worker, receiver: Receiver, clock: Clock
) -> None:
    await registered(people, receiver, ["contact.queued"])
    receiver.slow = asyncio.Event()
    await people.citizen().opens()
    await worker.collects()
    sending = asyncio.create_task(worker.sender.run())
    await until(lambda: receiver.received)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    receiver.slow.set()
    await worker.sends()
    assert len(receiver.received) == 1  # it may still be on its way
    clock.passes(60)
    await worker.sends()
    assert len(receiver.received) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


async def test_after_a_restore_on_another_server_nothing_is_left_out(
    people: People, worker: Worker, receiver: Receiver, database_url: str
) -> None:
    await registered(people, receiver, ["contact.queued"])
    known = (await people.citizen().opens())["contact_id"]
    # As if all had happened on a server whose transactions had much greater numbers.
    await rows(
        database_url,
        """update webhook set read_on = 1, read_to_transaction = '9000000000', read_to_event = 0""",
    )
    await worker.sends()
    new = (await people.citizen().opens())["contact_id"]
    await worker.sends()
    told = [body["data"]["contact_id"] for body in receiver.bodies]
    assert known in told
    assert told[-1] == new


async def test_a_rotated_secret_and_the_one_before_are_both_good_for_a_day(
    people: People, worker: Worker, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator, webhook_id, old = await registered(people, receiver, ["contact.queued"])
    new = (await administrator.do(f"/api/webhooks/{webhook_id}/secret"))["secret"]
    assert new != old
    await people.citizen().opens()
    await worker.sends()
    for secret in (old, new):
        assert verified(secret, receiver.received[0], clock, monkeypatch)
    clock.passes(timedelta(days=1, seconds=1).total_seconds())
    await people.citizen().opens()
    await worker.sends()
    assert verified(new, receiver.received[1], clock, monkeypatch)
    with pytest.raises(WebhookVerificationError):
        verified(old, receiver.received[1], clock, monkeypatch)


async def test_a_test_message_and_a_delivery_again(people: People, worker: Worker, receiver: Receiver) -> None:
    administrator, webhook_id, _ = await registered(people, receiver, ["contact.queued"])
    await administrator.do(f"/api/webhooks/{webhook_id}/test")
    await worker.sends()
    assert receiver.bodies == [{"type": "webhook.test", "timestamp": "2026-03-04T01:00:00Z", "data": None}]
    (delivery,) = (await administrator.read(f"/api/webhooks/{webhook_id}/deliveries"))["items"]
    await administrator.do(f"/api/webhooks/{webhook_id}/deliveries/{delivery['id']}/redeliver")
    await worker.sends()
    assert receiver.received[0][0]["webhook-id"] == receiver.received[1][0]["webhook-id"]


async def test_a_redirect_is_not_followed(people: People, worker: Worker, receiver: Receiver) -> None:
    administrator, webhook_id, _ = await registered(people, receiver, ["contact.queued"])
    receiver.status = 307
    await people.citizen().opens()
    await worker.sends()
    (delivery,) = (await administrator.read(f"/api/webhooks/{webhook_id}/deliveries", open_only=True))["items"]
    assert (delivery["last_status"], delivery["delivered_at"]) == (307, None)


async def test_deliveries_come_in_pages(people: People, worker: Worker, receiver: Receiver, database_url: str) -> None:
    administrator, webhook_id, _ = await registered(people, receiver)
    body = json.dumps({"type": "webhook.test", "data": None})
    await rows(
        database_url,
        """insert into webhook_delivery (webhook_id, kind, body, created_at)
           select %s, 'webhook.test', %s, now() from generate_series(1, 120)""",
        (webhook_id, body),
    )
    ids: list[int] = []
    before: int | None = None
    for size in (50, 50, 20):
        query = {} if before is None else {"before": before}
        page = await administrator.read(f"/api/webhooks/{webhook_id}/deliveries", **query)
        assert len(page["items"]) == size
        ids += [item["id"] for item in page["items"]]
        before = page["next_before"]
    assert before is None
    assert ids == sorted(set(ids), reverse=True)


async def test_a_change_of_what_somebody_else_has_changed_is_refused_with_who_it_was(
    people: People, receiver: Receiver
) -> None:
    administrator, webhook_id, _ = await registered(people, receiver)
    path = f"/api/webhooks/{webhook_id}"
    tag = (await administrator.get(path)).headers["etag"]
    change = {"address": receiver.url, "kinds": ["contact.rated"]}
    assert problem(await administrator.put(path, json=change)) == (428, "version_missing")
    changed = await administrator.put(path, json=change, headers={**await csrf(administrator), "if-match": tag})
    assert answer(changed)["kinds"] == ["contact.rated"]
    assert changed.headers["etag"] != tag
    refused = await administrator.put(path, json=change, headers={**await csrf(administrator), "if-match": tag})
    assert problem(refused) == (412, "changed_meanwhile")
    assert "administrator" in refused.json()["detail"]


async def csrf(browser: Browser) -> dict[str, str]:
    return {"x-csrf-token": browser.cookies["sori_csrf"]}


async def test_secrets_are_shown_once_and_never_again(people: People, receiver: Receiver) -> None:
    administrator, webhook_id, secret = await registered(people, receiver)
    for path in ("/api/webhooks", f"/api/webhooks/{webhook_id}"):
        assert secret not in (await administrator.get(path)).text
    await administrator.do(f"/api/webhooks/{webhook_id}/test")
    assert secret not in (await administrator.get(f"/api/webhooks/{webhook_id}/deliveries")).text


async def test_a_webhook_that_is_removed_is_gone_with_its_deliveries(
    people: People, worker: Worker, receiver: Receiver
) -> None:
    administrator, webhook_id, _ = await registered(people, receiver)
    await administrator.do(f"/api/webhooks/{webhook_id}/test")
    assert (await administrator.delete(f"/api/webhooks/{webhook_id}")).status_code == 204
    await worker.sends()
    assert receiver.received == []
    assert problem(await administrator.get(f"/api/webhooks/{webhook_id}")) == (404, "no_webhook")


async def test_the_doctor_tells_of_a_receiver_that_fails(people: People, worker: Worker, receiver: Receiver) -> None:
    await registered(people, receiver, ["contact.queued"])

    async def finding() -> str:
        async with worker.database.reading() as transaction:
            return (await receivers(transaction)).level

    assert await finding() == "good"
    receiver.status = 500
    await people.citizen().opens()
    await worker.sends()
    assert await finding() == "odd"
    receiver.status = 410
    worker.clock.passes(10)
    await worker.sends()
    assert await finding() == "wrong"
