"""A contact in a simulated counsellor's hands: what they say, when they end, and how they wrap it up."""

import asyncio
from contextlib import suppress
from typing import Literal
from uuid import uuid4

from sori.replay.answers import ContactDetail, ContactLine, Message
from sori.replay.client import Client, Identity
from sori.replay.dialogue import Dialogue, Side, next_turn
from sori.replay.stage import Stage
from sori.replay.timing import wrap_up

Result = Literal["answered", "handed_over", "callback_promised", "case_filed"]
_RESULTS: list[Result] = ["answered", "case_filed", "handed_over", "callback_promised"]
_RESULT_SHARES = [78, 13, 6, 3]


class Talk:
    """One contact in one counsellor's hands."""

    def __init__(self, client: Client, stage: Stage, who: Identity, line: ContactLine) -> None:
        self.stage = stage
        self.line = line
        self.messages: dict[int, Message] = {}
        self.hurried = asyncio.Event()
        """Set when the counsellor wants to be done with it."""
        self._client = client
        self._who = who
        self._changed = asyncio.Event()
        self._missed = True
        self._gone = False

    @property
    def is_on(self) -> bool:
        """Whether both sides can still speak."""
        return not self._gone and self.line.state == "talking"

    @property
    def awaits_wrap_up(self) -> bool:
        """Whether it is over and must be closed."""
        return not self._gone and self.line.state == "wrap_up"

    @property
    def is_done(self) -> bool:
        """Whether this counsellor has nothing to do with it any more."""
        return self._gone

    def stands(self, line: ContactLine | None) -> None:
        """Takes in how the desk shows it now; None where the desk no longer shows it."""
        if line is None:
            self._gone = True
        elif line != self.line:
            self.line = line
        else:
            return
        self._changed.set()

    def hears(self, message: Message) -> None:
        """Takes in a message that the stream brought."""
        self.messages[message.id] = message
        self._changed.set()

    def missed(self) -> None:
        """Something may have been said that the stream did not bring."""
        self._missed = True
        self._changed.set()

    def hurry(self) -> None:
        """Asks the counsellor to come to an end."""
        self.hurried.set()
        self._changed.set()

    def lines(self, side: Side) -> int:
        """How many lines a side has spoken, as far as the counsellor has read."""
        return sum(message.sender == side.value for message in self.messages.values())

    async def play(self, dialogue: Dialogue) -> None:
        """Speaks the counsellor's lines of a dialogue, each when it is due, and ends the talk."""
        await self.read()
        while self.is_on and not self.hurried.is_set():
            turn = next_turn(dialogue, self.lines(Side.CITIZEN), self.lines(Side.COUNSELLOR))
            if turn is None:
                break
            if turn.side is Side.COUNSELLOR:
                await self.pause(dialogue.gap_s)
                if self.is_on:
                    await self.say(turn.text)
            elif not await self.listen(max(3 * dialogue.gap_s, self.stage.pace.line_s)):
                break
        await self.pause(dialogue.gap_s)
        await self.end()

    async def say(self, text: str) -> None:
        """Writes to the citizen."""
        path = f"/api/contacts/{self.line.id}/messages"
        body = {"client_key": uuid4(), "body": text, "attachment_ids": []}
        message = await self._client.post(path, self._who, body, Message)
        self.messages[message.id] = message
        if message.client_key is not None:
            self.stage.acknowledged(self.line.id, message.client_key)

    async def listen(self, longest_s: float) -> bool:
        """Waits for a line of the citizen; gives whether one came before the talk was over or the time up."""
        heard = self.lines(Side.CITIZEN)
        with suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                while self.is_on and not self.hurried.is_set():
                    self._changed.clear()
                    if self._missed:
                        await self.read()
                    if self.lines(Side.CITIZEN) > heard:
                        await self._mark_read()
                        return True
                    await self._changed.wait()
        return False

    async def read(self) -> None:
        """Reads the whole conversation."""
        self._missed = False
        messages = await self._client.get(f"/api/contacts/{self.line.id}/messages", self._who, list[Message])
        self.messages.update((message.id, message) for message in messages)

    async def _mark_read(self) -> None:
        if self.stage.manner.marks_read:
            path = f"/api/contacts/{self.line.id}/read"
            await self._client.tell(path, self._who, {"message_id": max(self.messages)})

    async def language(self) -> Literal["ko", "en"]:
        """The citizen's language."""
        return (await self._client.get(f"/api/contacts/{self.line.id}", self._who, ContactDetail)).language

    async def types(self) -> None:
        """Shows the citizen that the counsellor is writing."""
        await self._client.tell(f"/api/contacts/{self.line.id}/typing", self._who, None)

    async def pause(self, mean_s: float) -> None:
        """Lets some time pass, as long as nobody hurries."""
        with suppress(TimeoutError):
            async with asyncio.timeout(mean_s * self.stage.random.uniform(0.6, 1.4)):
                await self.hurried.wait()

    async def pass_on(self, queue_id: int, note: str) -> None:
        """Passes the contact on to a queue."""
        path = f"/api/contacts/{self.line.id}/transfer"
        await self._client.tell(path, self._who, {"note": note, "queue_id": queue_id})
        self._gone = True

    async def end(self) -> None:
        """Ends the talk, unless the citizen did."""
        if self.is_on:
            await self._client.tell(f"/api/contacts/{self.line.id}/end", self._who, None)
            self.line.state = "wrap_up"

    async def wrap_up(self, topic_id: int) -> None:
        """Closes the contact after a while, with a topic and some result."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wrap_up(self.stage.pace, self.stage.random)):
                await self.hurried.wait()
        result = self.stage.random.choices(_RESULTS, _RESULT_SHARES)[0]
        path = f"/api/contacts/{self.line.id}/wrap-up"
        body = {"topic_id": topic_id, "result": result, "note": ""}
        await self._client.tell(path, self._who, body)
        self._gone = True
