"""A call leg over a telephone line that Asterisk has.

While nobody talks, Asterisk plays files and holds those who wait in one room with music, so that they hear it whatever
becomes of this process. While two talk, the caller's sound goes through here, to the counsellor's browser.
"""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import uuid4

import structlog

from sori.calls.leg import HungUp, Saying, Shown
from sori.channels.telephone.ari import Ari, AriAway, AriRefused, Event
from sori.channels.telephone.configuration import APPLICATION
from sori.channels.telephone.prompts import Prompts
from sori.channels.telephone.sound_line import FORMAT, SoundLine
from sori.channels.voice.sound import Sound
from sori.channels.voice.speaking import KEYS, SpeakingLeg

log = structlog.get_logger()

ROOM = "sori-waiting"
"""The bridge in which those are who wait."""
TALK = "sori talk"
"""What the bridges of those who talk are called."""
_GONE = (404, 409, 412)
"""How Asterisk refuses what is asked of a channel that is not there any more, or not ours."""
_BROKEN_CAUSES = frozenset({27, 38, 41, 102})
"""Causes (ITU-T Q.850) of a line that broke: destination or network out of order, temporary failure, a timer's end."""
_STARTED_WITHIN_S = 5.0
_TOLD_WITHIN_S = 1.0
_UNSAID_S = 1.0
"""What stands for words that could not be said: those who cannot hear them are not rushed through."""


class TelephoneLeg(SpeakingLeg):
    """One caller's telephone line."""

    has_screen = False

    def __init__(self, ari: Ari, channel: str, number: str | None, prompts: Prompts, music: Sound) -> None:
        super().__init__(music)
        self.channel = channel
        self.number = number
        """The number that is called from, where the provider tells it. Kept while the call lasts, and nowhere else."""
        self._ari = ari
        self._prompts = prompts
        self._in_room = False
        self._talking: tuple[str, SoundLine] | None = None
        """The bridge in which the caller talks, and the sound of it."""
        self._broken = False
        ari.heed(channel, self._heard)

    async def answer(self) -> None:
        """Takes the call."""
        await self._ask("POST", f"channels/{self.channel}/answer")

    async def play(self, saying: Saying) -> str | None:
        """Says something."""
        if self._in_room:
            self._in_room = False
            await self._ask("POST", f"bridges/{ROOM}/removeChannel", channel=self.channel)
        return await self.far_end.hears(self._say(saying))

    async def hold(self) -> None:
        """Plays music."""
        self.far_end.forget_keys()
        await self._ask("POST", f"bridges/{ROOM}/addChannel", channel=self.channel)
        # The music stops when the last leaves the room; begun again while it plays, it goes on.
        await self._ask("POST", f"bridges/{ROOM}/moh", mohClass=APPLICATION)
        self._in_room = True

    async def announce(self, saying: Saying) -> str | None:
        """Says something in between the music."""
        return await self.far_end.hears(self._say(saying))

    async def show(self, shown: Shown) -> None:
        """A telephone shows nothing."""

    async def hang_up(self) -> None:
        """Ends the call. A line that was given up as lost is left alone: it may be taken up again."""
        if not self.far_end.is_gone:
            self.far_end.leave(lost=False)
            self._ari.ask_later("DELETE", f"channels/{self.channel}")
        self._ari.forget(self.channel, self._heard)

    async def begin_talk(self) -> None:
        """Leads the sound of the line through here."""
        sound_channel, bridge = f"sori-sound-{uuid4()}", f"sori-talk-{uuid4()}"
        started = asyncio.Event()

        def heard(event: Event) -> None:
            if event["type"] == "StasisStart":
                started.set()

        self._ari.heed(sound_channel, heard)
        try:
            told = await self._ask(
                "POST",
                "channels/externalMedia",
                app=self._ari.application,
                channelId=sound_channel,
                external_host="INCOMING",
                transport="websocket",
                encapsulation="none",
                connection_type="server",
                format=FORMAT,
            )
            socket = await self._ari.sound(told["channelvars"]["MEDIA_WEBSOCKET_CONNECTION_ID"])
            self._talking = (bridge, SoundLine(socket, self.ear, self._hear))
            async with asyncio.timeout(_STARTED_WITHIN_S):
                await started.wait()  # before that it can be put into no bridge
            await self._ask("POST", f"bridges/{bridge}", type="mixing", name=TALK)
            await self._ask("POST", f"bridges/{bridge}/addChannel", channel=f"{self.channel},{sound_channel}")
            self._in_room = False
        except BaseException:
            await self.end_talk()
            raise
        finally:
            self._ari.forget(sound_channel, heard)

    async def end_talk(self) -> None:
        """The line is alone again."""
        await super().end_talk()
        if self._talking is not None:
            (bridge, sound), self._talking = self._talking, None
            await sound.close()
            self._ari.ask_later("DELETE", f"bridges/{bridge}")

    async def send_key(self, key: str) -> None:
        """Sends a key down the line, as the line carries keys."""
        self._ari.ask_later("POST", f"channels/{self.channel}/dtmf?dtmf={'%23' if key == '#' else key}")

    async def _say(self, saying: Saying) -> None:
        if self._talking is not None:
            sound = await self._prompts.sound(saying)
            if sound is not None:
                await self.ear.say(sound)
                return
        media = None if self._talking is not None else await self._prompts.media(saying)
        if media is None or not await self._played(media):
            log.warning("telephone.not_said", code=saying.code)
            await asyncio.sleep(_UNSAID_S)

    async def _played(self, media: str) -> bool:
        """Lets Asterisk play something to its end; False where it could not."""
        playback = f"sori-{uuid4()}"
        finished: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def heard(event: Event) -> None:
            if event["type"] == "PlaybackFinished" and not finished.done():
                finished.set_result(event["playback"]["state"] != "failed")

        self._ari.heed(playback, heard)
        try:
            await self._ask("POST", f"channels/{self.channel}/play/{playback}", media=media)
            return await finished
        finally:
            self._ari.forget(playback, heard)
            if not finished.done():
                self._ari.ask_later("DELETE", f"playbacks/{playback}")

    async def _ask(self, method: str, path: str, **query: str) -> Any:
        try:
            return await self._ari.ask(method, path, **query)
        except AriRefused as error:
            if error.status not in _GONE:
                raise
            # Whether somebody hung up is told in a moment, unless Asterisk itself was away meanwhile.
            with suppress(TimeoutError):
                async with asyncio.timeout(_TOLD_WITHIN_S):
                    await self.far_end.gone()
            self.far_end.leave(lost=True)
        except AriAway:
            self.far_end.leave(lost=True)
        raise HungUp(lost=await self.far_end.gone())

    def _hear(self, sound: Sound) -> None:
        self.spoken(sound)  # whoever that is now

    def _heard(self, event: Event) -> None:
        kind = event["type"]
        if kind == "ChannelDtmfReceived" and event["digit"] in KEYS:
            self.far_end.press(event["digit"])
        elif kind == "ChannelHangupRequest":
            self._broken = event.get("cause") in _BROKEN_CAUSES
        elif kind in ("StasisEnd", "ChannelDestroyed"):
            self.far_end.leave(lost=self._broken)
