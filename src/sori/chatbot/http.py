"""Staff routes of the chatbot: what was said is reviewed, dialogue tests are held."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from litestar import Router, get, post, put
from litestar.params import Parameter

from sori.chatbot.dialogue_file import Tried
from sori.chatbot.line import MeaningLine
from sori.chatbot.review import (
    BotOutcome,
    By,
    ConversationLine,
    Miss,
    MissGroup,
    Phrasing,
    ReviewedConversation,
    Settled,
    UsageFigures,
)
from sori.chatbot.service import dialogues, review
from sori.chatbot.service.dialogues import NewDialogueFile
from sori.chatbot.store.review import DialogueFile
from sori.knowledge.service.access import EDITING
from sori.people.model import Actor
from sori.platform.database import Database


@dataclass(frozen=True, slots=True)
class MissSettlement:
    """What to make of misses: `article_id` for a phrasing of it, `terms` for words that mean the same."""

    turn_ids: list[int]
    settled_as: Settled
    article_id: int | None = None
    terms: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DialogueTest:
    """Dialogue tests in YAML."""

    content: str


Since = Annotated[date, Parameter(description="The city's first day.")]
Until = Annotated[date, Parameter(description="The city's last day, included.")]


@get("/misses", roles=EDITING)
async def get_misses(database: Database, actor: Actor, now: datetime, miss: Miss | None = None) -> list[MissGroup]:
    """Questions of the last ninety days that were not served, alike ones together."""
    async with database.transaction() as transaction:
        return await review.misses(transaction, actor, miss, now)


@post("/misses/settle", roles=EDITING, status_code=204)
async def settle_misses(data: MissSettlement, database: Database, actor: Actor, now: datetime) -> None:
    """Makes phrasings, an article or a synonym of questions, or sets them aside."""
    async with database.transaction() as transaction:
        await review.settle(transaction, actor, data.turn_ids, data.settled_as, data.article_id, data.terms, now)


@get("/phrasings", roles=EDITING)
async def get_phrasings(database: Database) -> list[Phrasing]:
    """The newest phrasings that editors confirmed to mean an article."""
    async with database.reading() as transaction:
        return await review.phrasings(transaction)


@post("/phrasings/{phrasing_id:int}/remove", roles=EDITING, status_code=204)
async def remove_phrasing(phrasing_id: int, database: Database, actor: Actor, now: datetime) -> None:
    """Takes a confirmed phrasing back."""
    async with database.transaction() as transaction:
        await review.remove_phrasing(transaction, actor, phrasing_id, now)


@get("/figures", roles=EDITING)
async def get_bot_figures(since: Since, until: Until, database: Database, by: By = By.DAY) -> UsageFigures:
    """How the chatbot was used in a time, in all and by day or month."""
    async with database.reading() as transaction:
        return await review.figures(transaction, since, until, by)


@get("/conversations", roles=EDITING)
async def get_bot_conversations(
    since: Since,
    until: Until,
    database: Database,
    actor: Actor,
    now: datetime,
    outcome: BotOutcome | None = None,
    before: int | None = None,
) -> list[ConversationLine]:
    """The conversations behind a figure, the newest first."""
    async with database.transaction() as transaction:
        return await review.conversations(transaction, actor, since, until, outcome, before, now)


@get("/conversations/{conversation_id:int}", roles=EDITING)
async def read_bot_conversation(
    conversation_id: int, database: Database, actor: Actor, now: datetime
) -> ReviewedConversation:
    """A whole conversation, masked; the look is logged."""
    async with database.transaction() as transaction:
        return await review.conversation(transaction, actor, conversation_id, now)


@get("/dialogues", roles=EDITING)
async def get_dialogue_files(database: Database) -> list[DialogueFile]:
    """The files of dialogue tests that are kept."""
    async with database.reading() as transaction:
        return await dialogues.files(transaction)


@put("/dialogues", roles=EDITING, status_code=204)
async def keep_dialogue_file(data: NewDialogueFile, database: Database, actor: Actor, now: datetime) -> None:
    """Keeps a file of dialogue tests under its name, or removes an empty one."""
    async with database.transaction() as transaction:
        await dialogues.keep(transaction, actor, data, now)


@post("/dialogues/hold", roles=EDITING, status_code=200)
async def hold_dialogues(data: DialogueTest, database: Database, meaning_line: MeaningLine, now: datetime) -> Tried:
    """Holds dialogue tests with the chatbot as it is now, and tells where they went another way."""
    return await dialogues.hold(database, meaning_line, data.content, now)


router = Router(
    "/api/chatbot",
    route_handlers=[
        get_misses,
        settle_misses,
        get_phrasings,
        remove_phrasing,
        get_bot_figures,
        get_bot_conversations,
        read_bot_conversation,
        get_dialogue_files,
        keep_dialogue_file,
        hold_dialogues,
    ],
    tags=["chatbot-review"],
)
