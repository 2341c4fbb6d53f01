from random import Random

import pytest

from sori.demo import manner
from sori.demo.city import CITY
from sori.demo.script import SCRIPTS, THANKS, Script, dialogue
from sori.replay.dialogue import Side


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.menu_key} {script.topic_code}")
def test_each_script_is_about_a_topic_of_the_city_and_short(script: Script) -> None:
    assert script.topic_code in CITY.topics
    assert script.menu_key in set(CITY.menu)
    assert 3 <= len(script.lines) <= 8
    assert (script.language == "en") == (script.menu_key == "9") == all(line.isascii() for line in script.lines)


def test_every_key_has_a_script() -> None:
    assert {script.menu_key for script in SCRIPTS} == set(CITY.menu)


def test_on_the_phone_the_counsellor_greets_first_in_writing_the_citizen_begins() -> None:
    spoken, written = (dialogue(SCRIPTS[0], 100, spoken=spoken) for spoken in (True, False))
    assert spoken.turns[0].side is Side.COUNSELLOR
    assert written.turns[0].side is Side.CITIZEN
    for one in (spoken, written):
        assert one.turns[-1].side is Side.COUNSELLOR
        assert len(one.turns) == len(SCRIPTS[0].lines) + 2


def test_a_citizen_tells_a_person_their_own_lines_then_answers_and_thanks() -> None:
    one = dialogue(SCRIPTS[0], 100, spoken=False)
    own = list(SCRIPTS[0].lines[::2])
    said = [manner.reply(one, spoken, Random(1)) for spoken in range(len(own) + 5)]
    assert said[: len(own)] == own
    assert said[-1] == THANKS["ko"]


def test_an_english_citizen_answers_in_english() -> None:
    english = next(script for script in SCRIPTS if script.language == "en")
    for spoken_first in (True, False):
        one = dialogue(english, 100, spoken=spoken_first)
        assert all(manner.reply(one, spoken, Random(1)).isascii() for spoken in range(10))
