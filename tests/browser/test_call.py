"""A call in the browser, with Chromium's fake microphones: tones of two pitches, each heard by the other side."""

import os
import shutil
import time
import wave
from collections.abc import Callable, Iterator
from math import pi, sin
from pathlib import Path
from struct import pack

import pytest
from playwright.sync_api import Browser, expect
from someone import DESK, FLAGS, PHONE, Someone

from running import RunningCentre

CITIZEN_HZ, COUNSELLOR_HZ = 440, 1000
_LISTEN = """
    window.tracks = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
        constructor(...given) {
            super(...given);
            this.addEventListener('track', ({track}) => window.tracks.push(track));
        }
    };"""
_LOUDEST_HZ = """async () => {
    const track = window.tracks.at(-1);
    if (!track) return 0;
    const audio = new AudioContext();
    await audio.resume();
    const ear = audio.createAnalyser();
    ear.fftSize = 8192;
    audio.createMediaStreamSource(new MediaStream([track])).connect(ear);
    ear.smoothingTimeConstant = 0;
    const heard = new Float32Array(ear.frequencyBinCount);
    let [loudness, hertz] = [-60, 0];
    for (let look = 0; look < 15; look++) {
        await new Promise((done) => setTimeout(done, 60));
        ear.getFloatFrequencyData(heard);
        const loudest = heard.indexOf(Math.max(...heard));
        if (heard[loudest] <= loudness) continue;
        [loudness, hertz] = [heard[loudest], loudest * audio.sampleRate / ear.fftSize];
    }
    await audio.close();
    return hertz;
}"""


def tone(path: Path, hertz: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        # Beeps, since browsers filter a lasting tone out of speech as noise.
        beep = [sin(2 * pi * hertz * at / 48_000) * (at % 24_000 < 14_400) for at in range(48_000)]
        file.writeframes(b"".join(pack("<h", int(9_000 * one)) for one in beep))
    return path


@pytest.fixture
def talker(chromium: Browser, running_centre: RunningCentre, tmp_path: Path) -> Iterator[Callable[..., Someone]]:
    """Opens a browser whose microphone whistles a tone: a Chromium each, whose microphone it is."""
    opened: list[Browser] = []
    kind = chromium.browser_type

    def new(hertz: int, viewport: dict[str, int]) -> Someone:
        browser = kind.launch(
            executable_path=os.environ.get("SORI_CHROMIUM") or shutil.which("chromium"),
            args=[
                *FLAGS,
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--autoplay-policy=no-user-gesture-required",
                f"--use-file-for-fake-audio-capture={tone(tmp_path / f'{hertz}.wav', hertz)}",
            ],
        )
        opened.append(browser)
        context = browser.new_context(
            viewport=viewport, locale="ko-KR", timezone_id="Asia/Seoul", permissions=["microphone"]
        )
        context.set_default_timeout(20_000)
        context.add_init_script(_LISTEN)
        return Someone(context, context.new_page(), running_centre.url)

    yield new
    for browser in opened:
        browser.close()


def hears(person: Someone, hertz: int) -> None:
    deadline = time.monotonic() + 30
    while abs(person.page.evaluate(_LOUDEST_HZ) - hertz) > 12:
        assert time.monotonic() < deadline, f"they never heard {hertz} Hz"


def test_a_citizen_and_a_counsellor_hear_each_other(
    talker: Callable[..., Someone], running_centre: RunningCentre
) -> None:
    counsellor, citizen = talker(COUNSELLOR_HZ, DESK), talker(CITIZEN_HZ, PHONE)
    counsellor.context.request.get(counsellor.base + "/api/demo")
    counsellor.api("POST", "/api/session", {"login": "counsellor2", "password": running_centre.password})
    counsellor.opens("/desk")
    counsellor.page.get_by_role("button", name="대기로 바꾸기").first.click()

    deadline = time.monotonic() + 30
    while not (running_centre.state.path / "voice.socket").exists():
        assert time.monotonic() < deadline, running_centre.log("voice")
        time.sleep(0.1)
    citizen.opens("/call")
    citizen.sees("전화번호 없이 이 화면에서")
    assert citizen.violations() == []
    citizen.page.get_by_role("button", name="전화 걸기").click()
    expect(citizen.page.get_by_role("heading", name="번호를 골라 주세요")).to_be_visible()
    citizen.sees("안녕하세요, 소리시 콜센터입니다.")
    assert citizen.violations() == []
    assert not citizen.overflows()
    citizen.page.get_by_role("button", name="3", exact=True).click()
    expect(citizen.page.get_by_role("heading", name="상담사를 기다리고 있습니다")).to_be_visible()

    expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
    counsellor.page.keyboard.press("Alt+a")
    headset = counsellor.page.get_by_role("region", name="전화", exact=True)
    expect(headset.get_by_text("통화 중")).to_be_visible()
    expect(citizen.page.get_by_role("heading", name="이나무 상담사와 통화")).to_be_visible()
    hears(citizen, COUNSELLOR_HZ)
    hears(counsellor, CITIZEN_HZ)
    assert counsellor.violations() == []

    # The page is opened anew in the middle of the talk, and the call goes on.
    counsellor.page.reload()
    expect(headset.get_by_text("통화 중")).to_be_visible()
    hears(counsellor, CITIZEN_HZ)

    citizen.page.get_by_role("button", name="전화 끊기").click()
    citizen.sees("통화가 끝났습니다")
    finish(counsellor)


def test_a_caller_is_called_back_on_the_page_and_sees_the_place(
    talker: Callable[..., Someone], running_centre: RunningCentre
) -> None:
    counsellor, citizen = talker(COUNSELLOR_HZ, DESK), talker(CITIZEN_HZ, PHONE)
    counsellor.context.request.get(counsellor.base + "/api/demo")
    counsellor.api("POST", "/api/session", {"login": "counsellor2", "password": running_centre.password})
    counsellor.opens("/desk")
    citizen.opens("/call")
    citizen.page.get_by_role("button", name="전화 걸기").click()
    citizen.sees("안녕하세요, 소리시 콜센터입니다.")
    citizen.page.get_by_role("button", name="3", exact=True).click()
    expect(citizen.page.get_by_role("heading", name="상담사를 기다리고 있습니다")).to_be_visible()
    citizen.page.get_by_text("1번을 눌러 주세요").wait_for(timeout=90_000)
    citizen.page.get_by_role("button", name="1", exact=True).click()
    citizen.sees("우물 정자")
    for key in "01012345678#":
        citizen.page.get_by_role("button", name=key, exact=True).click()
    expect(citizen.page.get_by_role("heading", name="다시 전화드리겠습니다")).to_be_visible()
    citizen.sees("1번째")
    assert citizen.violations() == []
    assert not citizen.overflows()

    counsellor.page.get_by_role("button", name="대기로 바꾸기").first.click()
    expect(counsellor.page.get_by_text("다시 걸 전화(콜백)")).to_be_visible()
    expect(counsellor.page.get_by_role("button", name="받기").first).to_be_visible()
    counsellor.page.keyboard.press("Alt+a")
    expect(citizen.page.get_by_role("heading", name="센터에서 전화가 왔습니다")).to_be_visible()
    assert citizen.violations() == []
    counsellor.sees("시민에게 전화를 걸고 있습니다")
    counsellor.sees("1번 걸었음")
    assert "01012345678" not in counsellor.page.content()
    assert counsellor.violations() == []
    citizen.page.get_by_role("button", name="전화 받기").click()
    expect(citizen.page.get_by_role("heading", name="이나무 상담사와 통화")).to_be_visible()
    hears(citizen, COUNSELLOR_HZ)
    hears(counsellor, CITIZEN_HZ)

    # The caller turns abusive: warned, and after the second time the call is over and the counsellor rests.
    warn = counsellor.page.get_by_role("dialog").get_by_role("button")
    counsellor.page.get_by_role("button", name="폭언 경고").click()
    assert counsellor.violations() == []
    warn.filter(has_text="폭언 경고").click()
    counsellor.page.get_by_role("button", name="경고 후 종료").click(timeout=40_000)
    warn.filter(has_text="경고 후 종료").click()
    citizen.sees("통화가 끝났습니다")
    counsellor.sees("폭언으로 종료한 통화")
    assert counsellor.api("GET", "/api/desk")["state"] == "protected_rest"
    finish(counsellor)


def finish(counsellor: Someone) -> None:
    """Wraps up what is in hand, and goes home."""
    expect(counsellor.page.get_by_role("region", name="전화", exact=True)).to_have_count(0)
    contact = counsellor.api("GET", "/api/desk")["contacts"][0]
    assert contact["state"] == "wrap_up"
    topic = next(one["id"] for one in counsellor.api("GET", "/api/topics") if one["level"] == 3)
    counsellor.api("POST", f"/api/contacts/{contact['id']}/wrap-up", {"topic_id": topic, "result": "answered"})
    counsellor.api("POST", "/api/desk/state", {"state": "offline"})
