"""What tests are made of: a small centre, browsers of citizens and staff, a clock that is set by hand, and a
routing leader that takes a step when it is told to."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import psycopg

from sori.centre import administration
from sori.centre import service as centre_service
from sori.centre.model import Step
from sori.centre.setup import (
    WEEKDAYS,
    AnnouncementSetup,
    CentreSetup,
    MenuSetup,
    PhraseSetup,
    QueueSetup,
    Setup,
    SkillSetup,
    TopicSetup,
)
from sori.conversations.floor import Floor
from sori.conversations.service import life
from sori.conversations.store import routing as routing_store
from sori.conversations.store.routing import MadeOffer
from sori.people import service as people_service
from sori.people.model import Actor, Role, StaffSetup
from sori.platform.database import Database, Transaction
from sori.platform.translation import Text

PASSWORD = "a-long-password"
SIMULATOR_KEY = "key-of-the-simulator"
WEDNESDAY_10 = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
"""Wednesday 4 March 2026, 10:00 in Seoul: an ordinary working hour."""

ALWAYS = {day: ["00:00-24:00"] for day in WEEKDAYS}
OFFICE_HOURS = {day: ["09:00-18:00"] for day in WEEKDAYS[:5]}


def text(english: str) -> Text:
    return Text(f"{english} (ko)", english)


def queue(code: str, open_at: dict[str, list[str]] = ALWAYS, **more: Any) -> QueueSetup:
    return QueueSetup(text(code), [Step(0, code, 1)], open_at, **more)


_EVERYTHING = {"general": 2, "water": 2}
PEOPLE = {
    "anna": StaffSetup("Anna", [Role.COUNSELLOR], _EVERYTHING, chat_capacity=2),
    "bora": StaffSetup("Bora", [Role.COUNSELLOR], _EVERYTHING, chat_capacity=2),
    "cheol": StaffSetup("Cheol", [Role.COUNSELLOR], {"foreign": 1}, chat_capacity=1, takes_calls=True),
    **{role.value: StaffSetup(role.value, [role]) for role in Role if role is not Role.COUNSELLOR},
    "editor2": StaffSetup("editor2", [Role.KNOWLEDGE_EDITOR]),
}
SMALL_CENTRE = Setup(
    centre=CentreSetup(Text("시험시", "Test City"), "Asia/Seoul"),
    skills={code: SkillSetup(text(code)) for code in ("general", "water", "foreign")},
    staff=PEOPLE,
    queues={
        "general": queue("general", open_on_holidays=True),
        "water": queue("water", OFFICE_HOURS, after_hours="general"),
        "foreign": queue("foreign", OFFICE_HOURS, target_s=40),
    },
    menu={
        "3": MenuSetup(text("General"), "general", 0),
        "2": MenuSetup(text("Water"), "water", 1),
        "9": MenuSetup(text("Foreign"), "foreign", 2),
    },
    announcements={"welcome": AnnouncementSetup(text("Welcome"))},
    phrases={"hi": PhraseSetup(text("Greeting"), text("Hello"))},
    topics={
        "water": TopicSetup(text("Water")),
        "bill": TopicSetup(text("Bills"), "water"),
        "amount": TopicSetup(text("Amount"), "bill"),
    },
)
"""Three queues: general is always open, water hands over to it after hours, foreign just closes."""


async def make_small_centre(transaction: Transaction) -> None:
    await administration.set_up(transaction, SMALL_CENTRE, True, WEDNESDAY_10 - timedelta(days=30))
    await people_service.set_one_password(transaction, PEOPLE, PASSWORD)


class Clock:
    """The time of the application under test: it passes only when told to."""

    def __init__(self, moment: datetime = WEDNESDAY_10) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, seconds: float) -> datetime:
        self.moment += timedelta(seconds=seconds)
        return self.moment


class Browser(httpx.AsyncClient):
    """A browser as our pages use it: keeps cookies, and shows the CSRF token with everything but a GET."""

    async def request(self, method: str, url: Any, **more: Any) -> httpx.Response:  # type: ignore[override]
        if method not in ("GET", "HEAD") and "x-csrf-token" not in {name.lower() for name in more.get("headers") or {}}:
            if "sori_csrf" not in self.cookies:
                await super().request("GET", "/api/demo")
            more["headers"] = {**(more.get("headers") or {}), "x-csrf-token": self.cookies["sori_csrf"]}
        return await super().request(method, url, **more)

    async def read(self, path: str, **query: Any) -> Any:
        return answer(await self.get(path, params=query))

    async def do(self, path: str, **data: Any) -> Any:
        """Posts and gives the answer, which must be a success."""
        return answer(await self.post(path, json=data))


def answer(response: httpx.Response) -> Any:
    assert response.is_success, (
        f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
    )
    return response.json() if response.content else None


def problem(response: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    assert response.headers["content-type"].startswith("application/problem+json"), response.text
    details = response.json()
    assert details["status"] == response.status_code
    assert details["detail"]
    return response.status_code, details["type"].removeprefix("urn:sori:problem:")


class Citizen:
    """A citizen with the chat page open."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    async def opens(self, key: str = "3", **more: Any) -> Any:
        return await self.browser.do(
            "/api/chat/contacts", **{"menu_key": key, "language": "ko", "request_key": str(uuid4()), **more}
        )

    async def sees(self, after: int = 0) -> Any:
        return await self.browser.read("/api/chat/conversation", after=after)

    async def says(self, body: str, **more: Any) -> Any:
        return await self.browser.do("/api/chat/messages", **message(body, **more))

    async def leaves(self) -> Any:
        return await self.browser.do("/api/chat/leave")


class Counsellor:
    """A counsellor with the desk open."""

    def __init__(self, browser: Browser, actor: Actor) -> None:
        self.browser = browser
        self.actor = actor
        self.id = actor.id

    async def desk(self) -> Any:
        return await self.browser.read("/api/desk")

    async def goes(self, state: str, reason: str | None = None) -> Any:
        await self.browser.do("/api/desk/state", state=state, reason=reason)
        return await self.desk()

    async def offered(self) -> list[int]:
        """The contacts on offer."""
        return [offer["contact"]["id"] for offer in (await self.desk())["offers"]]

    async def takes(self, contact_id: int) -> Any:
        answer(await self.settles(contact_id, "accept"))
        return await self.desk()

    async def refuses(self, contact_id: int) -> Any:
        answer(await self.settles(contact_id, "refuse"))
        return await self.desk()

    async def settles(self, contact_id: int, how: str) -> httpx.Response:
        offers = {offer["contact"]["id"]: offer["id"] for offer in (await self.desk())["offers"]}
        return await self.browser.post(f"/api/desk/offers/{offers[contact_id]}/{how}", json={})

    async def says(self, contact_id: int, body: str, **more: Any) -> Any:
        return await self.browser.do(f"/api/contacts/{contact_id}/messages", **message(body, **more))

    async def passes(self, contact_id: int, note: str = "please", **goal: Any) -> Any:
        await self.browser.do(f"/api/contacts/{contact_id}/transfer", note=note, **goal)
        return await self.desk()

    async def ends(self, contact_id: int) -> Any:
        await self.browser.do(f"/api/contacts/{contact_id}/end")
        return await self.desk()

    async def wraps_up(self, contact_id: int, result: str = "answered", note: str = "") -> Any:
        await self.browser.do(
            f"/api/contacts/{contact_id}/wrap-up", topic_id=await self.topic(), result=result, note=note
        )
        return await self.desk()

    async def topic(self) -> int:
        """A topic of the third level."""
        topics = await self.browser.read("/api/topics")
        return int(next(topic["id"] for topic in topics if topic["level"] == 3))


def message(body: str, *, key: str | None = None, files: list[int] | None = None) -> dict[str, Any]:
    return {"client_key": key or str(uuid4()), "body": body, "attachment_ids": files or []}


@dataclass
class Leader:
    """A routing leader that takes a step when told to, at the clock's time, and is told everything at each step."""

    database: Database
    clock: Clock
    epoch: int = 0
    floor: Floor | None = None

    async def steps(self) -> list[MadeOffer]:
        """Takes back what was not accepted in time, then makes the offers that are due."""
        now = self.clock()
        async with self.database.transaction() as transaction:
            await life.expire_offers(transaction, now)
        async with self.database.transaction() as transaction:
            setup = await centre_service.centre(transaction)
            if self.floor is None:
                self.epoch = await routing_store.begin_epoch(transaction, "test", now)
                self.floor = Floor(setup, await routing_store.counsellors(transaction))
            assert await routing_store.epoch_holds(transaction, self.epoch)
            contacts = await transaction.values(int, "select id from contact")
            staff = await transaction.values(int, "select id from staff")
            decided = self.floor.stand(
                await routing_store.contacts(transaction, contacts), await routing_store.hands(transaction, staff), now
            )
            expires_at = now + timedelta(seconds=setup.accept_within_s)
            made = await routing_store.add_offers(transaction, decided, self.epoch, now, expires_at)
        return [MadeOffer(offer.contact_id, offer.counsellor_id) for offer in made]


async def until(condition: Callable[[], Awaitable[Any] | Any], seconds: float = 10) -> Any:
    """What `condition` gives once that is true; fails when it never is."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        await asyncio.sleep(0.01)


@dataclass
class ServerSentEvent:
    """One event of a stream with its data."""

    kind: str
    data: Any


class Stream:
    """An open stream of server-sent events, gathered as they come."""

    def __init__(self, browser: httpx.AsyncClient, path: str, **query: Any) -> None:
        self.events: list[ServerSentEvent] = []
        self._browser, self._path, self._query = browser, path, query
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Stream":
        self._task = asyncio.create_task(self._gather())
        await until(lambda: self.events or (self._task is not None and self._task.done()))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError, httpx.HTTPError):
                await self._task

    def is_over(self) -> bool:
        """Whether the server has ended the stream."""
        return self._task is not None and self._task.done()

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def of(self, kind: str) -> list[Any]:
        return [event.data for event in self.events if event.kind == kind]

    async def gets(self, event: str, seconds: float = 5, **data: Any) -> Any:
        """The first event of this kind, with at least this data, once it has come."""

        def found() -> Any:
            return next((told for told in self.of(event) if data.items() <= told.items()), None)

        await until(lambda: found() is not None, seconds)
        return found()

    async def _gather(self) -> None:
        async with self._browser.stream("GET", self._path, params=self._query, timeout=None) as response:
            kind = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.append(ServerSentEvent(kind, msgspec.json.decode(line.removeprefix("data: "))))


class CapacityWatch:
    """Looks again and again, in one snapshot each time, whether anybody has more in hand than they can take."""

    _QUERY = """
        select login, chat_capacity, count(*), count(*) filter (where medium = 'call') as calls
        from contact join staff on staff.id = counsellor_id where state in ('offered', 'talking', 'wrap_up')
        group by staff.id having count(*) filter (where medium = 'chat') > chat_capacity
            or count(*) filter (where medium = 'call') > 1
            or count(distinct medium) > 1"""

    def __init__(self, database_url: str, every_s: float) -> None:
        self.found: list[Any] = []
        self.looks = 0
        self._url, self._every_s = database_url, every_s
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "CapacityWatch":
        self._task = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _look(self) -> None:
        while True:
            with suppress(psycopg.OperationalError):  # the database may be away for a moment
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    while True:
                        self.found += await (await connection.execute(self._QUERY)).fetchall()
                        self.looks += 1
                        await asyncio.sleep(self._every_s)
            await asyncio.sleep(0.05)


async def rows(database_url: str, query: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
    """What the database holds, for what no route shows."""
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        cursor = await connection.execute(query, parameters)  # type: ignore[arg-type]
        return await cursor.fetchall() if cursor.description else []


async def changes_setup(database_url: str, query: str, parameters: Any = ()) -> None:
    """Changes how the centre is set up, as nothing in the application can yet."""
    await rows(database_url, query, parameters)
    await rows(database_url, "update centre set version = version + 1")
