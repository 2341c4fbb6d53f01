"""The telephone lines: waits for callers at Asterisk, and lets the office serve each."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog

from sori.calls import service
from sori.channels.telephone.ari import EVENTS, PATIENCE_S, Ari, AriAway, AriRefused, Event
from sori.channels.telephone.configuration import APPLICATION, CITIZEN
from sori.channels.telephone.leg import ROOM, TALK, TelephoneLeg
from sori.channels.telephone.prompts import Prompts
from sori.channels.voice.line import Caller
from sori.channels.voice.office import Office
from sori.channels.voice.sound import waiting_music
from sori.channels.voice.speech import Speech
from sori.citizens import service as citizens
from sori.platform.background import ended
from sori.platform.database import Database
from sori.platform.log import cause
from sori.platform.settings import Asterisk
from sori.platform.translation import Language

log = structlog.get_logger()

_AGAIN_AFTER_S = 0.5
"""How soon it is looked for Asterisk again."""
_KEY = "SORI_CALL"
"""The variable of a channel with the key of its call: by it a call is taken up again after a restart of ours."""


class Lines:
    """All telephone calls of this process."""

    def __init__(
        self, chosen: Asterisk, database: Database, office: Office, speech: Speech, clock: Callable[[], datetime]
    ) -> None:
        self._chosen = chosen
        self._database = database
        self._office = office
        self._clock = clock
        self._ari = Ari(chosen.url, APPLICATION, chosen.password)
        self._prompts = Prompts(speech, chosen.sounds)
        self._music = waiting_music()
        self._legs: dict[str, TelephoneLeg] = {}
        """By channel, for as long as somebody is on the line."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Takes calls until cancelled. The lines stay up then, for whoever takes them up again."""
        await asyncio.to_thread(self._prompts.put_music, self._music)
        if not self._prompts.can_speak:
            log.error("telephone.no_voice")
        letting_go: asyncio.Task[None] | None = None
        said = ""
        try:
            while True:
                try:
                    async with self._ari.connected(self._heard) as reading:
                        await self._take_up()
                        await ended(letting_go)
                        said = ""
                        log.info("telephone.connected", calls=len(self._legs))
                        await reading
                    log.warning("telephone.cut", calls=len(self._legs))
                except (AriAway, AriRefused) as error:
                    if str(error) != said:
                        said = str(error)
                        log.error("telephone.asterisk_away", **cause(error))
                if letting_go is None or letting_go.done():
                    letting_go = asyncio.create_task(self._let_go())
                await asyncio.sleep(_AGAIN_AFTER_S)
        finally:
            await ended(letting_go)
            for task in list(self._tasks):
                await ended(task)

    async def _let_go(self) -> None:
        """Where Asterisk stays away, the lines are gone: no counsellor stays busy with a dead call."""
        await asyncio.sleep(PATIENCE_S)
        for leg in self._legs.values():
            leg.far_end.leave(lost=True)

    async def _take_up(self) -> None:
        """Makes what we need in Asterisk, and takes up the calls that are there already."""
        allowed = [{"type": kind} for kind in EVENTS]
        await self._ari.put(f"applications/{APPLICATION}/eventFilter", {"allowed": allowed})
        try:
            await self._ari.ask("POST", f"bridges/{ROOM}", type="holding", name=ROOM)
        except AriRefused as error:
            if error.status != 409:  # it is there already, with those who wait
                raise
        there = {one["id"]: one for one in await self._ari.listed("channels") if _is_citizens(one)}
        for channel, leg in list(self._legs.items()):
            if channel not in there:
                leg.far_end.leave(lost=True)
        adopted = [one for channel, one in there.items() if channel not in self._legs]
        if not self._legs:
            # What a process before us left: its talks are joined anew.
            for bridge in await self._ari.listed("bridges"):
                if bridge["name"] == TALK:
                    self._ari.ask_later("DELETE", f"bridges/{bridge['id']}")
        for one in adopted:
            self._begin(self._adopt(self._leg(one), _told(one)))

    def _heard(self, event: Event) -> None:
        if event["type"] == "StasisStart" and event["args"][:1] == [CITIZEN]:
            self._begin(self._take(self._leg(event["channel"]), event["args"][1:]))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, leg: TelephoneLeg, rest: list[str]) -> None:
        """Somebody calls."""
        if len(self._legs) > self._chosen.lines:
            log.warning("telephone.full", calls=len(self._legs))
            self._ari.ask_later("DELETE", f"channels/{leg.channel}?reason=congestion")
            self._leave(leg)
            return
        key = uuid4()
        try:
            await self._ari.ask("POST", f"channels/{leg.channel}/variable", variable=_KEY, value=str(key))
            await self._serve(leg, key, None, _language(rest))
        except (AriAway, AriRefused):
            self._leave(leg)  # gone before we had it

    async def _adopt(self, leg: TelephoneLeg, rest: list[str]) -> None:
        """Somebody is on the line whom a process before us served, or who called while there was none."""
        channel = leg.channel
        try:
            await self._ari.ask("POST", f"applications/{APPLICATION}/subscription", eventSource=f"channel:{channel}")
            told = await self._ari.ask("GET", f"channels/{channel}/variable", variable=_KEY)
            key = UUID(told["value"])
        except (AriAway, AriRefused, ValueError):
            await self._take(leg, rest)
            return
        async with self._database.reading() as transaction:
            citizen_id = await service.citizen_of_key(transaction, key)
        await self._serve(leg, key, citizen_id, _language(rest))

    async def _serve(self, leg: TelephoneLeg, key: UUID, citizen_id: int | None, language: Language) -> None:
        try:
            if citizen_id is None:
                async with self._database.transaction() as transaction:
                    citizen, _ = await citizens.new(transaction, self._clock())
                citizen_id = citizen.id
            await self._office.serve(Caller(key, citizen_id, language, leg.number), leg)
            await leg.gone()
        finally:
            self._leave(leg)

    def _leg(self, channel: dict[str, Any]) -> TelephoneLeg:
        identity, number = channel["id"], channel["caller"]["number"] or None
        leg = self._legs[identity] = TelephoneLeg(self._ari, identity, number, self._prompts, self._music)
        return leg

    def _leave(self, leg: TelephoneLeg) -> None:
        if self._legs.get(leg.channel) is leg:
            del self._legs[leg.channel]


def _is_citizens(channel: dict[str, Any]) -> bool:
    dialplan = channel["dialplan"]
    return bool(dialplan["app_name"] == "Stasis") and dialplan["app_data"].split(",")[:2] == [APPLICATION, CITIZEN]


def _told(channel: dict[str, Any]) -> list[str]:
    """What the dialplan tells besides: perhaps the caller's language."""
    told: list[str] = channel["dialplan"]["app_data"].split(",")[2:]
    return told


def _language(rest: list[str]) -> Language:
    return Language(rest[0]) if rest and rest[0] in list(Language) else Language.KO
