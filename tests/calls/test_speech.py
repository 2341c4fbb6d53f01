"""Words made into sound, where what makes it doesn't work."""

from pathlib import Path

import pytest
import uvloop

from sori.calls.leg import Saying
from sori.channels.voice.speech import Speech
from sori.platform.translation import Language


def test_an_engine_that_ends_at_once_is_heard_as_silence_and_ends_no_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 127\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    speech = Speech(tmp_path / "kept", None)
    assert speech.can_speak

    async def speaks() -> list[Path | None]:
        return [await speech.file(Saying("greeting", f"안녕하세요 {at}", Language.KO)) for at in range(30)]

    # The event loop of a running centre, whose pipes tell otherwise than asyncio's own that nobody reads them.
    assert uvloop.run(speaks()) == [None] * 30
