"""A citizen's telephone, as the provider of the lines brings it: SIP and RTP over loopback, keys by RFC 4733."""

import asyncio
import re
import secrets
import struct
from dataclasses import dataclass, field

import numpy as np

from factories import until

RATE, FRAME = 8_000, 160
_KEYS = "0123456789*#"
_MU = 255.0


def _mu_law(wave: np.ndarray) -> bytes:
    """G.711 µ-law of samples from -1 to 1, by its continuous curve."""
    level = np.log1p(_MU * np.abs(wave)) / np.log1p(_MU) * 127
    return (~(level.astype(np.uint8) | np.where(wave < 0, 0x80, 0).astype(np.uint8))).tobytes()


def _linear(coded: bytes) -> np.ndarray:
    value = ~np.frombuffer(coded, np.uint8)
    folded = (value & 0x7F) / 127
    wave = np.expm1(folded * np.log1p(_MU)) / _MU
    return np.where(value & 0x80, -wave, wave)


class _Wire(asyncio.DatagramProtocol):
    def __init__(self, came) -> None:
        self._came = came

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._came(data, addr)


@dataclass
class SipPhone:
    """One telephone, for one call: whistles `hertz` while it is connected, and tells what it hears."""

    exchange: tuple[str, int]
    hertz_spoken: float
    number: str = "01012345678"
    port: int = 0
    answers: bool = True
    state: str = "idle"
    status: int | None = None
    _call: str = field(default_factory=lambda: secrets.token_hex(8))
    _tag: str = field(default_factory=lambda: secrets.token_hex(4))

    async def plug_in(self) -> None:
        loop = asyncio.get_running_loop()
        self._sip, _ = await loop.create_datagram_endpoint(
            lambda: _Wire(self._signalled), local_addr=("127.0.0.1", self.port)
        )
        self.port = self._sip.get_extra_info("sockname")[1]
        self._rtp, _ = await loop.create_datagram_endpoint(lambda: _Wire(self._hear), local_addr=("127.0.0.1", 0))
        self._rtp_port = self._rtp.get_extra_info("sockname")[1]
        self._heard, self._came_at = np.zeros(RATE // 2), loop.time()
        self._far: tuple[str, int] | None = None
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._to = ""
        self._target = ""
        self._ours = ""
        self._count = 1
        self._speaking: asyncio.Task[None] | None = None

    async def calls(self, called: str = "120") -> None:
        """Dials; returns once it rings or is refused."""
        await self.plug_in()
        self._target = f"sip:{called}@{self.exchange[0]}:{self.exchange[1]}"
        self._ours = f"<sip:{self.number}@127.0.0.1:{self.port}>;tag={self._tag}"
        self._to = f"<{self._target}>"
        self.state = "calling"
        self._request("INVITE", self._sdp())
        await until(lambda: self.state != "calling")

    def press(self, keys: str) -> None:
        for key in keys:
            self._keys.put_nowait(key)

    def hang_up(self) -> None:
        if self.state == "talking":
            self.state = "over"
            self._count += 1
            self._request("BYE")

    async def close(self) -> None:
        self.hang_up()
        if self._speaking is not None:
            self._speaking.cancel()
        self._sip.close()
        self._rtp.close()

    def hertz(self) -> float:
        """The loudest tone of the last half second; 0 where it is silent."""
        came_s_ago = asyncio.get_running_loop().time() - self._came_at
        if came_s_ago > 0.5 or np.sqrt(np.mean(self._heard**2)) < 0.003:
            return 0.0
        return float(np.argmax(np.abs(np.fft.rfft(self._heard))) * 2)

    def hears(self, hertz: float) -> bool:
        return abs(self.hertz() - hertz) <= 4

    def _sdp(self) -> str:
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self._rtp_port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"
        )

    def _request(self, method: str, body: str = "", branch: str | None = None) -> None:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self._send(
            f"{method} {self._target} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch or 'z9hG4bK' + secrets.token_hex(6)};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: {self._ours}\r\nTo: {self._to}\r\nCall-ID: {self._call}\r\n"
            f"CSeq: {self._count} {method}\r\nContact: <sip:{self.number}@127.0.0.1:{self.port}>\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _answer(self, asked: str, status: str, body: str = "") -> None:
        kept = "".join(
            line + (f";tag={self._tag}" if line.startswith("To:") and "tag=" not in line else "") + "\r\n"
            for line in asked.split("\r\n")
            if line.startswith(("Via:", "From:", "To:", "Call-ID:", "CSeq:"))
        )
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self._send(
            f"SIP/2.0 {status}\r\n{kept}Contact: <sip:{self.number}@127.0.0.1:{self.port}>\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def _send(self, message: str) -> None:
        self._sip.sendto(message.encode(), self.exchange)

    def _signalled(self, data: bytes, _: tuple[str, int]) -> None:
        message = data.decode()
        first, body = message.split("\r\n", 1)[0], message.partition("\r\n\r\n")[2]
        if first.startswith("SIP/2.0"):
            self._told(int(first.split()[1]), message, body)
        elif first.startswith("BYE"):
            self._answer(message, "200 OK")
            self.state = "over"
        elif first.startswith("OPTIONS"):
            self._answer(message, "200 OK")
        elif first.startswith("INVITE") and self.state == "idle":
            self._rung(message, body)
        elif first.startswith("CANCEL"):
            self._answer(message, "200 OK")
            self.state = "over"

    def _rung(self, message: str, body: str) -> None:
        self.state = "ringing"
        self._answer(message, "180 Ringing")
        self.asked_for = message.split()[1]
        if self.answers:
            self._call = _header(message, "Call-ID")
            self._to = _header(message, "From")
            self._ours = f"{_header(message, 'To')};tag={self._tag}"
            self._target = _header(message, "Contact").strip("<>").split(">")[0]
            self._connected(body)
            self._answer(message, "200 OK", self._sdp())

    def _told(self, status: int, message: str, body: str) -> None:
        if "INVITE" not in _header(message, "CSeq"):
            return
        if status >= 200:
            self._to = _header(message, "To")
            self.status = status
        if status >= 300:
            self._request("ACK", branch=_header(message, "Via").split("branch=")[1].split(";")[0])
            self.state = "refused"
        elif status >= 200:
            self._target = re.search(r"<([^>]+)>", _header(message, "Contact")).group(1)  # type: ignore[union-attr]
            self._request("ACK")
            self._connected(body)
        elif status >= 180 and self.state == "calling":
            self.state = "ringing"

    def _connected(self, sdp: str) -> None:
        if self.state == "talking":
            return
        self.state = "talking"
        self._far = ("127.0.0.1", int(re.search(r"m=audio (\d+)", sdp).group(1)))  # type: ignore[union-attr]
        self._speaking = asyncio.ensure_future(self._speak(self._far))

    async def _speak(self, far: tuple[str, int]) -> None:
        source, at, number = secrets.randbits(31), 0, 0
        due = asyncio.get_running_loop().time()
        while True:
            if self._keys.empty():
                wave = 0.3 * np.sin(2 * np.pi * self.hertz_spoken * np.arange(at, at + FRAME) / RATE)
                packets = [(0, _mu_law(wave))]
            else:
                event = _KEYS.index(self._keys.get_nowait())
                spoken = [(event, 0x0A, (part + 1) * FRAME) for part in range(4)] + [(event, 0x8A, 5 * FRAME)] * 3
                packets = [(101, struct.pack("!BBH", *one)) for one in spoken]
            for kind, payload in packets:
                self._rtp.sendto(
                    struct.pack("!BBHII", 0x80, kind, number & 0xFFFF, at & 0xFFFFFFFF, source) + payload, far
                )
                number += 1
                due += 0.02
                await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
            at += FRAME * len(packets)

    def _hear(self, data: bytes, _: tuple[str, int]) -> None:
        if data[1] & 0x7F == 0:
            wave = _linear(data[12:])
            self._came_at = asyncio.get_running_loop().time()
            self._heard = np.concatenate([self._heard[len(wave) :], wave])


def _header(message: str, name: str) -> str:
    return next(line.partition(": ")[2] for line in message.split("\r\n") if line.startswith(f"{name}:"))
