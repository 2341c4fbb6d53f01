from hypothesis import given
from hypothesis import strategies as st

from sori.replay.dialogue import Dialogue, Side, Turn, next_turn, plain

sides = st.lists(st.sampled_from(list(Side)), max_size=12)


@given(sides)
def test_the_turns_are_spoken_in_order_whoever_looks(order: list[Side]) -> None:
    dialogue = Dialogue([Turn(side, str(number)) for number, side in enumerate(order)], 60)
    spoken = dict.fromkeys(Side, 0)
    said = []
    while (turn := next_turn(dialogue, spoken[Side.CITIZEN], spoken[Side.COUNSELLOR])) is not None:
        said.append(turn)
        spoken[turn.side] += 1
    assert said == list(dialogue.turns)


def test_lines_beyond_the_dialogue_only_move_it_on() -> None:
    dialogue = plain("Hello", 2, 10)
    assert next_turn(dialogue, 9, 0) == dialogue.turns[1]
    assert next_turn(dialogue, 9, 9) is None


def test_a_recorded_request_is_answered_last_by_the_counsellor() -> None:
    turns = plain("Pothole", 3, 10).turns
    assert [turn.side for turn in turns] == [Side.CITIZEN, Side.COUNSELLOR] * 3
    assert turns[0].text == "Pothole"
