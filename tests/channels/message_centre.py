"""An SMPP server on this machine for the tests to speak with. The protocol is `smpp34`'s, an engine that shares no line
with what we send by."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import smpp34


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class MessageCentre:
    """Takes text messages, answers as it is told, and sends receipts where it is told to."""

    port: int = field(default_factory=free_port)
    answers: list[int | None] = field(default_factory=list)
    """Statuses of the next answers, 0 or none left: it is taken; None: there is no answer at all."""
    taken: list[Any] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    receipts: Callable[[str], str] | None = None
    """What the receipt of a reference says; None: there are no receipts."""
    members: dict[str, Any] = field(default_factory=dict)
    _unanswered: list[Any] = field(default_factory=list)

    def texts(self) -> list[str]:
        """What citizens read, a part each."""
        alphabet = {0: "ascii", 8: "utf-16-be"}
        return [self._body(one).decode(alphabet[one.data_coding]) for one in self.taken]

    @staticmethod
    def _body(event: Any) -> bytes:
        payload = [one.value for one in event.tlvs if one.tag == smpp34.TLV_MESSAGE_PAYLOAD]
        body = payload[0] if payload else event.short_message
        return bytes(body[6:] if event.esm_class & 0x40 else body)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["MessageCentre"]:
        server = smpp34.Server(host="127.0.0.1", port=self.port, system_id="centre")
        await server.start()
        serving = asyncio.create_task(self._serve(server))
        try:
            yield self
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await server.stop()
            self.members.clear()

    async def _serve(self, server: Any) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.members[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self.members.pop(event.session_id, None)
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)

    async def _take(self, event: Any) -> None:
        answer = self.answers.pop(0) if self.answers else smpp34.ESME_ROK
        if answer is None:
            self._unanswered.append(event)
        elif answer != smpp34.ESME_ROK:
            event.reject(answer)
        else:
            reference = f"{0xABC000 + len(self.taken):x}"
            self.taken.append(event)
            self.references.append(reference)
            if self.receipts is not None:
                # Before the answer, as some do: nobody may rely on their order.
                asyncio.get_running_loop().create_task(self.tells(reference, self.receipts(reference)))
            event.accept(reference)

    async def tells(self, reference: str, state: str) -> int:
        """Sends a receipt to whoever is bound; gives the status with which it was acknowledged."""
        text = (
            f"id:{reference} sub:001 dlvrd:001 submit date:2603041000 done date:2603041001 stat:{state} err:000 text:"
        )
        (member,) = self.members.values()
        answer = await member.deliver_sm("1200120", text.encode(), source_addr="821012345678", esm_class=0x04)
        return int(answer.command_status)
