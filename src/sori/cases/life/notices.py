"""What a citizen is told of their case beside its page: by text message or email, where they gave an address."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID
from zoneinfo import ZoneInfo

from sori.cases.life import store
from sori.cases.life.model import Follower, LivingCase, Notices
from sori.cases.model import CaseMove
from sori.centre import service as centre_service
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Outgoing, OutgoingChannel, recipient
from sori.platform.database import Transaction
from sori.platform.time_text import time_text
from sori.platform.token import token_hash
from sori.platform.translation import Language, translated

TOLD = (
    CaseMove.TRANSFERRED,
    CaseMove.ASKED,
    CaseMove.EXTENDED,
    CaseMove.NOTICED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.CLOSED_AS_REPEATED,
    CaseMove.MERGED,
    CaseMove.SEPARATED,
)
"""What a citizen must hear of: the Act has transfers (Article 16), extensions and answers told."""
TOLD_TO_FOLLOWERS = (
    CaseMove.EXTENDED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.CLOSED_AS_REPEATED,
    CaseMove.WITHDRAWN,
)
"""What becomes of it, and that nobody asks for it any more."""
_SENT_WITHIN = timedelta(days=3)


def destination(written: str, public_url: str | None) -> Notices | None:
    """Where what somebody wrote leads, a mobile number or an email address; None for what is neither."""
    for channel in OutgoingChannel:
        to = recipient(channel, written)
        if to is not None:
            return Notices(channel, to, public_url)
    return None


async def ask_for(transaction: Transaction, case: LivingCase, asked: Notices, now: datetime) -> None:
    """Has a citizen be told of their case there from now on, confirmed there; the same again changes nothing."""
    if await store.notices(transaction, case.id) == asked:
        return
    await store.keep_notices(transaction, case.id, asked, now)
    key = f"{case.id}:begun:{asked.channel}:{now.isoformat()}"
    await _put(transaction, case, asked, case.language, None, "begun", key, now)


async def ask_with_form(
    transaction: Transaction, key: UUID, written: Sequence[str], public_url: str | None, now: datetime
) -> None:
    """Has whoever filed the form with this key be told at the first of these that is an address; else on its page."""
    found = [asked for one in written if (asked := destination(one, public_url)) is not None]
    case_id = await store.case_of_form(transaction, key)
    case = None if case_id is None else await store.lock(transaction, case_id)
    if found and case is not None:
        await ask_for(transaction, case, found[0], now)


async def ask_as_follower(
    transaction: Transaction, case: LivingCase, follower_id: int, asked: Notices, now: datetime
) -> None:
    """Has somebody who follows a case be told of it there from now on, confirmed there."""
    known = await store.follower_notices(transaction, follower_id)
    if known is not None and known.notices == asked:
        return
    await store.keep_follower_notices(transaction, follower_id, asked)
    kept = await store.follower_notices(transaction, follower_id)
    if kept is not None:
        await _tell_follower(transaction, case, kept, "begun", f"begun:{asked.channel}:{now.isoformat()}", now)


async def tell(transaction: Transaction, case: LivingCase, move: CaseMove, entry: int, now: datetime) -> None:
    """Tells the citizen of an entry of their case's history, once, where they want to be told; and who follows it."""
    asked = await store.notices(transaction, case.id) if move in TOLD else None
    if asked is not None:
        await _put(transaction, case, asked, case.language, None, move, f"{case.id}:{entry}", now)
    if move in TOLD_TO_FOLLOWERS:
        for follower in await store.told_followers(transaction, case.id):
            await _tell_follower(transaction, case, follower, move, str(entry), now)


async def _tell_follower(
    transaction: Transaction, case: LivingCase, follower: Follower, what: str, key: str, now: datetime
) -> None:
    await _put(
        transaction,
        case,
        follower.notices,
        follower.language,
        follower.id,
        f"followed_{what}",
        f"{case.id}:follower:{follower.id}:{key}",
        now,
    )


async def new_link(transaction: Transaction, case_id: int, now: datetime, follower_id: int | None = None) -> str:
    """A link's 128 random bits, told once: kept is a hash. Any of a case's links opens it, as far as it is for."""
    token = token_urlsafe(16)
    await store.add_link(transaction, case_id, token_hash(token), now, follower_id)
    return token


async def _put(
    transaction: Transaction,
    case: LivingCase,
    asked: Notices,
    language: Language,
    follower_id: int | None,
    what: str,
    key: str,
    now: datetime,
) -> None:
    centre = await centre_service.centre(transaction)
    if asked.public_url is None:
        page = translated(language, "case.notice_without_link")
    else:
        page = f"{asked.public_url}/case/{await new_link(transaction, case.id, now, follower_id)}"
    local = now.astimezone(ZoneInfo(centre.time_zone))
    due = None if case.due_at is None else time_text(case.due_at, local)
    await outbox.put(
        transaction,
        Outgoing(
            key=f"case:{key}",
            channel=asked.channel,
            to=asked.to,
            language=language,
            template=f"case_{what}",
            values={
                "city": getattr(centre.city, language),
                "type": getattr(case.type_name, language),
                "number": case.number,
                "department": getattr(case.department, language),
                "due": "" if due is None else getattr(due, language),
                "page": page,
            },
            about={"case": case.id},
            sent_until=now + _SENT_WITHIN,
        ),
        now,
    )
