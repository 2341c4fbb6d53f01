"""The search process: the only one that loads the morphological dictionary. With it, it also knows what words mean."""

import asyncio
from functools import cache
from pathlib import Path
from threading import Lock

from sori.chatbot.learning import Learning
from sori.chatbot.line import beside
from sori.knowledge.meanings import Meanings
from sori.knowledge.search import Index
from sori.knowledge.search_process import SearchProcess
from sori.language.morphemes import KiwiAnalyser
from sori.platform import process, settings
from sori.platform.child import tell_ready
from sori.platform.database import Database
from sori.platform.embedding import EmbeddingModel
from sori.platform.settings import Settings
from sori.platform.web import now

_loading = Lock()


def run_search() -> None:
    """Holds the index of the knowledge and answers, until told to stop."""
    chosen = settings.from_environment()
    path = chosen.search_socket
    if path is None:
        raise SystemExit("SORI_SEARCH_SOCKET is not set. Start Sori with `sori run`, which sets it.")
    process.run("search", lambda database: _work(database, path, chosen), connections=4, tells_ready=True)


async def _work(database: Database, path: Path, chosen: Settings) -> None:
    """Finds, and tells what words mean; each goes on while the other is busy, and ends with it."""
    meanings = None if chosen.embedding is None else Meanings(database, EmbeddingModel(chosen.embedding, now))
    async with asyncio.TaskGroup() as group:
        group.create_task(SearchProcess(database, lambda: Index(_dictionary()), now, meanings).run(path, tell_ready))
        if meanings is not None:
            group.create_task(meanings.run())
        if chosen.chatbot:
            group.create_task(Learning(database, _dictionary).run(beside(path)))


def _dictionary() -> KiwiAnalyser:
    """The dictionary, loaded once whichever of two threads needs it first."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> KiwiAnalyser:
    return KiwiAnalyser()
