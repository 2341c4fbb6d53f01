"""One session with an SMPP server: requests and their answers, signs of life, and what the server sends of itself.

The bytes are `smpplib`'s. The session is ours, since a receipt must not be acknowledged before it is kept, nor a code
that isn't a figure break it: docs/outbox.md tells how other libraries fare there.
"""

import asyncio
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from smpplib import consts
from smpplib.exceptions import PDUError, UnknownCommandError
from smpplib.smpp import make_pdu, parse_pdu

from sori.platform.background import ended
from sori.platform.providers import SmppProvider

log = structlog.get_logger()

ANSWERS_WITHIN_S = 30.0
_CONNECTS_WITHIN_S = 10.0
_LONGEST_PDU = 70_000
_LAST_SEQUENCE = 0x7FFFFFFF
_UNKNOWN_COMMAND = 0x00000003
_TRY_AGAIN = 0x00000064  # ESME_RX_T_APPN
_ANSWER = 0x80000000

Pdu = Any
Hears = Callable[[Pdu], Awaitable[int]]
"""Takes what the server delivers, and gives the status with which that is acknowledged."""


class Lost(Exception):
    """The session ended."""


class Refused(Exception):
    """The server doesn't let us in."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Session:
    """A bound session. `Session.bound` begins one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hears: Hears) -> None:
        self._reader = reader
        self._writer = writer
        self._hears = hears
        self._asked: dict[int, asyncio.Future[Pdu]] = {}
        self._hearing: set[asyncio.Task[None]] = set()
        self.sequence = 0
        """The last number of a request; `smpplib` asks for it."""

    @classmethod
    async def bound(cls, provider: SmppProvider, hears: Hears) -> "Session":
        """Connects and binds as a transceiver. Raises OSError or TimeoutError, Lost, or Refused."""
        async with asyncio.timeout(_CONNECTS_WITHIN_S):
            tls = ssl.create_default_context() if provider.tls else None
            reader, writer = await asyncio.open_connection(provider.host, provider.port, ssl=tls)
        session = cls(reader, writer, hears)
        reading = asyncio.create_task(session._read())
        try:
            answer = await session.ask(
                "bind_transceiver",
                system_id=provider.system_id,
                password=provider.password,
                system_type=provider.system_type,
            )
        except BaseException:
            await ended(reading)
            writer.close()
            raise
        session._reading = reading
        if answer.status != consts.SMPP_ESME_ROK:
            await session.close()
            raise Refused(answer.status)
        return session

    _reading: asyncio.Task[None]

    def next_sequence(self) -> int:
        """The number of the next request; `smpplib` asks for it."""
        self.sequence = self.sequence % _LAST_SEQUENCE + 1
        return self.sequence

    async def ask(self, command: str, **fields: Any) -> Pdu:
        """Sends a request and gives its answer. Raises Lost or TimeoutError: then nobody knows whether it was heard."""
        request = make_pdu(command, client=self, **fields)
        answer = asyncio.get_running_loop().create_future()
        self._asked[request.sequence] = answer
        try:
            self._write(request)
            await self._writer.drain()
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                return await answer
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise Lost from error
        finally:
            self._asked.pop(request.sequence, None)

    async def stay(self, enquire_s: float) -> None:
        """Asks every so many seconds whether the server is there, and returns when the session has ended."""
        while not self._reading.done():
            await asyncio.wait([self._reading], timeout=enquire_s)
            if not self._reading.done():
                try:
                    await self.ask("enquire_link")
                except (Lost, TimeoutError):
                    break
        await self.close()

    async def close(self) -> None:
        """Takes leave, if the server is there, and ends."""
        if not self._reading.done():
            with suppress(Lost, TimeoutError):
                async with asyncio.timeout(1):
                    await self.ask("unbind")
        await ended(self._reading)
        self._writer.close()
        for task in [*self._hearing]:
            await ended(task)

    def _write(self, pdu: Pdu) -> None:
        if self._writer.is_closing():
            raise Lost
        self._writer.write(pdu.generate())

    async def _read(self) -> None:
        try:
            while True:
                header = await self._reader.readexactly(16)
                length, command, _, sequence = struct.unpack(">LLLL", header)
                if not 16 <= length <= _LONGEST_PDU:
                    break
                body = await self._reader.readexactly(length - 16)
                self._take(header + body, command, sequence)
        except (OSError, asyncio.IncompleteReadError, Lost):
            pass
        finally:
            self._writer.close()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(Lost())

    def _take(self, raw: bytes, command: int, sequence: int) -> None:
        try:
            pdu = parse_pdu(raw, client=self, allow_unknown_opt_params=True)
        except (PDUError, UnknownCommandError, struct.error, KeyError, ValueError, IndexError):
            if not command & _ANSWER:
                self._acknowledge("generic_nack", sequence, _UNKNOWN_COMMAND)
            return
        if command & _ANSWER:
            answer = self._asked.get(sequence)
            if answer is not None and not answer.done():
                answer.set_result(pdu)
        elif pdu.command == "enquire_link":
            self._acknowledge("enquire_link_resp", sequence)
        elif pdu.command == "unbind":
            self._acknowledge("unbind_resp", sequence)
            raise Lost
        elif pdu.command in ("deliver_sm", "data_sm"):
            task = asyncio.create_task(self._hear(pdu))
            self._hearing.add(task)
            task.add_done_callback(self._hearing.discard)

    async def _hear(self, pdu: Pdu) -> None:
        try:
            status = await self._hears(pdu)
        except Exception as error:
            log.warning("sms.hearing_failed", error=type(error).__name__)
            status = _TRY_AGAIN
        with suppress(Lost):
            self._acknowledge(f"{pdu.command}_resp", pdu.sequence, status)

    def _acknowledge(self, command: str, sequence: int, status: int = 0) -> None:
        answer = make_pdu(command, client=self, sequence=sequence)
        answer.sequence = sequence
        answer.status = status
        self._write(answer)
