"""Use cases of the directory: looking for posts, keeping them, what was changed, the emergency list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sori.centre import service as centre
from sori.centre.model import Centre
from sori.knowledge.directory import store
from sori.knowledge.directory.finding import Searched, find, searched
from sori.knowledge.directory.model import (
    LONGEST_NOTE,
    PostChangeKind,
    PostContent,
    Posts,
    cleaned,
    faults,
    field_changes,
)
from sori.knowledge.directory.post import (
    District,
    EmergencyList,
    PostChange,
    PostChangePage,
    PostEntry,
    PostPage,
    PostsFound,
    PostShown,
    PostSubstitute,
)
from sori.knowledge.directory.store import Kept, KeptChange
from sori.knowledge.service import access
from sori.knowledge.service.articles import refuse
from sori.people import service as people
from sori.people.model import Actor
from sori.people.service import departments
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Text

_PAGE = 50
_MOST_FOUND = 100
_ACTIONS = {
    PostChangeKind.ADDED: "post.added",
    PostChangeKind.CHANGED: "post.changed",
    PostChangeKind.REMOVED: "post.removed",
    PostChangeKind.BROUGHT_BACK: "post.brought_back",
}


@dataclass(frozen=True, slots=True)
class Directory:
    """The whole directory as a process holds it: its posts in order, what they are found by, and names by code."""

    posts: Posts
    searched: list[Searched]
    departments: Mapping[str, Text]
    districts: Mapping[str, Text]

    def named(self, field: str, code: str) -> str:
        """What the people of the city call a department or district of this code."""
        found = (self.departments if field == "department" else self.districts).get(code)
        return code if found is None else found.ko

    def entry(self, post_id: int, there: Centre, now: datetime) -> PostEntry:
        """A post with who answers for it now."""
        content = self.posts.contents[post_id]
        return PostEntry(
            id=post_id,
            content=content,
            department=self.departments[content.department],
            district=self.districts.get(content.district),
            substitutes=[PostSubstitute(name, self.posts.named(content.office, name)) for name in content.substitutes],
            answering=self.posts.answering(post_id, there.closed_days(), there.local(now)),
        )


async def directory(transaction: Transaction) -> Directory:
    """The directory as it is now; read from the database only after a change."""
    version = await store.version(transaction)
    cached: tuple[str, Directory] | None = transaction.cache.get("directory")
    if cached is None or cached[0] != version:
        cached = transaction.cache["directory"] = (version, await _read(transaction))
    return cached[1]


async def _read(transaction: Transaction) -> Directory:
    names = {one.code: one.name for one in await departments.departments(transaction)}
    areas = {one.code: one.name for one in await store.districts(transaction)}
    contents = {one.id: one.content for one in await store.posts(transaction)}
    return Directory(
        Posts(contents),
        [
            searched(
                number,
                content,
                {"department": _both(names.get(content.department)), "district": _both(areas.get(content.district))},
            )
            for number, content in contents.items()
        ],
        names,
        areas,
    )


def _both(name: Text | None) -> str:
    return "" if name is None else f"{name.ko} {name.en}"


async def search(
    transaction: Transaction, query: str, district: str, department: str, now: datetime, limit: int
) -> PostsFound:
    """The posts that have every word of a query, the best first; for a blank one all, in the directory's order."""
    there, whole = await centre.centre(transaction), await directory(transaction)
    contents = whole.posts.contents
    query = query.replace("\0", "").strip()
    found = [
        number
        for number in (find(whole.searched, query) if query else contents)
        if district in ("", contents[number].district) and department in ("", contents[number].department)
    ]
    limit = max(1, min(limit, _MOST_FOUND))
    return PostsFound([whole.entry(number, there, now) for number in found[:limit]], len(found))


async def emergency_list(transaction: Transaction, now: datetime) -> EmergencyList:
    """The posts of the emergency list, to be printed and hung up."""
    there, whole = await centre.centre(transaction), await directory(transaction)
    listed = [number for number, content in whole.posts.contents.items() if content.emergency]
    entries = [whole.entry(number, there, now) for number in listed]
    return EmergencyList(there.city, now, entries, await store.changed_at(transaction))


async def posts(transaction: Transaction, text: str, before: int | None, *, removed: bool) -> PostPage:
    """A page of the posts for those who keep them, the last changed first."""
    text = text.replace("\0", "").strip()[:100]
    found = await store.summaries(transaction, text, removed=removed, before=before, limit=_PAGE + 1)
    items = found[:_PAGE]
    next_before = items[-1].change if len(found) > _PAGE else None
    return PostPage(items, next_before, await store.count(transaction, text, removed=removed))


async def post(transaction: Transaction, actor: Actor, post_id: int, now: datetime) -> PostShown:
    """A post with its version, removed or not; Problem 404 where there never was one."""
    kept = await _kept(transaction, post_id)
    entry = None
    if not kept.removed:
        entry = (await directory(transaction)).entry(post_id, await centre.centre(transaction), now)
    edits = access.edits(actor)
    own = edits or (
        actor.has_any(*access.WRITING) and kept.department_id in await departments.departments_of(transaction, actor)
    )
    return PostShown(
        id=post_id,
        change=kept.change,
        removed=kept.removed,
        content=kept.content,
        entry=entry,
        changed_at=kept.changed_at,
        changed_by=kept.changed_by,
        may_change=own and (edits or not kept.removed),
        may_remove=edits and not kept.removed,
    )


async def changes(transaction: Transaction, post_id: int | None, before: int | None) -> PostChangePage:
    """A page of the changes of a post, or of the whole directory, each field before and after; the newest first."""
    if post_id is not None:
        await _kept(transaction, post_id)
    whole = await directory(transaction)
    found = await store.changes(transaction, post_id, before, _PAGE + 1)
    items = found[:_PAGE]
    next_before = items[-1].number if len(found) > _PAGE else None
    return PostChangePage([_told(change, whole) for change in items], next_before)


def _told(change: KeptChange, whole: Directory) -> PostChange:
    of = change.after or change.before
    if of is None:
        raise LookupError(f"change {change.number} is of nothing")
    return PostChange(
        number=change.number,
        post_id=change.post_id,
        office=of.office,
        title=of.title,
        kind=change.kind,
        at=change.at,
        by=change.by,
        note=change.note,
        fields=field_changes(change.before, change.after, whole.named),
    )


async def add(transaction: Transaction, actor: Actor, content: PostContent, note: str, now: datetime) -> PostShown:
    """Begins a post. Problem 422 for faults, 409 where its office has one of this title."""
    content = checked(content)
    await store.lock(transaction)
    await _refuse_taken(transaction, content, None)
    post_id = await begin(transaction, actor, content, checked_note(note), now)
    await _audit(transaction, actor, post_id, PostChangeKind.ADDED, now)
    return await post(transaction, actor, post_id, now)


async def begin(transaction: Transaction, actor: Actor, content: PostContent, note: str, now: datetime) -> int:
    """Adds a checked post whose name is free, under the lock; gives its id."""
    await _need_names(transaction, content)
    post_id, number = await store.add(transaction, content)
    await _keep(transaction, actor, number, post_id, PostChangeKind.ADDED, None, content, note, now)
    return post_id


async def change(
    transaction: Transaction, actor: Actor, post_id: int, content: PostContent, note: str, seen: int, now: datetime
) -> PostShown:
    """Has a post say something else; a removed one comes back.

    `seen` is the change as of which the post was read: Problem 412 where somebody changed it since. An officer's post
    stays with one of their own departments. Posts that name this one as their substitute follow its new name.
    """
    content, note = checked(content), checked_note(note)
    kept = await _held(transaction, actor, post_id, seen)
    if content == kept.content and not kept.removed:
        return await post(transaction, actor, post_id, now)
    if kept.removed and not access.edits(actor):
        raise Problem(403, "article_of_another")
    await _refuse_taken(transaction, content, post_id)
    kind = PostChangeKind.BROUGHT_BACK if kept.removed else PostChangeKind.CHANGED
    await rewrite(transaction, actor, kept, content, note, now)
    if not access.edits(actor):
        await access.refuse_another(transaction, actor, (await _kept(transaction, post_id)).department_id)
    await _audit(transaction, actor, post_id, kind, now)
    return await post(transaction, actor, post_id, now)


async def rewrite(
    transaction: Transaction, actor: Actor, kept: Kept, content: PostContent, note: str, now: datetime
) -> None:
    """Has a post say a checked content, under the lock, and those that name it as a substitute follow its name."""
    await _need_names(transaction, content)
    renamed = (kept.content.office, kept.content.title) != (content.office, content.title)
    named_so = _naming(await store.posts(transaction), kept, content) if renamed and not kept.removed else []
    number = await store.put(transaction, kept.id, content)
    kind = PostChangeKind.BROUGHT_BACK if kept.removed else PostChangeKind.CHANGED
    await _keep(transaction, actor, number, kept.id, kind, kept.content, content, note, now)
    for other, following in named_so:
        number = await store.put(transaction, other.id, following)
        await _keep(transaction, actor, number, other.id, PostChangeKind.CHANGED, other.content, following, note, now)


def _naming(others: Sequence[Kept], kept: Kept, content: PostContent) -> list[tuple[Kept, PostContent]]:
    """The posts that name one as their substitute, as they are to read with its new name."""
    posts = Posts({other.id: other.content for other in others})
    found = []
    for other in others:
        if other.id == kept.id:
            continue
        office = other.content.office
        name = content.title if content.office == office else f"{content.office} {content.title}"
        substitutes = [
            name if posts.named(office, substitute) == kept.id else substitute
            for substitute in other.content.substitutes
        ]
        if substitutes != other.content.substitutes:
            found.append((other, replace(other.content, substitutes=list(dict.fromkeys(substitutes)))))
    return found


async def remove(
    transaction: Transaction, actor: Actor, post_id: int, note: str, seen: int, now: datetime
) -> PostShown:
    """Takes a post out of the directory; its changes stay, and it can come back."""
    note = checked_note(note)
    kept = await _held(transaction, actor, post_id, seen)
    if not kept.removed:
        number = await store.remove(transaction, post_id)
        await _keep(transaction, actor, number, post_id, PostChangeKind.REMOVED, kept.content, None, note, now)
        await _audit(transaction, actor, post_id, PostChangeKind.REMOVED, now)
    return await post(transaction, actor, post_id, now)


async def districts(transaction: Transaction) -> list[District]:
    """The districts by name."""
    return await store.districts(transaction)


async def is_any(transaction: Transaction) -> bool:
    """Whether there is or was any post."""
    return await store.is_any(transaction)


def checked(content: PostContent) -> PostContent:
    """The content without blank ends; Problem 422 with everything that is wrong with it."""
    content = cleaned(content)
    refuse(faults(content))
    return content


def checked_note(note: str) -> str:
    """A word on why; Problem 422 for too many of them."""
    note = note.replace("\0", "").strip()
    if len(note) > LONGEST_NOTE:
        raise Problem(422, "text_too_long", field="note", longest=LONGEST_NOTE)
    return note


async def _need_names(transaction: Transaction, content: PostContent) -> None:
    """Has the post's department and district: new ones are called by their codes until somebody names them."""
    await departments.need_department(transaction, content.department)
    if content.district:
        name = Text(content.district, content.district)
        await store.put_districts(transaction, {content.district: name}, rename=False)


async def _keep(
    transaction: Transaction,
    actor: Actor,
    number: int,
    post_id: int,
    kind: PostChangeKind,
    before: PostContent | None,
    after: PostContent | None,
    note: str,
    now: datetime,
) -> None:
    await store.add_change(transaction, number, post_id, kind, before, after, note, actor.id, now)
    await events.append(transaction, now, "post.changed", {"post": post_id}, {"kind": kind.value})


async def _audit(transaction: Transaction, actor: Actor, post_id: int, kind: PostChangeKind, now: datetime) -> None:
    await people.audit(transaction, now, actor.id, _ACTIONS[kind], {"post": post_id})


async def _refuse_taken(transaction: Transaction, content: PostContent, post_id: int | None) -> None:
    there = await store.id_of(transaction, content.office, content.title)
    if there is not None and there != post_id:
        raise Problem(409, "post_taken", field="title", office=content.office, title=content.title)


async def _held(transaction: Transaction, actor: Actor, post_id: int, seen: int) -> Kept:
    await store.lock(transaction)
    kept = await _kept(transaction, post_id)
    if not access.edits(actor):
        await access.refuse_another(transaction, actor, kept.department_id)
    if kept.change != seen:
        local = (await centre.centre(transaction)).local(kept.changed_at)
        raise Problem(412, "changed_meanwhile", by=kept.changed_by, at=local.strftime("%H:%M"))
    return kept


async def _kept(transaction: Transaction, post_id: int) -> Kept:
    kept = await store.post(transaction, post_id)
    if kept is None:
        raise Problem(404, "no_post")
    return kept
