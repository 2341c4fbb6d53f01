"""Email goes to a real mail server once, in its protocol's terms, and what it says of it is kept."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sori.channels.email.carrier import EmailCarrier
from sori.conversations.outbox.model import Claimed, Fault, Outcome, Result
from sori.platform.providers import SmtpProvider
from sori.platform.translation import Language

LETTER = Claimed(
    id=1,
    key="case:7:received",
    recipient="kim@example.com",
    language=Language.KO,
    subject="민원이 접수되었습니다",
    body="접수번호 7번입니다.\n\n.점으로 시작하는 줄도 그대로 갑니다.\n",
    made_at=datetime(2026, 3, 4, 10, tzinfo=UTC),
    attempts=1,
    parts=[],
)


@dataclass
class MailServer:
    """Takes email, and answers as it is told."""

    answers: dict[str, str] = field(default_factory=dict)
    cut_off: bool = False
    taken: list[Envelope] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.cut_off:
            server.transport.abort()
            return "250 OK"
        if "data" not in self.answers:
            self.taken.append(envelope)
            self.secured.append(session.ssl is not None)
        return self.answers.get("data", "250 OK queued")

    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(one.original_content or b"", policy=default) for one in self.taken]  # type: ignore[arg-type, misc]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own maker for 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


async def served(mail: MailServer, **more: Any) -> AsyncIterator[MailServer]:
    loop = asyncio.get_running_loop()
    direct = more.pop("direct", None)
    server = await loop.create_server(
        lambda: SMTP(mail, enable_SMTPUTF8=True, **more), "localhost", 0, ssl=direct, family=2
    )
    mail.port = server.sockets[0].getsockname()[1]
    yield mail
    server.close()


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async for one in served(MailServer()):
        yield one


def provider(mail: MailServer, **more: Any) -> SmtpProvider:
    usual = SmtpProvider("localhost", mail.port, False, "한빛시 120 <noreply@city.example>", plain=True)
    return replace(usual, **more)


async def test_a_letter_in_korean_arrives_as_it_was_written(mail: MailServer) -> None:
    outcome = await EmailCarrier(provider(mail)).send(LETTER)
    assert outcome.result is Result.ACCEPTED
    (letter,) = mail.letters()
    assert letter["From"].addresses[0].display_name == "한빛시 120"
    assert letter["To"] == "kim@example.com"
    assert letter["Subject"] == "민원이 접수되었습니다"
    assert letter["Date"].datetime == LETTER.made_at
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.body
    assert mail.taken[0].mail_from == "noreply@city.example"
    assert outcome.parts == {1: letter["Message-ID"]}


async def test_each_try_has_the_same_name_and_another_message_has_another(mail: MailServer) -> None:
    carrier = EmailCarrier(provider(mail))
    await carrier.send(LETTER)
    await carrier.send(replace(LETTER, attempts=2))
    await carrier.send(replace(LETTER, id=2, key="case:7:done"))
    first, again, other = [letter["Message-ID"] for letter in mail.letters()]
    assert first == again
    assert other != first
    assert "case" not in first


async def test_a_subject_cannot_smuggle_in_a_header(mail: MailServer) -> None:
    await EmailCarrier(provider(mail)).send(replace(LETTER, subject="민원\r\nBcc: other@example.com"))
    (letter,) = mail.letters()
    assert letter["Bcc"] is None
    assert mail.taken[0].rcpt_tos == ["kim@example.com"]


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("rcpt", "450 mailbox busy", Outcome(Result.DEFERRED, Fault.TEMPORARY, "450")),
        ("rcpt", "550 no such user", Outcome(Result.REFUSED, Fault.RECIPIENT_REFUSED, "550")),
        ("rcpt", "421 shutting down", Outcome(Result.UNREACHED, Fault.BUSY, "421")),
        ("data", "451 try later", Outcome(Result.DEFERRED, Fault.TEMPORARY, "451")),
        ("data", "554 spam", Outcome(Result.REFUSED, Fault.CONTENT_REFUSED, "554")),
    ],
)
async def test_refusals_are_for_good_or_for_now(mail: MailServer, step: str, answer: str, outcome: Outcome) -> None:
    mail.answers = {step: answer}
    assert await EmailCarrier(provider(mail)).send(LETTER) == outcome
    assert not mail.taken


async def test_who_is_cut_off_after_the_last_word_does_not_know(mail: MailServer) -> None:
    mail.cut_off = True
    assert await EmailCarrier(provider(mail)).send(LETTER) == Outcome(Result.UNCLEAR, Fault.NO_ANSWER)


async def test_no_server_costs_no_try(mail: MailServer) -> None:
    away = provider(mail, port=1)
    assert await EmailCarrier(away).send(LETTER) == Outcome(Result.UNREACHED, Fault.NO_CONNECTION)


async def test_without_tls_nothing_is_told_to_a_server_that_should_have_it(mail: MailServer) -> None:
    secure = provider(mail, plain=False)
    assert await EmailCarrier(secure).send(LETTER) == Outcome(Result.UNREACHED, Fault.NOT_SECURE)
    assert not mail.taken


async def test_starttls_and_log_in(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)

    def right(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given == LoginPassword(b"sori", "암호".encode()), handled=False)

    async for mail in served(
        MailServer(), tls_context=tls, require_starttls=True, authenticator=right, auth_required=True
    ):
        ours = provider(mail, plain=False, login="sori", password="암호")
        trusted = ssl.create_default_context(cafile=str(certificate))
        assert (await EmailCarrier(ours, trusted).send(LETTER)).result is Result.ACCEPTED
        assert mail.secured == [True]
        wrong = await EmailCarrier(replace(ours, password="x"), trusted).send(LETTER)
        assert (wrong.result, wrong.fault) == (Result.UNREACHED, Fault.LOG_IN_REFUSED)
        unknown = await EmailCarrier(ours).send(LETTER)
        assert (unknown.result, unknown.fault) == (Result.UNREACHED, Fault.NOT_SECURE)


async def test_tls_from_the_first_byte(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    async for mail in served(MailServer(), direct=tls):
        ours = provider(mail, plain=False, tls=True)
        trusted = ssl.create_default_context(cafile=str(certificate))
        assert (await EmailCarrier(ours, trusted).send(LETTER)).result is Result.ACCEPTED
        assert (await EmailCarrier(ours).send(LETTER)).fault is Fault.NOT_SECURE


async def test_an_address_in_korean_needs_a_server_that_takes_it(mail: MailServer) -> None:
    assert (
        await EmailCarrier(provider(mail)).send(replace(LETTER, recipient="김@한국.example"))
    ).result is Result.ACCEPTED
    assert mail.taken[0].rcpt_tos == ["김@한국.example"]
