"""The call flow in virtual time: what a caller hears, and what the centre is told, whatever the caller does."""

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.calls.flow import KEY_WITHIN_S, Call
from sori.calls.reception import Below, Joined, Missed, Option, Promised, Ring, Stand, Standing, Welcome
from sori.calls.returning import Returning
from sori.calls.virtual import MUSIC, VirtualLeg, VirtualLoop, VirtualSwitch
from sori.platform.translation import Language, Text
from sori.routing import menu
from sori.routing.caller import MOST_MISSES, TOLD_AT_MOST_EVERY_S, Miss
from sori.routing.state import NONE

WATER = Text("수도", "water")
OPENS = datetime(2026, 3, 4, 0, 0, tzinfo=UTC)
MENU = [menu.Entry("1", 0), menu.Entry("2", 1), menu.Entry("3", NONE), menu.Entry("31", 0), menu.Entry("4", 2)]
COUNSELLOR = 7


@dataclass
class Centre:
    """A centre of one caller, moved by the test; it chooses by the routing package as the real one does."""

    stand: Stand = Stand.WAITING
    counsellor_id: int | None = None
    simulated: bool = False
    place: int = 3
    written: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    held_contact: int | None = None
    offers_callback: bool = False
    promises: Promised = Promised.YES
    asked: list[str | None] = field(default_factory=list)
    warning_due: bool = False
    ended_for_abuse: bool = False
    texts: bool = False
    texted: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def welcome(self) -> Welcome:
        options = tuple(Option(one.key, WATER) for one in MENU)
        return Welcome(Text("소리시", "Sori"), (), options, "Asia/Seoul", self.texts)

    async def text(self, number: str) -> Promised:
        self.texted.append(number)
        promised, self.promises = self.promises, Promised.YES
        return promised

    async def held(self) -> int | None:
        return self.held_contact

    async def choose(self, key: str) -> Joined | Below | Missed:
        choice = menu.choose(MENU, key, [True, False, True], [False, False, True], [NONE] * 3, [NONE] * 3)
        match choice:
            case menu.Join():
                self.log.append("joined")
                return Joined(1)
            case menu.Descend():
                return Below()
            case menu.Full():
                return Missed(Miss.FULL)
            case menu.Closed():
                return Missed(Miss.CLOSED, OPENS)
            case menu.UnknownKey():
                return Missed(Miss.UNKNOWN)

    async def standing(self, contact_id: int) -> Standing:
        written, self.written = tuple(self.written), []
        return Standing(
            self.stand,
            WATER,
            place=self.place,
            low_s=60,
            high_s=180,
            counsellor_id=self.counsellor_id,
            simulated_counsellor=self.simulated,
            written=written,
            may_be_called_back=self.offers_callback,
            warning_due=self.warning_due,
            ended_for_abuse=self.ended_for_abuse,
        )

    async def warned(self, contact_id: int) -> None:
        self.log.append("warned")
        self.warning_due = False

    async def call_back(self, contact_id: int, number: str | None) -> Promised:
        self.asked.append(number)
        promised, self.promises = self.promises, Promised.YES
        return promised

    async def changed(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                await self.news.wait()
        except TimeoutError:
            return
        self.news.clear()

    def now(self, stand: Stand, counsellor_id: int | None = None) -> None:
        self.stand, self.counsellor_id = stand, counsellor_id
        self.news.set()

    async def leave(self, contact_id: int) -> None:
        self.log.append("left")
        self.stand = Stand.OVER

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        self.log.append("unconnected")
        self.now(Stand.WAITING)

    async def lost(self, contact_id: int | None) -> None:
        self.log.append("lost")

    async def over(self) -> None:
        self.log.append("over")


class Scene:
    """One call, and what happens to it, in virtual time."""

    def __init__(self, picks_up: float | None = 1.0, **centre: object) -> None:
        self.leg, self.centre = VirtualLeg(), Centre(**centre)  # type: ignore[arg-type]
        self.switch = VirtualSwitch(lambda _: picks_up)
        loop = asyncio.get_running_loop()
        self.call = asyncio.ensure_future(Call(self.leg, self.switch, self.centre, Language.KO, loop.time).take())

    async def joins(self) -> None:
        """The caller chooses a queue."""
        self.leg.far_end.press("1")
        await asyncio.sleep(1)

    async def is_answered(self) -> None:
        """A counsellor takes the call, and both are on the line."""
        self.centre.now(Stand.TALKING, COUNSELLOR)
        await asyncio.sleep(3)

    @property
    def codes(self) -> list[str]:
        return [saying.code for _, saying in self.leg.heard]


def virtually(story):
    """Runs a story in virtual time, and fails if it never ends."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(asyncio.wait_for(story(), 100_000))


def test_a_caller_hears_greeting_and_menu_and_joins_the_queue_by_a_key() -> None:
    async def story() -> None:
        scene = Scene()
        await asyncio.sleep(6)
        await scene.joins()
        assert scene.codes == ["greeting", "menu", "notice"]
        assert "3번째" in scene.leg.heard[-1][1].text
        assert "1분에서 3분" in scene.leg.heard[-1][1].text
        assert scene.leg.shown[-1].place == 3
        await asyncio.sleep(10)
        assert scene.leg.hears == MUSIC
        await hung_up(scene)

    virtually(story)


async def hung_up(scene: Scene, *, lost: bool = False) -> None:
    scene.leg.far_end.leave(lost=lost)
    await scene.call


def test_who_knows_the_menu_presses_ahead_and_hears_none_of_it() -> None:
    async def story() -> None:
        scene = Scene()
        scene.leg.far_end.press("3")
        scene.leg.far_end.press("1")
        await asyncio.sleep(0.5)
        assert "menu" not in scene.codes
        assert scene.centre.log == ["joined"]
        await hung_up(scene)

    virtually(story)


def test_silence_is_forgiven_and_in_the_end_goodbye_is_said() -> None:
    async def story() -> None:
        scene = Scene()
        await scene.call
        assert scene.codes == ["greeting", *["menu", "missed_silent"] * (MOST_MISSES - 1), "menu", "goodbye_menu"]
        (menu_at, told), (next_at, _) = scene.leg.heard[1:3]
        assert next_at - menu_at == pytest.approx(len(told.text) * 0.12 + KEY_WITHIN_S, abs=0.3)
        assert scene.centre.log == ["over"]

    virtually(story)


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("7", "missed_unknown", "안내에 없습니다"),
        ("2", "closed_until", "3월 4일 09시"),
        ("4", "missed_full", "너무 많아"),
    ],
)
def test_a_key_that_leads_nowhere_is_answered_kindly_and_the_menu_comes_again(key: str, code: str, words: str) -> None:
    async def story() -> None:
        scene = Scene()
        scene.leg.far_end.press(key)
        await asyncio.sleep(12)
        assert scene.codes[-2:] == [code, "menu"]
        assert words in scene.leg.heard[-2][1].text
        await scene.joins()
        assert scene.centre.log == ["joined"]
        await hung_up(scene)

    virtually(story)


def test_star_says_the_menu_again_without_counting_as_a_mistake() -> None:
    async def story() -> None:
        scene = Scene()
        for _ in range(5):
            scene.leg.far_end.press("*")
        await asyncio.sleep(1)
        assert scene.codes[-1] == "menu"
        await hung_up(scene)

    virtually(story)


def test_a_counsellor_who_answers_cuts_the_notice_short_and_both_hear_each_other() -> None:
    async def story() -> None:
        scene = Scene()
        scene.leg.far_end.press("1")
        await asyncio.sleep(0.5)  # in the middle of the notice
        scene.centre.now(Stand.TALKING, COUNSELLOR)
        await asyncio.sleep(1.6)
        phone = scene.switch.phones[0]
        assert scene.leg.hears is phone
        assert phone.hears is scene.leg
        scene.centre.now(Stand.OVER)
        await scene.call
        assert scene.codes[-1] == "goodbye"
        assert phone.far_end.is_gone
        assert scene.centre.log == ["joined", "over"]

    virtually(story)


def test_a_counsellor_whose_phone_does_not_answer_is_freed_and_the_caller_keeps_the_place() -> None:
    async def story() -> None:
        scene = Scene(picks_up=None)
        await scene.joins()
        scene.centre.now(Stand.TALKING, COUNSELLOR)
        await asyncio.sleep(30)
        assert scene.centre.log == ["joined", "unconnected"]
        assert scene.codes[-2:] == ["unconnected", "notice"]
        await hung_up(scene)
        assert scene.centre.log[2:] == ["left", "over"]

    virtually(story)


def test_a_counsellor_whose_page_is_reloaded_comes_back_into_the_same_talk() -> None:
    async def story() -> None:
        scene = Scene()
        await scene.joins()
        await scene.is_answered()
        scene.switch.phones[0].far_end.leave(lost=True)
        await asyncio.sleep(6)
        assert scene.codes[-1] == "counsellor_away"
        assert scene.leg.hears is scene.switch.phones[1]
        await hung_up(scene)

    virtually(story)


def test_a_call_passed_on_waits_again_and_is_joined_to_the_next_counsellor() -> None:
    async def story() -> None:
        scene = Scene()
        await scene.joins()
        await scene.is_answered()
        scene.centre.now(Stand.WAITING)
        await asyncio.sleep(10)
        assert scene.leg.hears == MUSIC
        scene.centre.now(Stand.TALKING, COUNSELLOR + 1)
        await asyncio.sleep(3)
        assert scene.leg.hears is scene.switch.phones[1]
        await hung_up(scene)

    virtually(story)


def test_a_caller_whose_line_broke_is_back_in_the_queue_without_the_menu() -> None:
    async def story() -> None:
        scene = Scene()
        await scene.joins()
        await hung_up(scene, lost=True)
        assert scene.centre.log == ["joined", "lost"]
        again = Scene(held_contact=1)
        await asyncio.sleep(1)
        assert again.codes == ["notice"]
        await hung_up(again)

    virtually(story)


def test_what_a_simulated_counsellor_writes_is_said() -> None:
    async def story() -> None:
        scene = Scene(stand=Stand.TALKING, counsellor_id=3, simulated=True, held_contact=1, written=["안녕하세요."])
        await asyncio.sleep(10)
        scene.centre.written.append("두 번째 말")
        scene.centre.now(Stand.TALKING, 3)
        await asyncio.sleep(3)
        assert [saying.text for _, saying in scene.leg.heard[1:]] == ["안녕하세요.", "두 번째 말"]
        await hung_up(scene)

    virtually(story)


def test_nobody_is_told_the_same_more_often_than_every_so_many_seconds() -> None:
    async def story() -> None:
        scene = Scene(place=40)
        scene.leg.far_end.press("1")
        for place in range(39, 0, -1):
            await asyncio.sleep(4)
            scene.centre.place = place
            scene.centre.news.set()
        told_at = [at for at, saying in scene.leg.heard if saying.code == "notice"]
        assert len(told_at) > 3
        assert all(later - at >= TOLD_AT_MOST_EVERY_S for at, later in itertools.pairwise(told_at))
        await hung_up(scene)

    virtually(story)


def test_who_asks_for_a_callback_keys_in_a_number_and_is_let_go_while_the_place_is_kept() -> None:
    async def story() -> None:
        scene = Scene(offers_callback=True, promises=Promised.NO_SUCH_NUMBER)
        await scene.joins()
        assert scene.leg.heard[-1][1].keys == ("1",)
        await asyncio.sleep(40)
        for key in ("1", *"0212345", "#"):
            scene.leg.far_end.press(key)
        await asyncio.sleep(1)
        assert scene.codes[-1] == "callback_number_again"
        for key in (*"01012345678", "#"):
            scene.leg.far_end.press(key)
        await scene.call
        assert scene.centre.asked == ["0212345", "01012345678"]
        assert scene.codes[-1] == "callback_promised"
        assert scene.centre.log == ["joined", "over"]

    virtually(story)


def test_the_hash_key_alone_asks_to_be_called_on_the_page() -> None:
    async def story() -> None:
        scene = Scene(offers_callback=True)
        for key in "11#":
            scene.leg.far_end.press(key)
            await asyncio.sleep(1)
        await scene.call
        assert scene.centre.asked == [None]

    virtually(story)


def test_a_counsellor_who_answers_is_not_missed_by_somebody_keying_in_a_number() -> None:
    async def story() -> None:
        scene = Scene(offers_callback=True)
        for key in "110":
            scene.leg.far_end.press(key)
            await asyncio.sleep(1)
        await scene.is_answered()
        assert scene.leg.hears is scene.switch.phones[0]
        assert scene.centre.asked == []
        await hung_up(scene)

    virtually(story)


def test_without_the_offer_the_key_means_nothing() -> None:
    async def story() -> None:
        scene = Scene()
        for key in "11#":
            scene.leg.far_end.press(key)
            await asyncio.sleep(1)
        assert scene.centre.asked == []
        await hung_up(scene)

    virtually(story)


def test_an_abusive_caller_hears_the_warning_whatever_they_press_and_the_end_is_announced() -> None:
    async def story() -> None:
        scene = Scene()
        await scene.joins()
        await scene.is_answered()
        scene.leg.far_end.press("7")
        scene.centre.warning_due = True
        scene.centre.news.set()
        await asyncio.sleep(1)
        scene.leg.far_end.press("8")
        await asyncio.sleep(20)
        assert scene.centre.log == ["joined", "warned"]
        warning = [at for at, saying in scene.leg.heard if saying.code == "abuse_warning"]
        assert len(warning) == 2  # begun again after the key
        scene.centre.ended_for_abuse = True
        scene.centre.now(Stand.OVER)
        await scene.call
        assert scene.codes[-1] == "ended_for_abuse"
        assert scene.switch.phones[0].far_end.is_gone

    virtually(story)


def test_a_text_message_is_had_from_the_menu_which_then_comes_again() -> None:
    async def story() -> None:
        scene = Scene(texts=True, promises=Promised.NO_SUCH_NUMBER)
        await asyncio.sleep(5)
        for keys in ("#021234567#", "01012345678#"):
            for key in keys:
                scene.leg.far_end.press(key)
            await asyncio.sleep(3)
        await asyncio.sleep(2)
        assert scene.centre.texted == ["021234567", "01012345678"]
        assert [code for code in scene.codes if code.startswith("text")] == ["text_number_again", "text_sent"]
        assert scene.codes[-1] == "menu"
        await scene.joins()
        assert scene.centre.log == ["joined"]
        await hung_up(scene)

    virtually(story)


def test_a_centre_whose_pages_have_no_address_offers_no_text() -> None:
    async def story() -> None:
        scene = Scene()
        scene.leg.far_end.press("#")
        await asyncio.sleep(6)
        assert "missed_unknown" in scene.codes
        assert "text_number" not in scene.codes
        await hung_up(scene)

    virtually(story)


@dataclass
class CallingCentre:
    """A centre with one callback to make; it writes down what it is told."""

    is_due: bool = True
    log: list[str] = field(default_factory=list)

    async def ring(self, contact_id: int) -> Ring | None:
        if not self.is_due:
            return None
        self.is_due = False
        self.log.append("rung")
        return Ring(5, 40.0)

    async def miss(self, contact_id: int) -> None:
        self.log.append("missed")

    async def unconnected(self, contact_id: int, counsellor_id: int) -> None:
        self.log.append("unconnected")


@pytest.mark.parametrize(
    ("counsellor", "picks_up", "takes", "log"),
    [
        (COUNSELLOR, 2.0, 9.0, ["rung"]),
        (COUNSELLOR, 2.0, None, ["rung", "missed"]),
        (COUNSELLOR, None, 9.0, ["unconnected"]),
        (None, None, 9.0, ["rung"]),
        (None, None, 41.0, ["rung", "missed"]),
    ],
)
def test_a_callback_rings_once_and_the_counsellor_hears_how_it_goes(counsellor, picks_up, takes, log) -> None:
    async def story() -> None:
        switch = VirtualSwitch(lambda _: picks_up, takes=lambda _: takes)
        centre = CallingCentre()
        leg = await Returning(switch, centre, Language.KO).make(1, counsellor)
        assert centre.log == log
        assert (leg is not None) == (log == ["rung"])
        heard = [saying.code for phone in switch.phones for _, saying in phone.heard]
        if counsellor is not None and picks_up is not None:
            assert heard == ["callback_ringing", *(["callback_missed"] if "missed" in log else [])]
        # Made a second time, whoever asks, nobody is rung again.
        again = await Returning(switch, centre, Language.KO).make(1, counsellor)
        assert again is None
        assert len(switch.rung) == log.count("rung")

    virtually(story)


ACTS = st.lists(
    st.tuples(
        st.floats(0, 30),
        st.sampled_from(["1", "2", "3", "4", "9", "*", "#", "talk", "pass", "end", "phone", "reload"]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS, lost=st.booleans(), picks_up=st.sampled_from([None, 0.0, 5.0]))
def test_whatever_happens_the_centre_learns_once_that_the_call_is_over(acts, lost: bool, picks_up) -> None:
    async def story() -> None:
        scene = Scene(picks_up=picks_up)
        centre = scene.centre
        for after_s, act in acts:
            await asyncio.sleep(after_s)
            if len(act) == 1:
                scene.leg.far_end.press(act)
            elif "joined" not in centre.log or centre.stand is Stand.OVER:
                continue
            elif act == "talk":
                centre.now(Stand.TALKING, COUNSELLOR)
            elif act == "pass":
                centre.now(Stand.WAITING)
            elif act == "end":
                centre.now(Stand.OVER)
            elif scene.switch.phones:
                scene.switch.phones[-1].far_end.leave(lost=act == "reload")
        scene.leg.far_end.leave(lost=lost)
        await scene.call
        assert centre.log.count("over") + centre.log.count("lost") == 1
        assert centre.log.count("joined") <= 1
        assert scene.leg.far_end.is_gone
        # A counsellor's phone never stays up behind a caller who is gone.
        assert all(phone.far_end.is_gone for phone in scene.switch.phones)
        # A caller who hung up while in the queue has left it.
        if "joined" in centre.log and "lost" not in centre.log:
            assert centre.stand is Stand.OVER

    virtually(story)
