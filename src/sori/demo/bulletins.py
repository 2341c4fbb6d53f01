"""The demo city's bulletins: those of the file in `knowledge/`, holding from when they are brought in."""

import asyncio
import tomllib
from datetime import datetime, timedelta
from typing import Any

from sori.centre import service as centre
from sori.demo.articles import FOLDER
from sori.knowledge.bulletins import service
from sori.knowledge.bulletins.model import BulletinContent, Urgency
from sori.people import service as people
from sori.platform.database import Transaction
from sori.platform.problem import Problem

FILE = FOLDER / "bulletins.toml"


async def load_once(transaction: Transaction, now: datetime) -> None:
    """Publishes the demo's bulletins where there was never any: a round of the worker."""
    try:
        if not (await centre.centre(transaction)).demo or await service.is_any(transaction):
            return
    except Problem:  # no centre yet
        return
    editor = await people.actor_named(transaction, "administrator")
    for one in contents(tomllib.loads(await asyncio.to_thread(FILE.read_text, "utf-8")), now):
        made = await service.create(transaction, editor, one, now)
        await service.publish(transaction, editor, made.id, made.change, now)


def contents(read: dict[str, Any], now: datetime) -> list[BulletinContent]:
    """The bulletins of the file, for who brings them in now."""
    return [
        BulletinContent(
            title=one["title"],
            body=one["body"],
            valid_from=now + timedelta(hours=one["begins"]),
            valid_to=now + timedelta(hours=one["ends"]),
            urgency=Urgency(one.get("urgency", "normal")),
            queues=one.get("queues", []),
            skills=one.get("skills", []),
            topics=one.get("topics", []),
            words=one.get("words", []),
            must_acknowledge=one.get("must_acknowledge", True),
            shared=one.get("shared", False),
        )
        for one in read["bulletin"]
    ]
