"""Routes of the exchange: our feed for other centres, and who they are."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, delete, get, post, put

from sori.knowledge.bulletins import exchange
from sori.knowledge.bulletins.exchange import KEEPING_CENTRES, SEEING_CENTRES, Exchange, Partner
from sori.knowledge.bulletins.feed import MEDIA_TYPE
from sori.knowledge.bulletins.model import PartnerSetup
from sori.people.http import PUBLIC, StaffRequest
from sori.people.model import Actor
from sori.platform.allowance import Allowance, Rate
from sori.platform.database import Database
from sori.platform.etag import editable, seen_number, tag
from sori.platform.settings import Settings

_READING = Allowance("bulletin_feed", Rate(at_once=120, every_s=1.0))
"""Centres ask once a minute; who guesses tokens asks more often."""


@dataclass(frozen=True, slots=True)
class PartnerToken:
    """What another centre shows to read our feed; it is not shown again."""

    token: str


# Public for the guard, since another centre has no session: it shows a token.
@get("/feed", roles=PUBLIC, allowance=_READING, include_in_schema=False)
async def get_bulletin_feed(request: Request[Any, Any, Any], database: Database, now: datetime) -> Response[bytes]:
    """Our bulletins for other centres, signed, for whoever shows a token of theirs."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    shown = re.fullmatch(r'(?:W/)?"(\d{1,18})"', request.headers.get("if-none-match", "").strip())
    async with database.transaction() as transaction:
        found = await exchange.feed(transaction, token, int(shown[1]) if shown else None, now)
    headers = {"cache-control": "private, no-cache"}
    if found is None:
        return Response(b"", status_code=304, headers=headers | ({"etag": tag(int(shown[1]))} if shown else {}))
    return Response(found.body, media_type=MEDIA_TYPE, headers=headers | {"etag": tag(found.sequence)})


@get("/exchange", roles=SEEING_CENTRES)
async def get_bulletin_exchange(database: Database, now: datetime) -> Exchange:
    """Our public key, and the centres with which bulletins are exchanged."""
    async with database.transaction() as transaction:
        return await exchange.exchange(transaction, now)


@post("/exchange/partners", roles=KEEPING_CENTRES)
async def add_partner(
    data: PartnerSetup, database: Database, settings: Settings, actor: Actor, now: datetime
) -> Response[Partner]:
    """Begins to exchange bulletins with a centre."""
    private = settings.webhooks_to_private_addresses
    async with database.transaction() as transaction:
        return editable(await exchange.add(transaction, actor, data, now, private=private), status_code=201)


@put("/exchange/partners/{partner_id:int}", roles=KEEPING_CENTRES, versioned=True)
async def change_partner(
    partner_id: int,
    data: PartnerSetup,
    request: StaffRequest,
    database: Database,
    settings: Settings,
    actor: Actor,
    now: datetime,
) -> Response[Partner]:
    """Changes a centre; `If-Match` must name its `change`."""
    seen, private = seen_number(request), settings.webhooks_to_private_addresses
    async with database.transaction() as transaction:
        return editable(await exchange.change(transaction, actor, partner_id, data, seen, now, private=private))


@delete("/exchange/partners/{partner_id:int}", roles=KEEPING_CENTRES)
async def remove_partner(partner_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Ends the exchange with a centre; what came from it stays."""
    async with database.transaction() as transaction:
        await exchange.remove(transaction, actor, partner_id, now)


@post("/exchange/partners/{partner_id:int}/token", roles=KEEPING_CENTRES, status_code=200)
async def let_partner_read(partner_id: int, database: Database, actor: Actor, now: datetime) -> PartnerToken:
    """Makes a new token with which a centre reads our feed; an earlier one no longer counts."""
    async with database.transaction() as transaction:
        return PartnerToken(await exchange.let_read(transaction, actor, partner_id, now))


@post("/exchange/partners/{partner_id:int}/look", roles=SEEING_CENTRES, status_code=202)
async def look_at_partner(partner_id: int, database: Database, now: datetime) -> None:
    """Has a centre's feed fetched at once; what came of it stands with the centre."""
    async with database.transaction() as transaction:
        await exchange.look_again(transaction, partner_id, now)


router = Router(
    "/api/bulletins",
    route_handlers=[
        get_bulletin_feed,
        get_bulletin_exchange,
        add_partner,
        change_partner,
        remove_partner,
        let_partner_read,
        look_at_partner,
    ],
    tags=["bulletins"],
)
