"""Brings the outbox's text messages to an SMPP server, and hears their receipts."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import psycopg
import structlog
from smpplib import consts

from sori.channels.sms.receipt import Receipt, receipt
from sori.channels.sms.session import Lost, Pdu, Refused, Session
from sori.channels.sms.text import written
from sori.conversations.outbox.model import Claimed, Fault, Outcome, Result
from sori.platform.problem import Problem
from sori.platform.providers import SmppProvider

log = structlog.get_logger()

_AT_ONCE = 10
_COMES_BACK_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""How long is waited before each next try to connect."""
_RECEIPT_WAITS_S, _RECEIPT_LOOKS_S = 5.0, 0.2
"""A receipt may come before it is noted that its message was taken."""
_OK, _TRY_AGAIN, _NOT_TAKEN = 0x00, 0x64, 0x66
_MESSAGE_TYPE, _IS_RECEIPT = 0x3C, 0x04
_INTERNATIONAL, _NATIONAL, _ALPHANUMERIC, _UNKNOWN, _ISDN = 1, 2, 5, 0, 1

_BUSY = frozenset({consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL})
_NOT_BOUND = frozenset({consts.SMPP_ESME_RINVBNDSTS})
_RECIPIENT = frozenset({consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVDSTTON, consts.SMPP_ESME_RINVDSTNPI})
_CONTENT = frozenset({consts.SMPP_ESME_RINVMSGLEN, consts.SMPP_ESME_RINVESMCLASS, consts.SMPP_ESME_ROPTPARNOTALLWD})
_REFUSED = frozenset({consts.SMPP_ESME_RINVSRCADR, consts.SMPP_ESME_RINVSERTYP, consts.SMPP_ESME_RINVPRTFLG})

HearsReceipt = Callable[[Receipt], Awaitable[bool]]
"""Keeps a receipt; gives whether its message is known."""


class SmsCarrier:
    """A standing session with a provider. It comes back by itself when it is lost."""

    def __init__(self, provider: SmppProvider, hears: HearsReceipt) -> None:
        # No more than go out in seconds: a try that waits for its turn for long would end before it began.
        self.at_once = min(_AT_ONCE, int(provider.per_s))
        self._provider = provider
        self._hears = hears
        self._session: Session | None = None
        self._away = Outcome(Result.UNREACHED, Fault.NO_CONNECTION)
        self._next_at = 0.0

    async def run(self) -> None:
        """Keeps the session, until cancelled."""
        failures = 0
        while True:
            try:
                session = await Session.bound(self._provider, self._hear)
            except Refused as refused:
                self._away = Outcome(Result.UNREACHED, Fault.LOG_IN_REFUSED, _code(refused.status))
            except ssl.SSLError:
                self._away = Outcome(Result.UNREACHED, Fault.NOT_SECURE)
            except (OSError, Lost):
                self._away = Outcome(Result.UNREACHED, Fault.NO_CONNECTION)
            else:
                failures = 0
                await self._stay(session)
                self._away = Outcome(Result.UNREACHED, Fault.NO_CONNECTION)
            await asyncio.sleep(_COMES_BACK_S[min(failures, len(_COMES_BACK_S) - 1)])
            failures += 1

    async def _stay(self, session: Session) -> None:
        log.info("sms.bound")
        self._session = session
        try:
            await session.stay(self._provider.enquire_s)
        finally:
            self._session = None
            await session.close()
        log.warning("sms.lost")

    async def send(self, claimed: Claimed) -> Outcome:
        """Makes one try: the parts that were not taken yet, one after the other."""
        text = written(claimed.body, claimed.id)
        whole = self._provider.payload and len(text.parts) > 1
        pieces = [text.whole] if whole else text.parts
        taken: dict[int, str] = {}
        for number, piece in enumerate(pieces, 1):
            if number in claimed.parts:
                continue
            session = self._session
            if session is None:
                return Outcome(self._away.result, self._away.fault, self._away.code, taken)
            await self._pace()
            body = {"message_payload" if whole else "short_message": piece}
            try:
                answer = await session.ask(
                    "submit_sm", **self._fields(claimed.recipient, text.data_coding, len(pieces)), **body
                )
            except (Lost, TimeoutError):
                return Outcome(Result.UNCLEAR, Fault.NO_ANSWER, None, taken)
            if answer.status != consts.SMPP_ESME_ROK:
                result, fault = _meaning(answer.status)
                return Outcome(result, fault, _code(answer.status), taken)
            taken[number] = (answer.message_id or b"").decode("latin-1")
        return Outcome(Result.ACCEPTED, parts=taken)

    def _fields(self, to: str, data_coding: int, pieces: int) -> dict[str, object]:
        sender, country = self._provider.sender, not self._provider.national
        return {
            "source_addr": sender,
            "source_addr_ton": _UNKNOWN if sender.isdigit() else _ALPHANUMERIC,
            "source_addr_npi": _ISDN if sender.isdigit() else _UNKNOWN,
            "destination_addr": f"82{to.removeprefix('0')}" if country else to,
            "dest_addr_ton": _INTERNATIONAL if country else _NATIONAL,
            "dest_addr_npi": _ISDN,
            "data_coding": data_coding,
            "esm_class": consts.SMPP_GSMFEAT_UDHI if pieces > 1 else consts.SMPP_MSGMODE_DEFAULT,
            "registered_delivery": 1,
        }

    async def _pace(self) -> None:
        """Waits until one more may be sent in this second."""
        now = time.monotonic()
        at = max(now, self._next_at)
        self._next_at = at + 1 / self._provider.per_s
        await asyncio.sleep(at - now)

    async def _hear(self, pdu: Pdu) -> int:
        if (pdu.esm_class or 0) & _MESSAGE_TYPE != _IS_RECEIPT:
            # A citizen's own text message; nobody takes these here, and the provider is told so.
            log.warning("sms.incoming_refused")
            return _NOT_TAKEN
        text = getattr(pdu, "short_message", None) or getattr(pdu, "message_payload", None) or b""
        heard = receipt(text, getattr(pdu, "receipted_message_id", None), getattr(pdu, "message_state", None))
        if heard is None:
            return _OK
        try:
            until = time.monotonic() + _RECEIPT_WAITS_S
            while not await self._hears(heard):
                if time.monotonic() > until:
                    log.warning("sms.receipt_unknown")
                    return _OK
                await asyncio.sleep(_RECEIPT_LOOKS_S)
        except (psycopg.Error, Problem):
            return _TRY_AGAIN
        return _OK


def _meaning(status: int) -> tuple[Result, Fault]:
    """What a server's refusal means for the message. What isn't known is taken as being for now: it is tried again."""
    for statuses, result, fault in (
        (_BUSY, Result.UNREACHED, Fault.BUSY),
        (_NOT_BOUND, Result.UNREACHED, Fault.NO_CONNECTION),
        (_RECIPIENT, Result.REFUSED, Fault.RECIPIENT_REFUSED),
        (_CONTENT, Result.REFUSED, Fault.CONTENT_REFUSED),
        (_REFUSED, Result.REFUSED, Fault.REFUSED),
    ):
        if status in statuses:
            return result, fault
    return Result.DEFERRED, Fault.TEMPORARY


def _code(status: int) -> str:
    return f"0x{status:08X}"
