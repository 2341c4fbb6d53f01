"""Who may read and write which articles."""

from sori.knowledge.store.articles import Stand
from sori.people.model import Actor, Role
from sori.people.service import departments
from sori.platform.database import Transaction
from sori.platform.problem import Problem

EDITING = (Role.KNOWLEDGE_EDITOR,)
"""Who keeps all articles and publishes what others wrote."""
WRITING = (Role.KNOWLEDGE_EDITOR, Role.OFFICER)
"""Who revises articles; officers only those of their departments."""
READING = (
    Role.COUNSELLOR,
    Role.TEAM_LEADER,
    Role.KNOWLEDGE_EDITOR,
    Role.QUALITY_ANALYST,
    Role.PLANNER,
    Role.ANALYST,
    Role.MANAGER,
    Role.ADMINISTRATOR,
)
"""Who reads every published article, also those for counsellors."""
OVERSEEING = (Role.KNOWLEDGE_EDITOR, Role.TEAM_LEADER, Role.OFFICER)
"""Who sees articles in every state; officers only those of their departments."""


async def own_departments(transaction: Transaction, actor: Actor) -> list[int] | None:
    """The departments whose articles the actor works on; None: all."""
    if actor.has_any(*EDITING, Role.TEAM_LEADER):
        return None
    return await departments.departments_of(transaction, actor)


async def refuse_another(transaction: Transaction, actor: Actor, department_id: int) -> None:
    """Raises Problem 403 where an article of this department isn't the actor's to work on."""
    own = await own_departments(transaction, actor)
    if own is not None and department_id not in own:
        raise Problem(403, "article_of_another")


def refuse_unseen(stand: Stand, change: int, at: str) -> None:
    """Raises Problem 412, and tells who it was, where somebody changed the article since it was read; `at` is when."""
    if stand.change != change:
        raise Problem(412, "article_changed", by=stand.changed_by or "-", at=at)


def edits(actor: Actor) -> bool:
    """Whether the actor keeps all articles."""
    return actor.has_any(*EDITING)


def reads_everything(actor: Actor | None) -> bool:
    """Whether the actor reads what is for counsellors."""
    return actor is not None and actor.has_any(*READING)
