"""Providers of text messages and email, as an operator names them, and what the doctor finds there."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from factories import WEDNESDAY_10
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Fault, OutgoingChannel, Provided
from sori.operations.doctor import outbox as checks
from sori.operations.doctor.model import Level
from sori.platform.database import Database
from sori.platform.providers import SmppProvider, SmtpProvider, most_an_hour, smpp_provider, smtp_provider
from sori.platform.settings import endpoint_keys

SMPP = {"SORI_SMPP_URL": "smpp://smsc.example", "SORI_SMPP_SYSTEM_ID": "sori", "SORI_SMPP_SENDER": "1200120"}
SMTP = {"SORI_SMTP_URL": "smtps://mail.example", "SORI_SMTP_SENDER": "한빛시 120 <noreply@city.example>"}
Told = Callable[[dict[str, str]], None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    def environment(values: dict[str, str]) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return environment


def test_there_are_none_unless_they_are_named() -> None:
    assert smpp_provider() is None
    assert smtp_provider() is None
    assert most_an_hour() == (600, 2_000)


def test_providers_are_read_from_the_environment_and_their_passwords_from_files_too(told: Told, tmp_path: Path) -> None:
    (tmp_path / "smtp-password").write_text("from the file\n")
    told({**SMPP, **SMTP, "SORI_SMPP_PASSWORD": "secret", "SORI_SMPP_LONG": "payload", "SORI_SMTP_LOGIN": "sori"})
    passwords = endpoint_keys(tmp_path)
    sms, email = smpp_provider(passwords), smtp_provider(passwords)
    assert sms == SmppProvider("smsc.example", 2775, False, "sori", "1200120", "secret", payload=True)
    assert email == SmtpProvider("mail.example", 465, True, SMTP["SORI_SMTP_SENDER"], False, "sori", "from the file")
    assert email.sender_address == "noreply@city.example"
    assert "secret" not in repr(sms)
    assert "from the file" not in repr(email)


@pytest.mark.parametrize(
    "wrong",
    [
        {"SORI_SMPP_URL": "smsc.example:2775"},
        {"SORI_SMPP_URL": "smpp://sori:hidden@smsc.example"},
        {"SORI_SMPP_SYSTEM_ID": ""},
        {"SORI_SMPP_SYSTEM_ID": "longer than SMPP takes"},
        {"SORI_SMPP_PASSWORD": "hidden, and too long"},
        {"SORI_SMPP_PER_S": "0"},
        {"SORI_SMPP_LONG": "both"},
        {"SORI_SMTP_URL": "https://mail.example"},
        {"SORI_SMTP_SENDER": "nobody"},
    ],
)
def test_what_is_wrong_is_said_without_a_password(told: Told, wrong: dict[str, str]) -> None:
    told({**SMPP, **SMTP, **wrong})
    with pytest.raises(SystemExit) as ended:
        smpp_provider() and smtp_provider()
    assert next(iter(wrong)) in str(ended.value)
    assert "hidden" not in str(ended.value)


async def test_the_doctor_finds_whether_a_provider_answers() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    provider = SmppProvider("127.0.0.1", port, False, "sori", "1200120")
    assert (await checks.reached(provider)).level is Level.GOOD
    server.close()
    found = await checks.reached(provider)
    assert found.level is Level.WRONG
    assert "SORI_SMPP_URL" in found.do


async def test_the_doctor_tells_why_nothing_leaves(database: Database) -> None:
    async with database.transaction() as transaction:
        none = await checks.fares(transaction, OutgoingChannel.SMS, Provided(False, 600), WEDNESDAY_10)
        assert none.level is Level.GOOD
        assert "nothing leaves the house" in none.what
        works = await checks.fares(transaction, OutgoingChannel.SMS, Provided(True, 600), WEDNESDAY_10)
        assert works.level is Level.GOOD
        await outbox.fares(transaction, OutgoingChannel.SMS, Fault.LOG_IN_REFUSED, "0x0000000E", WEDNESDAY_10)
        away = await checks.fares(transaction, OutgoingChannel.SMS, Provided(True, 600), WEDNESDAY_10)
        assert away.level is Level.WRONG
        assert "log_in_refused (0x0000000E)" in away.what
        full = await checks.fares(transaction, OutgoingChannel.EMAIL, Provided(True, 0), WEDNESDAY_10)
        assert full.level is Level.ODD
        assert "SORI_EMAIL_AN_HOUR" in full.do
