"""Whose browser it is that asks: citizens have no log-in, their device has a cookie."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie

from sori.citizens import service as citizens
from sori.platform.allowance import Allowance, Rate
from sori.platform.database import Transaction
from sori.platform.settings import Settings

CitizenRequest = Request[Any, Any, Any]
DEVICE_COOKIE = "sori_device"
# Behind one address may be a telephone network's whole quarter of the city; a browser is one person's.
OPENING = Allowance("open", Rate(at_once=200, every_s=0.5), Rate(at_once=10, every_s=6.0), DEVICE_COOKIE)
WRITING = Allowance("write", Rate(at_once=2_000, every_s=0.02), Rate(at_once=60, every_s=0.5), DEVICE_COOKIE)
UPLOADING = Allowance("upload", Rate(at_once=200, every_s=0.5), Rate(at_once=20, every_s=5.0), DEVICE_COOKIE)
_DEVICE_LASTS_S = 365 * 24 * 3600
Told = TypeVar("Told")


async def citizen_of(
    transaction: Transaction,
    request: CitizenRequest,
    key: UUID,
    asked_before: Callable[[Transaction, UUID], Awaitable[int | None]],
    now: datetime,
) -> tuple[int, str, bool]:
    """Who asks, the token for their device, and whether they are new.

    A browser whose first answer got lost has no cookie yet but asks again with the same key: it is the same citizen.
    """
    token = request.cookies.get(DEVICE_COOKIE)
    known = await citizens.of_device(transaction, token)
    if known is not None and token:
        await citizens.device_seen(transaction, token, now)
        return known.id, token, False
    before = await asked_before(transaction, key)
    if before is not None:
        return before, await citizens.new_device(transaction, before, now), False
    citizen, token = await citizens.new(transaction, now)
    return citizen.id, token, True


def with_device(told: Told, token: str, settings: Settings) -> Response[Told]:
    """The answer, and with it the token for the device."""
    cookie = Cookie(
        key=DEVICE_COOKIE,
        value=token,
        max_age=_DEVICE_LASTS_S,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
    return Response(told, cookies=[cookie])
