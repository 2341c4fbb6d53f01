"""Two centres exchange bulletins: two applications with a database each, one fetching the other's feed over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from aiohttp import web
from bulletins import Writer, reads

from factories import Browser, Clock, answer, make_small_centre, problem
from listening import listening
from running import People, served, settings_for
from sori.knowledge.bulletins.feed import LARGEST_FEED
from sori.knowledge.bulletins.fetching import Fetcher
from sori.platform.database import Database
from sori.server import create_app

KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"


@dataclass
class Centre:
    """One of the two, with its people and its worker's look at other feeds."""

    people: People
    clock: Clock

    async def looks(self) -> None:
        """Fetches what is due, a minute on."""
        self.clock.passes(61)
        await Fetcher(self.people.database, self.clock, private=True).look()

    async def administrator(self) -> Browser:
        return await self.people.staff("administrator")

    async def exchange(self) -> dict[str, Any]:
        found: dict[str, Any] = await (await self.people.staff("knowledge_editor")).read("/api/bulletins/exchange")
        return found

    async def partner(self) -> dict[str, Any]:
        partner: dict[str, Any] = (await self.exchange())["partners"][0]
        return partner

    async def adds(self, **more: Any) -> dict[str, Any]:
        setup = {"name": "나루시", "address": "http://127.0.0.1:9/", "public_key": KEY, **more}
        added: dict[str, Any] = await (await self.administrator()).do("/api/bulletins/exchange/partners", **setup)
        return added

    async def token_for(self, partner: dict[str, Any]) -> str:
        path = f"/api/bulletins/exchange/partners/{partner['id']}/token"
        return str((await (await self.administrator()).do(path))["token"])

    async def changes(self, partner: dict[str, Any], **more: Any) -> httpx.Response:
        browser = await self.administrator()
        await browser.get("/api/demo")
        kept = {name: partner[name] for name in ("name", "address", "public_key", "trusted", "is_on")}
        return await browser.put(
            f"/api/bulletins/exchange/partners/{partner['id']}",
            json={**kept, **more},
            headers={"if-match": f'"{partner["change"]}"', "x-csrf-token": browser.cookies["sori_csrf"]},
        )


@pytest.fixture
async def here(people: People, clock: Clock) -> Centre:
    return Centre(people, clock)


@pytest.fixture
async def there(empty_url: str, clock: Clock) -> AsyncIterator[Centre]:
    """The other centre, served over HTTP, at the same time."""
    database = Database(empty_url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await make_small_centre(transaction)
    await database.close()
    app = create_app(settings_for(empty_url), clock=clock)
    async with served(app) as base:
        people = People(app.state.database, clock, httpx.AsyncHTTPTransport, base, [])
        yield Centre(people, clock)
        await people.close()


async def connected(here: Centre, there: Centre, **more: Any) -> dict[str, Any]:
    """Has this centre read the other's feed; gives it as this one knows it."""
    reader = await there.adds(name="시험시")
    return await here.adds(
        address=f"{there.people.base}/api/bulletins/feed",
        public_key=(await there.exchange())["public_key"],
        token=await there.token_for(reader),
        **more,
    )


async def test_what_one_centre_shares_another_accepts_with_a_second_pair_of_eyes(here: Centre, there: Centre) -> None:
    await connected(here, there)
    writer = await Writer.of(there.people)
    await writer.publishes("나루대교 통제", shared=True, topics=["bill"], words=["나루대교"], urgency="urgent")
    await writer.publishes("우리끼리")
    await writer.writes("초안", shared=True)
    await here.looks()

    editor, leader = await Writer.of(here.people), await Writer.of(here.people, "team_leader")
    assert await editor.lists(only="received") == await editor.lists() == ["나루대교 통제"]
    [listed] = (await editor.browser.read("/api/bulletins"))["items"]
    draft = await editor.sees(listed["id"])
    assert (draft["from_centre"], draft["standing"], draft["content"]["urgency"]) == ("나루시", "draft", "urgent")
    assert draft["content"]["words"] == ["나루대교", "Bills (ko)", "Bills"]
    anna = await here.people.staff("anna")
    assert await reads(anna) == []
    assert problem(await leader.tries(draft, "publish")) == (403, "bulletin_of_another_centre")
    assert problem(await editor.tries_to_revise(draft, body="다른 말")) == (409, "bulletin_of_another_centre")

    await editor.does(await editor.revises(draft, queues=["general"]), "publish")
    assert await reads(anna) == ["나루대교 통제"]
    partner = await here.partner()
    assert partner["fault"] is None
    assert partner["accepted_at"] is not None
    assert (await there.partner())["read_at"] is not None


async def test_a_trusted_centre_is_published_at_once_changed_and_withdrawn(here: Centre, there: Centre) -> None:
    await connected(here, there, trusted=True)
    writer, anna = await Writer.of(there.people), await here.people.staff("anna")
    made = await writer.publishes("한파 쉼터", shared=True)
    await here.looks()
    await here.looks()
    assert await reads(anna) == ["한파 쉼터"], "the same feed twice is one bulletin"

    made = await writer.revises(made, title="한파 쉼터 두 곳")
    await here.looks()
    assert await reads(anna) == ["한파 쉼터 두 곳"]
    await writer.does(made, "withdraw")
    await here.looks()
    assert await reads(anna) == []
    assert len(await (await Writer.of(here.people)).lists(only="withdrawn")) == 2


async def test_what_is_no_longer_shared_is_withdrawn_and_what_was_declined_stays_away(
    here: Centre, there: Centre
) -> None:
    await connected(here, there)
    writer, editor = await Writer.of(there.people), await Writer.of(here.people)
    first = await writer.publishes("첫째", shared=True)
    second = await writer.publishes("둘째", shared=True)
    await here.looks()
    [declined] = [one for one in (await editor.browser.read("/api/bulletins"))["items"] if one["title"] == "둘째"]
    await editor.does(declined, "withdraw")
    await writer.revises(first, shared=False)
    await here.looks()
    assert await editor.lists(only="draft") == []

    await writer.revises(second, body="고친 글")
    await here.looks()
    assert await editor.lists(only="draft") == ["둘째"], "a new text is a new question"


async def test_only_who_shows_a_token_reads_the_feed(here: Centre, there: Centre) -> None:
    partner = await there.adds(name="시험시")
    old = await there.token_for(partner)
    new = await there.token_for(partner)
    browser = there.people.browser()
    assert problem(await browser.get("/api/bulletins/feed")) == (401, "feed_token")
    for token in ("nonsense", old):
        refused = await browser.get("/api/bulletins/feed", headers={"authorization": f"Bearer {token}"})
        assert problem(refused) == (401, "feed_token")
    shown = await browser.get("/api/bulletins/feed", headers={"authorization": f"Bearer {new}"})
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "application/jose+json"
    headers = {"authorization": f"Bearer {new}", "if-none-match": shown.headers["etag"]}
    assert (await browser.get("/api/bulletins/feed", headers=headers)).status_code == 304
    answer(await there.changes((await there.partner()), is_on=False))
    assert (await browser.get("/api/bulletins/feed", headers=headers)).status_code == 401


@dataclass
class Somebody:
    """A server that answers with what it was given: a copy of a feed, or nonsense."""

    url: str = ""
    body: bytes = b""
    status: int = 200

    async def answers(self, request: web.Request) -> web.Response:
        return web.Response(body=self.body, status=self.status, headers={"location": "/elsewhere"})


@pytest.fixture
async def somebody() -> AsyncIterator[Somebody]:
    found = Somebody()
    async with listening("GET", "/feed", found.answers) as address:
        found.url = f"{address}/feed"
        yield found


async def test_a_feed_that_is_not_one_is_refused_and_editors_see_why(
    here: Centre, there: Centre, somebody: Somebody
) -> None:
    reader = await there.adds(name="시험시")
    shown = {"authorization": f"Bearer {await there.token_for(reader)}"}
    browser, writer = there.people.browser(), await Writer.of(there.people)
    key = (await there.exchange())["public_key"]
    await writer.publishes("첫째", shared=True)
    old = (await browser.get("/api/bulletins/feed", headers=shown)).content
    await writer.publishes("둘째", shared=True)
    new = (await browser.get("/api/bulletins/feed", headers=shown)).content

    partner = await here.adds(address=somebody.url, public_key=key)
    somebody.body = new
    await here.looks()
    editor = await Writer.of(here.people)
    assert await editor.lists(only="received") == ["둘째", "첫째"]

    async def fault() -> tuple[str, str]:
        here.clock.passes(5 * 60)
        await here.looks()
        found = await here.partner()
        return found["fault"], found["fault_detail"]

    somebody.body = old
    assert (await fault())[0] == "replayed"
    somebody.body = new[:-20]
    assert await fault() == ("not_json", "")
    somebody.body = b" " * (LARGEST_FEED + 1)
    assert await fault() == ("too_large", "")
    somebody.status = 302
    assert await fault() == ("status", "302")
    answer(await here.changes(await here.partner(), address="http://127.0.0.1:9/"))
    assert await fault() == ("no_connection", "")
    wrong = await here.changes(await here.partner(), address=somebody.url, public_key=KEY)
    assert wrong.is_success
    somebody.status, somebody.body = 200, new
    assert await fault() == ("signature", "")
    assert await editor.lists(only="received") == ["둘째", "첫째"], "nothing of it was taken in"
    assert problem(await here.changes(partner)) == (412, "changed_meanwhile")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "가" * 101}, "name"),
        ({"address": "ftp://example.org/feed"}, "address"),
        ({"public_key": "nonsense"}, "public_key"),
        ({"token": "가"}, "token"),
    ],
)
async def test_a_centre_that_cannot_be_is_refused(here: Centre, wrong: dict[str, Any], field: str) -> None:
    setup = {"name": "나루시", "address": "http://127.0.0.1:9/", "public_key": KEY, **wrong}
    refused = await (await here.administrator()).post("/api/bulletins/exchange/partners", json=setup)
    assert problem(refused)[0] == 422
    assert refused.json()["field"] == field


async def test_administrators_alone_say_with_whom_bulletins_are_exchanged(here: Centre) -> None:
    partner = await here.adds()
    path = f"/api/bulletins/exchange/partners/{partner['id']}"
    assert "token" not in partner
    assert problem(
        await (await here.administrator()).post(
            "/api/bulletins/exchange/partners",
            json={"name": "나루시", "address": "http://127.0.0.1:9/", "public_key": KEY},
        )
    ) == (409, "centre_name_taken")
    editor, anna = await here.people.staff("knowledge_editor"), await here.people.staff("anna")
    assert problem(await editor.delete(path))[0] == problem(await editor.post(f"{path}/token"))[0] == 403
    assert (await editor.post(f"{path}/look")).status_code == 202
    assert problem(await anna.get("/api/bulletins/exchange"))[0] == 403
    answer(await (await here.administrator()).delete(path))
    assert (await here.exchange())["partners"] == []
    assert problem(await editor.post(f"{path}/look")) == (404, "no_centre_of_this_number")
