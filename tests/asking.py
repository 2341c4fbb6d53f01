"""What tests of the chatbot need: a small knowledge, the bot that has learned it, citizens who ask it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from factories import Browser, Clock, answer, until
from sori.chatbot.known import understanding
from sori.chatbot.learning import Learning, Understand
from sori.chatbot.line import Words, beside
from sori.chatbot.meaning import Item
from sori.knowledge.service import importing
from sori.language.morphemes import Analyser
from sori.people import service as people_service
from sori.platform.database import Database
from sori.platform.translation import Language

KNOWLEDGE = {
    "bulky": (
        "가구는 어떻게 버리나요?",
        ["침대 버리려는데 스티커 어디서 사요", "대형폐기물 신고", "매트리스 내놓으려면 얼마예요", "소파 배출 수수료"],
    ),
    "car-tax": (
        "자동차세는 언제 내나요?",
        ["차 세금 납부 기간", "자동차세 연납하면 얼마나 깎아 줘요", "자동차세 고지서를 못 받았어요", "자동차세 납부"],
    ),
    "moving": (
        "수도요금은 이사할 때 어떻게 정산하나요?",
        ["이사하는데 수도요금은요", "이사 날에 맞춰 수도 요금을 내고 싶어요", "이사 수도 정산 신청", "수도 이사 정산"],
    ),
    "tents": (
        "한강공원에 텐트를 쳐도 되나요?",
        ["공원에서 그늘막 설치", "공원 텐트 시간", "강변에서 텐트 칠 수 있는 곳", "텐트 허용 구역"],
    ),
    "dogs": (
        "강아지 등록은 어디서 하나요?",
        ["반려견 동물등록", "개 등록 수수료", "우리 개 등록해야 하나요", "강아지 등록 방법"],
    ),
    "books": (
        "도서관 책은 몇 권 빌릴 수 있나요?",
        ["책 대출 기간", "도서관에서 빌린 책 연장", "도서관 카드 만들기", "도서관 대출 권수"],
    ),
}
TOPICS = {"moving": "amount"}
"""Of the small centre's topics: the amount of a bill of the water works."""


def toml(knowledge: dict[str, tuple[str, list[str]]] = KNOWLEDGE) -> bytes:
    """The knowledge as a file that can be brought in."""
    lines = ['[[department]]\ncode = "works"\nko = "사업소"\nen = "Works"\n']
    for code, (question, also) in knowledge.items():
        phrasings = ", ".join(f'"{text}"' for text in also)
        topics = f'"{TOPICS[code]}"' if code in TOPICS else ""
        lines.append(
            f'[[article]]\ncode = "{code}"\nquestion = "{question}"\nshort = "{code}: 이렇게 합니다."\nlong = ""\n'
            f'department = "works"\naudience = "public"\ntopics = [{topics}]\nalso = [{phrasings}]\n'
        )
    return "\n".join(lines).encode()


_learned: dict[str, Understand] = {}


def learned_once(items: Sequence[Item], analyser: Analyser | None) -> Understand:
    """What was learned of the same items before: most tests have the same knowledge."""
    key = repr(items)
    if key not in _learned:
        _learned[key] = understanding(items, analyser)
    return _learned[key]


@dataclass
class Bot:
    """The chatbot's part of the search process, which can be stopped and started."""

    database: Database
    socket: Path
    learning: Learning | None = None
    task: asyncio.Task[None] | None = None

    async def starts(self) -> None:
        await self.listens()
        await self.knows("침대 스티커", "bulky")

    async def listens(self) -> None:
        self.learning = Learning(self.database, lambda: None, settles_in_s=0.01, learn=learned_once)
        self.task = asyncio.create_task(self.learning.run(self.socket))
        await until(lambda: self.task is None or self.task.done() or self.socket.exists())

    async def knows(self, text: str, code: str) -> None:
        """Returns once these words are understood so."""
        assert self.learning is not None
        learning = self.learning

        async def understood() -> bool:
            meant = await learning.answer(Words(text))
            return bool(meant.readings) and meant.readings[0].code == code

        await until(understood, 60)

    async def stops(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
            self.task = None
            self.socket.unlink(missing_ok=True)


@asynccontextmanager
async def taught(database: Database, clock: Clock, search_socket: Path) -> AsyncIterator[Bot]:
    """A bot beside this socket that has learned the small knowledge, for the length of a block."""
    async with database.transaction() as transaction:
        administrator = await people_service.actor_named(transaction, "administrator")
        done = await importing.bring_in(
            transaction, administrator, "small.toml", toml(), Language.EN, clock(), publish=True
        )
        assert not done.rejected
    bot = Bot(database, beside(search_socket))
    await bot.starts()
    yield bot
    await bot.stops()


@dataclass
class Asker:
    """A citizen at the chatbot."""

    browser: Browser
    key: str = field(default_factory=lambda: str(uuid4()))

    async def begins(self, **more: Any) -> Any:
        return await self.browser.do("/api/chat/bot/conversations", key=self.key, language="ko", **more)

    async def tries(self, body: str, client_key: str | None = None) -> httpx.Response:
        return await self.browser.post(
            f"/api/chat/bot/conversations/{self.key}/words",
            json={"client_key": client_key or str(uuid4()), "body": body},
        )

    async def says(self, body: str, client_key: str | None = None) -> Any:
        return answer(await self.tries(body, client_key))

    async def does(self, what: str, **data: Any) -> Any:
        return await self.browser.do(f"/api/chat/bot/conversations/{self.key}/{what}", **data)

    async def sees(self) -> Any:
        return await self.browser.read("/api/chat/bot/conversation")


def spoken(conversation: Any) -> list[str]:
    """What the chatbot said last, its texts."""
    turns = conversation["turns"]
    last = max((at for at, turn in enumerate(turns) if turn["sender"] == "citizen"), default=-1)
    return [turn["body"] for turn in turns[last + 1 :]]


def sources(conversation: Any) -> list[str]:
    """The articles that were answered from, in order."""
    return [turn["source"]["code"] for turn in conversation["turns"] if turn["source"]]
