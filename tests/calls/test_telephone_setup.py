"""`sori voice setup`: Asterisk's configuration, and what is said of values with which it could not work."""

from pathlib import Path

import pytest

from sori.cli import main


def _setup(folder: Path, *options: str) -> int:
    return main(["voice", "setup", str(folder), "--sounds", str(folder / "sounds"), *options])


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SORI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("SORI_TRUNK_PASSWORD", "between-us")
    folder = tmp_path / "etc"
    folder.mkdir()
    return folder


def test_the_same_password_is_in_the_state_and_what_was_there_is_kept(etc: Path, tmp_path: Path) -> None:
    (etc / "pjsip.conf").write_text("mine")
    for _ in range(2):
        assert _setup(etc, "--trunk", "sip.provider.example", "--trunk-user", "seoul120") == 0
    assert (etc / "pjsip.conf.before-sori").read_text() == "mine"
    assert "client_uri = sip:seoul120@sip.provider.example:5060" in (etc / "pjsip.conf").read_text()
    password = (tmp_path / "state/asterisk-password").read_text()
    assert f"password = {password}\n" in (etc / "ari.conf").read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--trunk", "a b\n[general]"), "the trunk's host"),
        (("--trunk", "a.example"), "its password go together"),
        (("--trunk", "a.example", "--trunk-user", "u;"), "the trunk's user"),
        (("--trunk", "a.example", "--trunk-user", "u", "--sip-port", "70000"), "the SIP port"),
        (("--trunk", "a.example", "--trunk-user", "u", "--sound-ports", "10000", "10003"), "too few"),
        (("--trunk", "a.example", "--trunk-user", "u", "--public-address", "here"), "the public address"),
    ],
)
def test_what_asterisk_could_not_work_with_is_named_and_nothing_is_written(
    etc: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    assert _setup(etc, *options) == 1
    assert told in capsys.readouterr().err
    assert list(etc.iterdir()) == []
