"""Looking for articles: the search process finds them, the database has them."""

from dataclasses import replace
from datetime import datetime

from sori.centre import service as centre
from sori.knowledge.finding import Finding, Findings, Question, marked
from sori.knowledge.search_line import SearchLine
from sori.knowledge.service import access
from sori.knowledge.store import meanings
from sori.knowledge.store import readers as store
from sori.people.model import Actor
from sori.platform.database import Database, Transaction
from sori.platform.problem import Problem

LONGEST_QUESTION = 300
_MOST = 50


async def search(
    database: Database, line: SearchLine, actor: Actor | None, question: Question, now: datetime
) -> Findings:
    """What the actor, or a citizen, may read of what is looked for; the best first.

    Raises Problem 422 for an empty or too long question, 503 where the search process is away.
    """
    text = " ".join(question.text.replace("\0", "").split())
    if not text:
        raise Problem(422, "question_empty", field="q")
    public = not access.reads_everything(actor)
    async with database.reading() as transaction:
        today = (await centre.centre(transaction)).local(now).date()
    question = replace(
        question, text=text[:LONGEST_QUESTION], public=public, at=now, limit=max(1, min(question.limit, _MOST))
    )
    found = await line.ask(question)
    async with database.reading() as transaction:
        articles = await store.found(transaction, [match.article_id for match in found.matches], today, public=public)
    return Findings(
        [
            Finding(
                id=article.id,
                code=article.code,
                version=article.version,
                # What was looked through may be a moment older than what is published: then nothing is marked.
                question=marked(article.question, match.question_marks if match.version == article.version else []),
                snippet=marked(match.snippet, match.snippet_marks),
                short=article.short,
                department=article.department,
                topics=article.topics,
                audience=article.audience,
                published_at=article.published_at,
                review_due=article.review_due,
                past_review=article.past_review,
                wrong=article.wrong,
            )
            for match in found.matches
            if (article := articles.get(match.article_id)) is not None
        ],
        found.took_ms,
    )


async def suggestions(
    database: Database, line: SearchLine, actor: Actor | None, question: Question, now: datetime
) -> list[str]:
    """Questions that are answered and come near what was typed so far."""
    found = await search(database, line, actor, replace(question, limit=8, begins=True), now)
    return ["".join(run.text for run in finding.question) for finding in found.findings]


async def by_meaning(transaction: Transaction, model: str) -> tuple[bool, int | None]:
    """Whether vectors can be compared here, and how many published articles have none of this model yet.

    None where the search process has not begun with it.
    """
    if not await meanings.can_compare(transaction):
        return False, None
    return True, len(await meanings.lacking(transaction, model)) if await meanings.is_made(transaction) else None
