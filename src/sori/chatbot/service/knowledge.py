"""The knowledge as a dialogue needs it, at this moment."""

from collections.abc import Collection
from dataclasses import replace

from sori.cases import places
from sori.cases import service as cases
from sori.centre.model import Centre
from sori.chatbot.model import Answer, Knowledge
from sori.knowledge.service import answers
from sori.platform.database import Transaction


async def knowledge_of(
    transaction: Transaction, articles: Collection[str], forms: Collection[str], centre: Centre
) -> Knowledge:
    """Those of these articles that are published for everybody, and those of these forms that are offered."""
    found = await answers.answerable(transaction, sorted(articles))
    offered = await cases.offered(transaction, sorted(forms))
    known = Knowledge(
        {
            code: Answer(
                code=code,
                version=article.version,
                question=article.question,
                short=article.short,
                department=article.department,
                public=True,
                published_on=centre.local(article.published_at).date(),
                valid_from=article.valid_from,
                valid_to=article.valid_to,
                topics=tuple(article.topics),
            )
            for code, article in found.items()
        },
        {form.code: form for form in offered},
    )
    # Only a form asks for a place.
    return replace(known, atlas=await places.atlas(transaction)) if offered else known
