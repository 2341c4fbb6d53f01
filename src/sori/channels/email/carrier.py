"""Hands the outbox's email to a mail server (RFC 5321), and tells what became of it."""

import asyncio
import ssl
from contextlib import suppress

import aiosmtplib
from aiosmtplib import SMTP

from sori.channels.email.letter import letter
from sori.conversations.outbox.model import Claimed, Fault, Outcome, Result
from sori.platform.providers import SmtpProvider

_WITHIN_S = 20.0
_SHUTS_DOWN = 421


class EmailCarrier:
    """Speaks with a mail server, once a message. What it has taken is no longer ours; there are no receipts."""

    at_once = 4

    def __init__(self, provider: SmtpProvider, tls: ssl.SSLContext | None = None) -> None:
        self._provider = provider
        self._tls = tls or ssl.create_default_context()

    async def run(self) -> None:
        """Nothing is to be done beside single messages."""
        await asyncio.Event().wait()

    async def send(self, claimed: Claimed) -> Outcome:
        """Makes one try."""
        server = SMTP(
            hostname=self._provider.host,
            port=self._provider.port,
            use_tls=self._provider.tls,
            start_tls=False,
            tls_context=self._tls,
            timeout=_WITHIN_S,
        )
        try:
            return await self._greet(server) or await self._hand_over(server, claimed)
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=1)
            server.close()

    async def _greet(self, server: SMTP) -> Outcome | None:
        """Connects, secures, logs in; gives why that can't be done, None where it is."""
        try:
            await server.connect()
            await server.ehlo()
            return await self._secure(server) or await self._log_in(server)
        except aiosmtplib.SMTPResponseException as error:
            knows = not isinstance(error, aiosmtplib.SMTPAuthenticationError)
            return Outcome(Result.UNREACHED, Fault.BUSY if knows else Fault.LOG_IN_REFUSED, str(error.code))
        except (aiosmtplib.SMTPException, OSError) as error:
            unsafe = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
            return Outcome(Result.UNREACHED, Fault.NOT_SECURE if unsafe else Fault.NO_CONNECTION)

    async def _secure(self, server: SMTP) -> Outcome | None:
        if self._provider.tls or self._provider.plain:
            return None
        if not server.supports_extension("starttls"):
            return Outcome(Result.UNREACHED, Fault.NOT_SECURE)
        await server.starttls()
        await server.ehlo()
        return None

    async def _log_in(self, server: SMTP) -> Outcome | None:
        if self._provider.login is None:
            return None
        if not server.supports_extension("auth"):
            return Outcome(Result.UNREACHED, Fault.LOG_IN_REFUSED)
        await server.login(self._provider.login, self._provider.password)
        return None

    async def _hand_over(self, server: SMTP, claimed: Claimed) -> Outcome:
        message = letter(claimed, self._provider.sender)
        written = message.as_bytes()
        # Only an address that isn't ASCII needs a server that takes such (RFC 6531); names and words are encoded.
        options = [] if claimed.recipient.isascii() else ["SMTPUTF8"]
        if options and not server.supports_extension("smtputf8"):
            return Outcome(Result.REFUSED, Fault.RECIPIENT_REFUSED, "SMTPUTF8")
        encoding = "utf-8" if options else "ascii"
        fault = Fault.REFUSED
        try:
            await server.mail(self._provider.sender_address, options=options, encoding=encoding)
            fault = Fault.RECIPIENT_REFUSED
            await server.rcpt(claimed.recipient, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            return _refusal(error.code, fault)
        except (aiosmtplib.SMTPException, OSError):
            return Outcome(Result.UNREACHED, Fault.NO_CONNECTION)
        try:
            answer = await server.data(written)
        except aiosmtplib.SMTPDataError as error:
            return _refusal(error.code, Fault.CONTENT_REFUSED)
        except (aiosmtplib.SMTPException, OSError):
            return Outcome(Result.UNCLEAR, Fault.NO_ANSWER)
        return Outcome(Result.ACCEPTED, code=str(answer.code), parts={1: str(message["Message-ID"])})


def _refusal(code: int, fault: Fault) -> Outcome:
    """4xx is for now, 5xx for good (RFC 5321, 4.2.1); with 421 the server takes nothing at the moment."""
    if code == _SHUTS_DOWN:
        return Outcome(Result.UNREACHED, Fault.BUSY, str(code))
    if 400 <= code < 500:
        return Outcome(Result.DEFERRED, Fault.TEMPORARY, str(code))
    return Outcome(Result.REFUSED, fault, str(code))
