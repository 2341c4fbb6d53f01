"""What a citizen is told of their case beside its page: by text message or email, where they gave an address."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID
from zoneinfo import ZoneInfo

from sori.cases.life import store
from sori.cases.life.model import LivingCase, Notices
from sori.cases.model import CaseMove
from sori.centre import service as centre_service
from sori.conversations.outbox import service as outbox
from sori.conversations.outbox.model import Outgoing, OutgoingChannel, recipient
from sori.platform.database import Transaction
from sori.platform.time_text import time_text
from sori.platform.token import token_hash
from sori.platform.translation import translated

TOLD = (
    CaseMove.TRANSFERRED,
    CaseMove.ASKED,
    CaseMove.EXTENDED,
    CaseMove.NOTICED,
    CaseMove.COMPLETED,
    CaseMove.REJECTED,
    CaseMove.CLOSED_AS_REPEATED,
)
"""What a citizen must hear of: the Act has transfers (Article 16), extensions and answers told."""
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
    await _put(transaction, case, asked, "begun", f"{case.id}:begun:{asked.channel}:{now.isoformat()}", now)


async def ask_with_form(
    transaction: Transaction, key: UUID, written: Sequence[str], public_url: str | None, now: datetime
) -> None:
    """Has whoever filed the form with this key be told at the first of these that is an address; else on its page."""
    found = [asked for one in written if (asked := destination(one, public_url)) is not None]
    case_id = await store.case_of_form(transaction, key)
    case = None if case_id is None else await store.lock(transaction, case_id)
    if found and case is not None:
        await ask_for(transaction, case, found[0], now)


async def tell(transaction: Transaction, case: LivingCase, move: CaseMove, entry: int, now: datetime) -> None:
    """Tells the citizen of an entry of their case's history, once, where they want to be told."""
    if move not in TOLD:
        return
    asked = await store.notices(transaction, case.id)
    if asked is not None:
        await _put(transaction, case, asked, move, f"{case.id}:{entry}", now)


async def new_link(transaction: Transaction, case_id: int, now: datetime) -> str:
    """A link's 128 random bits, told once: kept is a hash. Any of a case's links opens it."""
    token = token_urlsafe(16)
    await store.add_link(transaction, case_id, token_hash(token), now)
    return token


async def _put(transaction: Transaction, case: LivingCase, asked: Notices, what: str, key: str, now: datetime) -> None:
    centre, language = await centre_service.centre(transaction), case.language
    if asked.public_url is None:
        page = translated(language, "case.notice_without_link")
    else:
        page = f"{asked.public_url}/case/{await new_link(transaction, case.id, now)}"
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
