"""What the log tells of an error: where it was and what it came from, never what somebody typed."""

import json
import logging
import sys

import pytest
import structlog

from sori.platform.log import set_up_log


def test_of_what_ends_several_tasks_each_error_is_told_without_its_words(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = structlog.get_config()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(logging.root, "handlers", [*logging.root.handlers])
    set_up_log()
    try:
        try:
            raise KeyError("a citizen's words")
        except KeyError as error:
            group = ExceptionGroup("a citizen's words", [error, ValueError("010-1234-5678")])
        structlog.get_logger().critical("process.failed", exc_info=group)
    finally:
        structlog.configure(**before)
    line = capfd.readouterr().err.strip().splitlines()[-1]
    [told] = json.loads(line)["exception"]
    assert told["error"] == "ExceptionGroup"
    assert [one[0]["error"] for one in told["each"]] == ["KeyError", "ValueError"]
    assert "test_log.py" in told["each"][0][0]["at"][0]
    assert "citizen" not in line
    assert "1234" not in line
