"""Routes of the counsellor's help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Router, get, post

from sori.conversations.http import READING
from sori.conversations.service import help as service
from sori.conversations.service.help import Help
from sori.knowledge.bulletins.bulletin import BulletinNow
from sori.knowledge.http import LOOKING
from sori.knowledge.model import Use
from sori.knowledge.search_line import SearchLine
from sori.people.model import Actor
from sori.platform.database import Database


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """A version of an article was used; `key` is the browser's for it."""

    key: UUID
    article_id: int
    version: int
    how: Use


@get("/contacts/{contact_id:int}/help", roles=READING, allowance=LOOKING)
async def get_help(contact_id: int, database: Database, search_line: SearchLine, actor: Actor, now: datetime) -> Help:
    """Articles that are likely to help with a contact, the likeliest first."""
    return await service.help_with(database, search_line, actor, contact_id, now)


@get("/contacts/{contact_id:int}/bulletins", roles=READING, allowance=LOOKING)
async def get_contact_bulletins(
    contact_id: int, database: Database, search_line: SearchLine, actor: Actor, now: datetime
) -> list[BulletinNow]:
    """The bulletins that a contact brings up, urgent ones first."""
    return await service.bulletins_for(database, search_line, actor, contact_id, now)


@post("/contacts/{contact_id:int}/articles", roles=READING, status_code=204)
async def use_article(contact_id: int, data: ArticleUse, database: Database, actor: Actor, now: datetime) -> None:
    """Records that an article was inserted or read aloud."""
    async with database.transaction() as transaction:
        await service.use(transaction, actor, contact_id, data.key, data.article_id, data.version, data.how, now)


router = Router("/api", route_handlers=[get_help, get_contact_bulletins, use_article], tags=["help"])
"""The counsellor's help, beside the desk."""
