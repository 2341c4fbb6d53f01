"""The voice process: calls in the browser, for a few at once, and on the telephone lines of an Asterisk."""

import asyncio
from pathlib import Path

from sori.channels.telephone.lines import Lines
from sori.channels.voice.line import Offer
from sori.channels.voice.office import Office
from sori.channels.voice.speech import Speech
from sori.conversations.presence import Presence
from sori.platform import process, settings
from sori.platform.child import tell_ready
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.platform.line import answering
from sori.platform.settings import Settings
from sori.platform.web import now


def run_voice() -> None:
    """Serves calls until told to stop."""
    chosen = settings.from_environment()
    path = chosen.voice_socket
    if path is None:
        raise SystemExit("SORI_VOICE_SOCKET is not set. Start Sori with `sori run`, which sets it.")
    process.run("voice", lambda database: _work(database, path, chosen), connections=6, tells_ready=True)


async def _work(database: Database, path: Path, chosen: Settings) -> None:
    presence = Presence(database, now)
    async with Feed(database).listening() as feed:
        await presence.start()
        speech = Speech(path.parent / "speech", chosen.speech)
        office = Office(database, feed, presence, speech, now, chosen.public_url)
        try:
            async with answering(path, Offer, office.take):
                tell_ready()
                async with asyncio.TaskGroup() as group:
                    group.create_task(office.run())
                    group.create_task(office.call_back())
                    if chosen.asterisk is not None:
                        group.create_task(Lines(chosen.asterisk, database, office, speech, now).run())
        finally:
            await office.close()
            await presence.stop()
