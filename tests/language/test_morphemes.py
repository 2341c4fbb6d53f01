import pytest

from sori.language.morphemes import KiwiAnalyser


@pytest.fixture(scope="module")
def analyser() -> KiwiAnalyser:
    return KiwiAnalyser()


def test_particles_and_endings_are_left_out_and_places_are_those_of_the_text(analyser: KiwiAnalyser) -> None:
    text = "전입신고를 어디에서 하나요?"
    (found,) = analyser([text])
    forms = [morpheme.form for morpheme in found]
    assert "신고" in forms
    assert not {"를", "에서", "나요"} & set(forms)
    for morpheme in found:
        if morpheme.form == "신고":
            assert text[morpheme.start : morpheme.end] == "신고"


def test_a_text_is_taken_apart_alike_alone_and_among_others(analyser: KiwiAnalyser) -> None:
    texts = ["여권을 잃어버렸어요", "", "PASSPORT 2종, 여권을 다시"]
    assert analyser(texts) == [analyser([text])[0] for text in texts]
