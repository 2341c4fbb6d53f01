"""A real Asterisk for tests, configured as `sori voice setup` does, on ports of its own."""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from factories import until
from sori.channels.telephone.configuration import Machine, Trunk, files
from sori.platform.settings import ROOT, Asterisk

sys.path.insert(0, str(ROOT / "scripts"))
import debian

_UNPACKED_WITHIN_S = 280


def unpacked() -> Path:
    """The folder with Asterisk and SIPp; the test is skipped, and says why, where they cannot be had."""
    try:
        told = subprocess.run(
            [ROOT / "scripts/asterisk"], capture_output=True, text=True, check=False, timeout=_UNPACKED_WITHIN_S
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"No Asterisk for the tests: its packages did not come within {_UNPACKED_WITHIN_S} s.")
    if told.returncode != 0:
        pytest.skip(told.stderr.strip())
    return Path(told.stdout.strip())


@contextmanager
def free_ports(count: int, kind: int) -> Iterator[list[int]]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        yield [one.getsockname()[1] for one in sockets]


@dataclass
class AsteriskProcess:
    """One Asterisk in a folder; killed and started again it is the same one."""

    root: Path
    folder: Path
    sounds: Path
    trunk_port: int
    """Where the provider, whom the test plays, has its telephone."""
    password: str = field(default_factory=lambda: secrets.token_hex(8))
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with free_ports(1, socket.SOCK_STREAM) as [self.http_port], free_ports(1, socket.SOCK_DGRAM) as [self.sip_port]:
            pass
        first = 20_000 + self.http_port % 300 * 100
        machine = Machine(
            Trunk("127.0.0.1", self.trunk_port),
            self.password,
            self.sounds / "music",
            sip_address="127.0.0.1",
            sip_port=self.sip_port,
            http_port=self.http_port,
            sound_ports=(first, first + 99),
        )
        etc = self.folder / "etc"
        for name in ("etc", "var", "run", "log", "spool", "db", "keys"):
            (self.folder / name).mkdir(parents=True)
        for name, text in files(machine).items():
            (etc / name).write_text(text)
        share = self.root / "usr/share/asterisk"
        for name in ("documentation", "rest-api", "static-http"):
            (self.folder / "var" / name).symlink_to(share / name)
        [modules] = self.root.glob("usr/lib/*-linux-gnu*/asterisk/modules")
        here = self.folder
        (etc / "asterisk.conf").write_text(
            f"[directories]\nastetcdir => {etc}\nastmoddir => {modules}\nastvarlibdir => {here}/var\n"
            f"astdbdir => {here}/db\nastkeydir => {here}/keys\nastdatadir => {here}/var\nastspooldir => {here}/spool\n"
            f"astagidir => {here}/var\nastrundir => {here}/run\nastlogdir => {here}/log\n"
            "[options]\nhideconnect = yes\n"
        )
        (etc / "logger.conf").write_text("[general]\n[logfiles]\nfull => notice,warning,error,verbose\n")
        # Asked for by modules; empty they are as good as their defaults.
        names = "stasis sorcery features udptl cdr cel ccss acl codecs pjproject indications manager websocket_client"
        for name in names.split():
            (etc / f"{name}.conf").touch()

    @property
    def settings(self) -> Asterisk:
        return Asterisk(f"http://127.0.0.1:{self.http_port}", self.password, self.sounds)

    async def start(self) -> None:
        self._begin()
        async with httpx.AsyncClient(auth=("sori", self.password)) as client:

            async def answers() -> bool:
                with suppress(httpx.HTTPError):
                    asked = await client.get(f"http://127.0.0.1:{self.http_port}/ari/asterisk/info?only=status")
                    return asked.status_code == 200
                return False

            await until(answers)

    def _begin(self) -> None:
        libraries = next(iter(self.root.glob("usr/lib/*-linux-gnu*")))
        self.process = subprocess.Popen(
            [*debian.loaded(self.root, "usr/sbin/asterisk"), "-C", self.folder / "etc/asterisk.conf", "-f"],
            env={
                **os.environ,
                "MALLOC_ARENA_MAX": "2",
                "GCONV_PATH": str(libraries / "gconv"),
                "OPENSSL_MODULES": str(libraries / "ossl-modules"),
                "OPENSSL_CONF": "/dev/null",
            },
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "log/console").open("wb"),
            stderr=subprocess.STDOUT,
        )

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    async def says(self, command: str) -> str:
        """What Asterisk's own console answers."""
        program = [*debian.loaded(self.root, "usr/sbin/asterisk"), "-C", str(self.folder / "etc/asterisk.conf")]
        asked = await asyncio.create_subprocess_exec(*program, "-rx", command, stdout=subprocess.PIPE)
        told, _ = await asked.communicate()
        return told.decode()
