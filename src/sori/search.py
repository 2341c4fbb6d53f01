"""The search process: the only one that loads the morphological dictionary."""

from sori.knowledge.search import Index
from sori.knowledge.search_process import SearchProcess
from sori.language.morphemes import KiwiAnalyser
from sori.platform import process, settings
from sori.platform.child import tell_ready
from sori.platform.web import now


def run_search() -> None:
    """Holds the index of the knowledge and answers, until told to stop."""
    path = settings.from_environment().search_socket
    if path is None:
        raise SystemExit("SORI_SEARCH_SOCKET is not set. Start Sori with `sori run`, which sets it.")
    process.run(
        "search",
        lambda database: SearchProcess(database, lambda: Index(KiwiAnalyser()), now).run(path, tell_ready),
        tells_ready=True,
    )
