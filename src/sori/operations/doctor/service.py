"""All checks, in the order in which one would look, and what they found on paper."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import psycopg

from sori.conversations.outbox.model import OutgoingChannel, Provided
from sori.operations.doctor import database, embedding, geocoder, language_model, machine, outbox, store
from sori.operations.doctor.model import Finding, Level, good, odd, wrong
from sori.platform import embedded
from sori.platform.database import Database, Transaction
from sori.platform.embedded import EmbeddedPostgresError, StateFolder
from sori.platform.problem import Problem
from sori.platform.providers import SmppProvider, SmtpProvider, most_an_hour, smpp_provider, smtp_provider
from sori.platform.rounds import Round
from sori.platform.run_folder import read_run_file
from sori.platform.settings import EmbeddingEndpoint, GeocoderEndpoint, LanguageModelEndpoint, endpoint_keys
from sori.platform.settings import embedding as configured_embedding
from sori.platform.settings import geocoder as configured_geocoder
from sori.platform.settings import language_model as configured_language_model


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints of models, and the providers, that are configured."""

    language: LanguageModelEndpoint | None = None
    embedding: EmbeddingEndpoint | None = None
    geocoder: GeocoderEndpoint | None = None
    sms: SmppProvider | None = None
    email: SmtpProvider | None = None


_NONE = Endpoints()
_MARKS = {Level.GOOD: "✓", Level.ODD: "!", Level.WRONG: "✗"}


def examine(
    state: StateFolder, apps: Path, host: str, port: int, rounds: Sequence[Round], demo_password: str, *, as_json: bool
) -> int:
    """Looks at everything and tells it; gives the exit status: 1 where something is wrong."""
    running = "supervisor" in read_run_file(state.path)
    keys = endpoint_keys(state.path)
    endpoints = Endpoints(
        configured_language_model(keys),
        configured_embedding(keys),
        configured_geocoder(keys),
        smpp_provider(keys),
        smtp_provider(keys),
    )
    findings = [
        machine.python(),
        machine.pages(apps),
        machine.disk(state.path),
        machine.memory(),
        machine.open_files(),
        machine.state_folder(state.path),
        machine.secrets(state.path),
        machine.port(host, port, running=running),
        machine.cookies(secure=os.environ.get("SORI_SECURE_COOKIES", "0") == "1", host=host),
        machine.addresses(
            secure=os.environ.get("SORI_SECURE_COOKIES", "0") == "1", trusted=os.environ.get("SORI_TRUSTED_PROXIES", "")
        ),
        *asyncio.run(_answers(endpoints)),
        *asyncio.run(_database(state, rounds, demo_password, endpoints, running=running)),
    ]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(findings)).decode())
    else:
        print("\n".join(_line(finding) for finding in findings))
    return int(any(finding.level is Level.WRONG for finding in findings))


def _line(finding: Finding) -> str:
    do = f" → {finding.do}" if finding.do else ""
    return f"{_MARKS[finding.level]} {finding.check}: {finding.what}{do}"


async def _answers(endpoints: Endpoints) -> list[Finding]:
    findings = []
    if endpoints.language is not None:
        findings.append(await language_model.answers(endpoints.language))
    if endpoints.embedding is not None:
        findings.append(await embedding.answers(endpoints.embedding))
    if endpoints.geocoder is not None:
        findings.append(await geocoder.answers(endpoints.geocoder))
    findings += [await outbox.reached(one) for one in (endpoints.sms, endpoints.email) if one is not None]
    return findings


async def _database(
    state: StateFolder,
    rounds: Sequence[Round],
    demo_password: str,
    endpoints: Endpoints,
    *,
    running: bool,
) -> list[Finding]:
    url = os.environ.get("DATABASE_URL")
    if not url and not running:
        return [_embedded(state)]
    try:
        return await of_database(url or embedded.url(state), rounds, demo_password, endpoints, running=running)
    except (psycopg.Error, Problem) as error:
        reason = str(error.__cause__ or error).strip().split("\n")[0]
        return [wrong("database", f"cannot be reached: {reason}", "is the server up, and DATABASE_URL right?")]


async def of_database(
    url: str,
    rounds: Sequence[Round],
    demo_password: str,
    endpoints: Endpoints = _NONE,
    *,
    running: bool,
) -> list[Finding]:
    """What is found in the database at this address, and, where Sori runs on it, of those who work there."""
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=5):
        pass  # the pool would go on trying for long
    pool = Database(url, connections=1)
    await pool.open()
    try:
        async with pool.reading() as transaction:
            return await _checked(transaction, rounds, demo_password, endpoints, running=running)
    finally:
        await pool.close()


async def _checked(
    transaction: Transaction,
    rounds: Sequence[Round],
    demo_password: str,
    endpoints: Endpoints,
    *,
    running: bool,
) -> list[Finding]:
    now = datetime.now(UTC)
    findings = [
        good("database", "reached"),
        *[
            await check(transaction)
            for check in (
                database.version,
                database.extensions,
                database.clock,
                database.connections,
                database.server_log,
                database.migrations,
            )
        ],
    ]
    if findings[-1].level is not Level.GOOD:
        return findings  # the rest asks for tables that may not be there
    sms_an_hour, email_an_hour = most_an_hour()
    zone = await store.time_zone(transaction)
    if zone is None:
        return [*findings, odd("centre", "there is none yet", "make one: `sori init`")]
    known_zone = machine.time_zones(zone)
    findings += [
        known_zone,
        await database.demo_passwords(transaction, demo_password),
        await database.backups(transaction, now),
        await database.receivers(transaction),
        await outbox.fares(transaction, OutgoingChannel.SMS, Provided(endpoints.sms is not None, sms_an_hour), now),
        await outbox.fares(
            transaction, OutgoingChannel.EMAIL, Provided(endpoints.email is not None, email_an_hour), now
        ),
    ]
    if endpoints.embedding is not None:
        findings.append(await embedding.vectors(transaction, endpoints.embedding))
    if endpoints.language is not None and known_zone.level is Level.GOOD:
        today = now.astimezone(ZoneInfo(zone)).date()
        findings.append(await language_model.budget(transaction, endpoints.language, today))
    if running:
        findings += [
            await database.leader(transaction, now),
            await database.search(transaction, now),
            await database.rounds(transaction, rounds, now),
        ]
    return findings


def _embedded(state: StateFolder) -> Finding:
    """Of an embedded server that isn't running: whether it could be started."""
    if not state.data.exists():
        return good("database", "embedded; the first `sori run` makes it")
    try:
        embedded.binary("postgres")
    except EmbeddedPostgresError as error:
        return wrong("database", str(error), "install it again: `scripts/bootstrap run`")
    version = state.data / "PG_VERSION"
    if not version.exists() or version.read_text().strip() != str(embedded.MAJOR_VERSION):
        return wrong(
            "database",
            f"{state.data} is no data folder of PostgreSQL {embedded.MAJOR_VERSION}",
            "restore a backup into a new SORI_STATE: `sori restore FILE`",
        )
    return odd("database", "embedded; Sori is not running", "start it with `sori run` and ask again")
