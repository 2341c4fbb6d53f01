"""Staff routes of articles: reading, writing, approving, importing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, PathParameter, QueryParameter

from sori.knowledge.article import (
    Article,
    ArticleFile,
    ArticlePage,
    ArticleShown,
    Comment,
    OpenComment,
    Reading,
    Stale,
    StaleArticle,
    StaleCount,
    Version,
    VersionShown,
)
from sori.knowledge.finding import Findings, Question
from sori.knowledge.model import Audience, CommentKind, Content, State
from sori.knowledge.search_line import SearchLine
from sori.knowledge.service import articles, bulk, freshness, importing, readers, search, synonyms
from sori.knowledge.service.access import EDITING, OVERSEEING, READING, WRITING
from sori.knowledge.service.bulk import BulkChange, BulkEdit
from sori.knowledge.service.importing import Imported
from sori.knowledge.store.articles import Wanted
from sori.people.http import SESSION_COOKIE, StaffRequest
from sori.people.model import Actor, Department, Role
from sori.people.service import departments
from sori.platform.allowance import Allowance, Rate
from sori.platform.attachment import LARGEST_FILE
from sori.platform.database import Database
from sori.platform.etag import editable, seen_number, tag
from sori.platform.translation import Text, accepted
from sori.platform.web import file_response

READERS = (*READING, Role.OFFICER)
IMPORTING = (*EDITING, Role.ADMINISTRATOR)
LOOKING = Allowance("look_up", Rate(at_once=3_000, every_s=0.02), Rate(at_once=120, every_s=0.25), SESSION_COOKIE)
"""Who types asks several times a second, and a whole centre may be behind one address; a program soon asks more."""
Code = Annotated[str, PathParameter(max_length=80)]


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to begin; a blank code becomes its number."""

    content: Content
    code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What an article is to say, and a word on why."""

    content: Content
    note: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """When an approved text becomes the answer; None: at once."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewComment:
    """A remark on an article, or that it is wrong."""

    kind: CommentKind
    body: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is answered to a comment."""

    answer: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether an article helped; `key` is the reader's for it."""

    key: UUID
    helped: bool


@dataclass(frozen=True, slots=True)
class Bulk:
    """An edit of many articles."""

    ids: list[int]
    edit: BulkEdit
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileToAttach:
    """A file to be attached to an article."""

    file: UploadFile


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file with articles; `publish` only from an administrator."""

    file: UploadFile
    publish: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentKept:
    """A department's name, and the log-ins of the officers who speak for it."""

    name: Text
    officers: list[str]


@get("/articles", roles=OVERSEEING)
async def list_articles(
    database: Database,
    actor: Actor,
    now: datetime,
    text: str = "",
    states: Annotated[list[State] | None, QueryParameter(name="state", max_items=10)] = None,
    department: int | None = None,
    topic: str = "",
    audience: Audience | None = None,
    wrong: bool = False,
    before: int | None = None,
) -> ArticlePage:
    """The articles that the actor works on, the last changed first: `change` is what they are ordered by."""
    wanted = Wanted(
        text=text.strip()[:200],
        states=states or (),
        department=department,
        audience="" if audience is None else audience.value,
        wrong=wrong,
    )
    async with database.reading() as transaction:
        return await articles.articles(transaction, actor, wanted, topic, before, now)


@post("/articles", roles=EDITING)
async def create_article(data: NewArticle, database: Database, actor: Actor, now: datetime) -> Response[Article]:
    """Begins an article."""
    async with database.transaction() as transaction:
        made = await articles.create(transaction, actor, data.code, data.content, data.note, now)
    return editable(made, status_code=201)


@get("/articles/{article_id:int}", roles=OVERSEEING)
async def get_article(article_id: int, database: Database, actor: Actor) -> Response[ArticleShown]:
    """An article as it is worked on; its ETag is what a change must show."""
    async with database.reading() as transaction:
        found = await articles.article(transaction, actor, article_id)
    return Response(found, headers={"etag": tag(found.article.change)})


@put("/articles/{article_id:int}", roles=WRITING, versioned=True)
async def revise_article(
    article_id: int, data: Revision, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Keeps a new version of an article as a draft."""
    async with database.transaction() as transaction:
        return editable(
            await articles.revise(transaction, actor, article_id, data.content, data.note, seen_number(request), now)
        )


@post("/articles/{article_id:int}/submit", roles=WRITING, status_code=200, versioned=True)
async def submit_article(
    article_id: int, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Hands a draft over for review."""
    async with database.transaction() as transaction:
        return editable(await articles.submit(transaction, actor, article_id, seen_number(request), now))


@post("/articles/{article_id:int}/send-back", roles=EDITING, status_code=200, versioned=True)
async def send_article_back(
    article_id: int, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Gives a text back to its writer, or calls its publication off."""
    async with database.transaction() as transaction:
        return editable(await articles.send_back(transaction, actor, article_id, seen_number(request), now))


@post("/articles/{article_id:int}/publish", roles=EDITING, status_code=200, versioned=True)
async def publish_article(
    article_id: int, data: Publication, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Approves what somebody else wrote, for now or for a moment to come."""
    async with database.transaction() as transaction:
        return editable(await articles.publish(transaction, actor, article_id, data.at, seen_number(request), now))


@post("/articles/{article_id:int}/retire", roles=EDITING, status_code=200, versioned=True)
async def retire_article(
    article_id: int, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Takes an article away from all readers."""
    async with database.transaction() as transaction:
        return editable(await articles.retire(transaction, actor, article_id, seen_number(request), now))


@post("/articles/{article_id:int}/confirm", roles=WRITING, status_code=200, versioned=True)
async def confirm_article(
    article_id: int, database: Database, actor: Actor, now: datetime, request: StaffRequest
) -> Response[Article]:
    """Says that a published article is still right."""
    async with database.transaction() as transaction:
        return editable(await articles.confirm(transaction, actor, article_id, seen_number(request), now))


@get("/articles/{article_id:int}/versions", roles=OVERSEEING)
async def get_versions(article_id: int, database: Database, actor: Actor) -> list[Version]:
    """An article's versions, the newest first."""
    async with database.reading() as transaction:
        return await articles.versions(transaction, actor, article_id)


@get("/articles/{article_id:int}/versions/{number:int}", roles=OVERSEEING)
async def get_version(
    article_id: int, number: int, database: Database, actor: Actor, before: int | None = None
) -> VersionShown:
    """A version, and how it differs from another (by default the one before it)."""
    async with database.reading() as transaction:
        return await articles.version(transaction, actor, article_id, number, before)


@get("/articles/{article_id:int}/comments", roles=READERS)
async def get_comments(article_id: int, database: Database, actor: Actor) -> list[Comment]:
    """What was said about an article."""
    async with database.reading() as transaction:
        return await readers.comments(transaction, actor, article_id)


@post("/articles/{article_id:int}/comments", roles=READERS)
async def add_comment(article_id: int, data: NewComment, database: Database, actor: Actor, now: datetime) -> Comment:
    """Tells the owners of an article something."""
    async with database.transaction() as transaction:
        return await readers.comment(transaction, actor, article_id, data.kind, data.body, now)


@get("/comments", roles=(*WRITING, Role.TEAM_LEADER))
async def get_open_comments(database: Database, actor: Actor) -> list[OpenComment]:
    """What nobody settled yet, reports that something is wrong first."""
    async with database.reading() as transaction:
        return await readers.open_comments(transaction, actor)


@post("/comments/{comment_id:int}/settle", roles=WRITING, status_code=200)
async def settle_comment(comment_id: int, data: Settlement, database: Database, actor: Actor, now: datetime) -> Comment:
    """Closes a comment with an answer."""
    async with database.transaction() as transaction:
        return await readers.settle(transaction, actor, comment_id, data.answer, now)


@post("/articles/{article_id:int}/feedback", roles=READING, status_code=204)
async def rate_article(article_id: int, data: Feedback, database: Database, actor: Actor, now: datetime) -> None:
    """Keeps whether an article helped."""
    async with database.transaction() as transaction:
        await readers.rate(transaction, actor, data.key, article_id, data.helped, now)


@get("/search", roles=READERS, allowance=LOOKING)
async def search_knowledge(
    q: Annotated[str, QueryParameter(max_length=2_000)],
    database: Database,
    search_line: SearchLine,
    actor: Actor,
    now: datetime,
    topic: str = "",
    department: str = "",
    audience: Audience | None = None,
    limit: int = 20,
) -> Findings:
    """The published articles that answer a question, the best first."""
    question = Question(
        q, now, limit=limit, topic=topic, department=department, audience=audience.value if audience else ""
    )
    return await search.search(database, search_line, actor, question, now)


@get("/suggestions", roles=READERS, allowance=LOOKING)
async def suggest_questions(
    q: Annotated[str, QueryParameter(max_length=2_000)],
    database: Database,
    search_line: SearchLine,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Questions that come near what was typed so far."""
    return await search.suggestions(database, search_line, actor, Question(q, now), now)


@get("/reading/{code:str}", roles=READERS)
async def read_article(code: Code, database: Database, actor: Actor, now: datetime) -> Reading:
    """A published article for reading."""
    async with database.transaction() as transaction:
        return await readers.read(transaction, actor, code, now)


@post("/files", roles=WRITING, request_max_body_size=LARGEST_FILE + 100_000)
async def attach_file(
    data: Annotated[FileToAttach, Body(media_type=RequestEncodingType.MULTI_PART)],
    database: Database,
    actor: Actor,
    now: datetime,
) -> ArticleFile:
    """Keeps a file to be attached to an article."""
    content = await data.file.read()
    async with database.transaction() as transaction:
        return await articles.add_file(transaction, actor, data.file.filename, content, now)


@get("/files/{file_id:int}", roles=READERS)
async def get_article_file(file_id: int, database: Database) -> Response[bytes]:
    """A file of an article."""
    async with database.reading() as transaction:
        file = await articles.file(transaction, file_id, public=False)
    return file_response(file.name, file.media_type, file.content)


@post("/bulk/preview", roles=EDITING, status_code=200)
async def preview_bulk(data: Bulk, database: Database) -> list[BulkChange]:
    """What an edit of many would change."""
    async with database.transaction() as transaction:
        return await bulk.preview(transaction, data.ids, data.edit)


@post("/bulk", roles=EDITING, status_code=200)
async def make_bulk(data: Bulk, database: Database, actor: Actor, now: datetime) -> list[BulkChange]:
    """Edits many articles; gives what was done."""
    async with database.transaction() as transaction:
        return await bulk.make(transaction, actor, data.ids, data.edit, data.note.strip()[:500], now)


@post("/import", roles=IMPORTING, status_code=200, request_max_body_size=importing.LARGEST_FILE + 100_000)
async def import_articles(
    data: Annotated[FileToImport, Body(media_type=RequestEncodingType.MULTI_PART)],
    request: StaffRequest,
    database: Database,
    actor: Actor,
    now: datetime,
) -> Imported:
    """Brings the articles of a file in; tells what was set aside and why."""
    content = await data.file.read()
    language = accepted(request.headers.get("accept-language"))
    async with database.transaction() as transaction:
        return await importing.bring_in(
            transaction, actor, data.file.filename, content, language, now, publish=data.publish
        )


@get("/freshness", roles=OVERSEEING)
async def get_freshness(database: Database, actor: Actor, now: datetime) -> list[StaleCount]:
    """How many published articles need a look, by reason."""
    async with database.reading() as transaction:
        return await freshness.counts(transaction, actor, now)


@get("/freshness/{reason:str}", roles=OVERSEEING)
async def get_stale_articles(reason: Stale, database: Database, actor: Actor, now: datetime) -> list[StaleArticle]:
    """The articles that need a look for a reason."""
    async with database.reading() as transaction:
        return await freshness.board(transaction, actor, reason, now)


@get("/synonyms", roles=OVERSEEING)
async def get_synonyms(database: Database) -> list[list[str]]:
    """Groups of words that mean the same to those who search."""
    async with database.reading() as transaction:
        return await synonyms.synonyms(transaction)


@put("/synonyms", roles=EDITING, status_code=204)
async def keep_synonyms(data: list[list[str]], database: Database, actor: Actor, now: datetime) -> None:
    """Has these groups and no others."""
    async with database.transaction() as transaction:
        await synonyms.keep(transaction, actor, data, now)


@get("/departments", roles=READERS)
async def get_departments(database: Database) -> list[Department]:
    """The departments by name."""
    async with database.reading() as transaction:
        return await departments.departments(transaction)


@put("/departments/{department_id:int}", roles=(*EDITING, Role.ADMINISTRATOR), status_code=204)
async def keep_department(
    department_id: int, data: DepartmentKept, database: Database, actor: Actor, now: datetime
) -> None:
    """Names a department and says who speaks for it."""
    async with database.transaction() as transaction:
        await departments.keep(transaction, actor, department_id, data.name, data.officers, now)


router = Router(
    "/api/knowledge",
    route_handlers=[
        list_articles,
        create_article,
        get_article,
        revise_article,
        submit_article,
        send_article_back,
        publish_article,
        retire_article,
        confirm_article,
        get_versions,
        get_version,
        get_comments,
        add_comment,
        get_open_comments,
        settle_comment,
        rate_article,
        search_knowledge,
        suggest_questions,
        read_article,
        attach_file,
        get_article_file,
        preview_bulk,
        make_bulk,
        import_articles,
        get_freshness,
        get_stale_articles,
        get_synonyms,
        keep_synonyms,
        get_departments,
        keep_department,
    ],
    tags=["knowledge"],
)
