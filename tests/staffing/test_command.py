"""`sori staffing`, as a planner uses it."""

import pytest

from sori.cli import main


def test_it_tells_the_least_number_and_what_a_few_more_would_bring(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staffing", "--calls", "1000", "--handling", "240", "--patience", "120"]) == 0
    told = capsys.readouterr().out
    assert "takes 128 people" in told
    assert "     133     95.8%    88.9%" in told


def test_without_patience_nobody_gives_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staffing", "--calls", "1000", "--handling", "240"]) == 0
    assert "takes 142 people" in capsys.readouterr().out


def test_a_target_nobody_can_reach_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staffing", "--calls", "1000", "--handling", "240", "--target", "80"]) == 2
    assert "such as 0.8" in capsys.readouterr().err
