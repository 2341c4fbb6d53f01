"""Citizens' routes: what is published for everybody. No log-in, and nothing is kept of who reads."""

from datetime import datetime
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.params import QueryParameter

from sori.knowledge.article import Reading
from sori.knowledge.finding import Findings, Question
from sori.knowledge.http import Code, Feedback
from sori.knowledge.search_line import SearchLine
from sori.knowledge.service import articles, readers, search
from sori.people.http import PUBLIC
from sori.platform.allowance import Allowance, Rate
from sori.platform.database import Database
from sori.platform.web import file_response

# By address alone: there is no cookie. Behind one may be a telephone network's whole quarter of the city.
ASKING = Allowance("ask", Rate(at_once=600, every_s=0.05))
READING = Allowance("read", Rate(at_once=600, every_s=0.05))
RATING = Allowance("rate", Rate(at_once=100, every_s=1.0))


@get("/articles/{code:str}", roles=PUBLIC, allowance=READING)
async def read_public_article(code: Code, database: Database, now: datetime) -> Reading:
    """An article that is published for everybody and valid today."""
    async with database.transaction() as transaction:
        return await readers.read(transaction, None, code, now)


@get("/search", roles=PUBLIC, allowance=ASKING)
async def search_public_knowledge(
    q: Annotated[str, QueryParameter(max_length=2_000)],
    database: Database,
    search_line: SearchLine,
    now: datetime,
    limit: int = 10,
) -> Findings:
    """The articles for everybody that answer a question, the best first."""
    return await search.search(database, search_line, None, Question(q, now, limit=limit), now)


@get("/suggestions", roles=PUBLIC, allowance=ASKING)
async def suggest_public_questions(
    q: Annotated[str, QueryParameter(max_length=2_000)], database: Database, search_line: SearchLine, now: datetime
) -> list[str]:
    """Questions that come near what was typed so far."""
    return await search.suggestions(database, search_line, None, Question(q, now), now)


@post("/articles/{article_id:int}/feedback", roles=PUBLIC, allowance=RATING, status_code=204)
async def rate_public_article(article_id: int, data: Feedback, database: Database, now: datetime) -> None:
    """Keeps whether an article helped."""
    async with database.transaction() as transaction:
        await readers.rate(transaction, None, data.key, article_id, data.helped, now)


@get("/files/{file_id:int}", roles=PUBLIC, allowance=READING)
async def get_public_file(file_id: int, database: Database) -> Response[bytes]:
    """A file of an article that is published for everybody."""
    async with database.reading() as transaction:
        file = await articles.file(transaction, file_id, public=True)
    return file_response(file.name, file.media_type, file.content)


router = Router(
    "/api/public/knowledge",
    route_handlers=[
        read_public_article,
        search_public_knowledge,
        suggest_public_questions,
        rate_public_article,
        get_public_file,
    ],
    tags=["public-knowledge"],
)
