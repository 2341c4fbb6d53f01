"""Checks of what leaves the house: the providers of text messages and email, and what became of messages."""

import asyncio
from datetime import datetime

from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import OutgoingChannel, Provided
from sori.operations.doctor.model import Finding, good, odd, wrong
from sori.platform.database import Transaction
from sori.platform.providers import SmppProvider, SmtpProvider

_NAMES = {OutgoingChannel.SMS: "text messages", OutgoingChannel.EMAIL: "email"}
_SETTINGS = {OutgoingChannel.SMS: "SORI_SMPP", OutgoingChannel.EMAIL: "SORI_SMTP"}
_REACHED_WITHIN_S = 5.0
_PAGE = "see /admin/outgoing"


async def reached(provider: SmppProvider | SmtpProvider) -> Finding:
    """Whether something listens where a provider should. It isn't logged in to: some let in one at a time."""
    channel = OutgoingChannel.SMS if isinstance(provider, SmppProvider) else OutgoingChannel.EMAIL
    check, place = f"{_NAMES[channel]} provider", f"{provider.host}:{provider.port}"
    try:
        async with asyncio.timeout(_REACHED_WITHIN_S):
            _, writer = await asyncio.open_connection(provider.host, provider.port)
    except OSError:
        do = f"is it up, does a firewall let this machine out, and is {_SETTINGS[channel]}_URL right?"
        return wrong(check, f"nothing answers at {place}", do)
    writer.close()
    return good(check, f"{place} answers")


async def fares(transaction: Transaction, channel: OutgoingChannel, provided: Provided, now: datetime) -> Finding:
    """How a channel fares: whether messages leave the house, and what became of those of the last day."""
    name, setting = _NAMES[channel], _SETTINGS[channel]
    standings = await outbox.standings(transaction, dict.fromkeys(OutgoingChannel, provided), now)
    standing = next(one for one in standings if one.channel is channel)
    if not standing.provided:
        return good(name, f"no provider ({setting}_URL): kept and shown at /admin/outgoing, nothing leaves the house")
    if standing.trouble is not None:
        code = f" ({standing.code})" if standing.code else ""
        since = f"{standing.since:%Y-%m-%d %H:%M:%S} UTC" if standing.since else "a while ago"
        told = f"nothing leaves since {since}: {standing.trouble}{code}; {standing.waiting} wait"
        return wrong(name, told, f"look at {setting}_… in docs/outbox.md; the worker goes on by itself")
    if standing.tried_in_hour >= standing.most_an_hour:
        hour = f"{setting.replace('SMPP', 'SMS').replace('SMTP', 'EMAIL')}_AN_HOUR"
        told = f"{standing.tried_in_hour} in an hour, as many as are allowed; {standing.waiting} wait"
        return odd(name, told, f"{_PAGE} whether something sends too much; else raise {hour}")
    lost = await outbox.lost_in_day(transaction, channel, now)
    if lost:
        return odd(name, f"{lost} failed or were given up in the last 24 hours", f"{_PAGE} why, and send them again")
    return good(name, f"{standing.tried_in_hour} in the last hour, {standing.waiting} wait")
