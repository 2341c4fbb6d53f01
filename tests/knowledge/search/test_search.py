"""What is found, without morphemes and with words taken apart at spaces, so that no half gigabyte is loaded."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sori.knowledge.search import Document, Filter, Index, Span
from sori.language.morphemes import Morpheme

ARTICLES = [
    Document(
        "deungbon",
        "주민등록등본은 어떻게 발급받나요?",
        "정부 누리집에서 무료로 뗄 수 있습니다. 주민센터에서는 400원입니다.",
        phrasings=["등본 떼는 법"],
        audiences=frozenset({"public"}),
        topics=frozenset({"certificates"}),
        department="민원과",
    ),
    Document(
        "car",
        "자동차 등록증을 잃어버렸어요",
        "차량등록사업소에서 다시 받습니다. 신분증을 가져오세요.",
        audiences=frozenset({"public", "counsellors"}),
        topics=frozenset({"traffic"}),
        department="차량과",
        use=0.9,
    ),
    Document(
        "waste",
        "대형폐기물은 어떻게 버리나요?",
        "스티커를 사서 붙인 뒤 집 앞에 내놓습니다. help desk에 물으셔도 됩니다.",
        audiences=frozenset({"counsellors"}),
        valid_from=datetime(2031, 3, 1, tzinfo=UTC),
        valid_until=datetime(2031, 4, 1, tzinfo=UTC),
    ),
]


def by_spaces(texts: Sequence[str]) -> list[list[Morpheme]]:
    found = []
    for text in texts:
        morphemes, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            morphemes.append(Morpheme(word.lower(), at, at + len(word)))
            at += len(word)
        found.append(morphemes)
    return found


@pytest.fixture(params=[None, by_spaces], ids=["without morphemes", "with morphemes"])
def index(request: pytest.FixtureRequest) -> Index:
    index = Index(request.param)
    index.add(ARTICLES)
    return index


def keys(index: Index, text: str, only: Filter | None = None) -> list[str]:
    return [hit.document.key for hit in index.search(text, only or Filter())]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("주민등록등본 발급", "deungbon"),
        ("주민 등록 등 본발급", "deungbon"),
        ("쥬민등록듬본", "deungbon"),
        ("wnalsemdfhr", "deungbon"),
        ("ㄷㅎㅍㄱㅁ", "waste"),
        ("ㅈㄷㅊ", "car"),
        ("ㅗ디ㅔ", "waste"),
        ("등본떼는법", "deungbon"),
        ("４００원", "deungbon"),
    ],
)
def test_it_is_found_however_it_is_typed(index: Index, typed: str, meant: str) -> None:
    assert keys(index, typed)[0] == meant


@pytest.mark.parametrize("typed", ["", " ", "?!", "퀘퀘퀘", "\ud800", "𠀀"])
def test_nothing_is_found_for_what_is_in_no_text(index: Index, typed: str) -> None:
    assert keys(index, typed) == []


def test_what_only_shares_a_word_with_the_best_is_not_shown(index: Index) -> None:
    index.add(
        [Document("bank", "은행 점포는 어디에 있나요?", "시청 안에 있습니다. 어떻게 찾아오는지는 누리집에 있습니다.")]
    )
    assert keys(index, "대형폐기물 스티커를 사서 집 앞에 어떻게 내놓나요?") == ["waste"]
    assert "bank" in keys(index, "은행 어떻게")


def test_filters_hold(index: Index) -> None:
    assert set(keys(index, "어떻게", Filter(audience="counsellors"))) == {"waste"}
    assert set(keys(index, "등록", Filter(audience="public"))) == {"deungbon", "car"}
    assert keys(index, "등록", Filter(topic="traffic")) == ["car"]
    assert keys(index, "등록", Filter(department="민원과")) == ["deungbon"]
    assert keys(index, "등록", Filter(topic="unknown")) == []


@pytest.mark.parametrize(("day", "found"), [("2031-02-28", False), ("2031-03-01", True), ("2031-04-01", False)])
def test_a_document_is_found_while_it_is_valid(index: Index, day: str, found: bool) -> None:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert ("waste" in keys(index, "대형폐기물", Filter(at=at))) is found
    assert "deungbon" in keys(index, "주민등록등본", Filter(at=at))


def test_marks_are_places_in_the_text_as_it_was_given(index: Index) -> None:
    hit = index.search("등본발급")[0]
    assert [hit.document.title[mark.start : mark.end] for mark in hit.title_marks] == ["등본", "발급"]
    hit = index.search("차량등록 사업소")[0]
    assert hit.text_marks == [Span(0, 7)]


def test_synonyms_find_each_other_until_they_are_changed() -> None:
    index = Index()
    index.add(ARTICLES)
    assert keys(index, "바퀴딱지") == []
    index.use_synonyms([["바퀴 딱지", "자동차 등록증"]])
    assert keys(index, "바퀴딱지 분실")[0] == "car"
    index.use_synonyms([])
    assert keys(index, "바퀴딱지") == []


def test_use_and_freshness_decide_between_equal_answers() -> None:
    index = Index()
    index.add([Document(key, "여권 발급") for key in "ab"] + [Document("c", "여권 발급", use=0.5, freshness=1.0)])
    assert keys(index, "여권 발급") == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("주", "deungbon"),
        ("주미", "deungbon"),
        ("주민ㄷ", "deungbon"),
        ("주민드", "deungbon"),
        ("자도", "car"),
        ("등록즈", "car"),
        ("자동차등", "car"),
        ("떼는", "deungbon"),
        ("ㅈㅁㄷㄹ", "deungbon"),
        ("wnal", "deungbon"),
    ],
)
def test_titles_are_suggested_while_a_syllable_is_half_typed(index: Index, typed: str, first: str) -> None:
    assert index.suggest(typed)[0].key == first


def test_suggestions_are_the_most_used_first_and_filtered(index: Index) -> None:
    index.add([Document("cheap", "자동차세 납부", use=0.1), Document("never", "자동차 검사")])
    assert [document.key for document in index.suggest("자동차")] == ["car", "cheap", "never"]
    assert [document.key for document in index.suggest("자동차", Filter(topic="traffic"))] == ["car"]
    assert index.suggest("") == index.suggest("동차") == index.suggest("자동차 등록증을 샀") == []


WORDS = ["여권", "발급", "자동차", "등록", "폐기물", "수도", "요금", "passport", "2종", "신고", "값", "ㅋㅋ"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
DOCUMENTS = st.builds(
    Document,
    key=st.sampled_from("abcdefgh"),
    title=TEXTS,
    text=TEXTS | st.text(max_size=40),
    use=st.sampled_from([0.0, 0.5]),
)
CHANGES = st.lists(DOCUMENTS | st.sampled_from("abcdefgh"), max_size=25)


def changed(changes: Sequence[Document | str], compact_after: int | None = None) -> tuple[Index, dict[str, Document]]:
    index, expected = Index(by_spaces), dict[str, Document]()
    for number, change in enumerate(changes):
        if isinstance(change, Document):
            index.add([change])
            expected[change.key] = change
        else:
            assert index.remove(change) is (expected.pop(change, None) is not None)
        if number == compact_after:
            index.compact()
    return index, expected


@given(CHANGES, TEXTS, st.none() | st.integers(0, 24))
@settings(max_examples=30, deadline=None)
def test_after_any_changes_all_is_as_if_built_anew(
    changes: Sequence[Document | str], text: str, compact_after: int | None
) -> None:
    index, expected = changed(changes, compact_after)
    anew = Index(by_spaces)
    anew.add(reversed(list(expected.values())))
    assert len(index) == len(anew) == len(expected)
    found, afresh = index.search(text), anew.search(text)
    assert [hit.document for hit in found] == [hit.document for hit in afresh]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in afresh])
    assert {document.key for document in index.suggest(text)} == {document.key for document in anew.suggest(text)}


@given(CHANGES)
@settings(max_examples=30, deadline=None)
def test_each_is_found_by_its_title_and_what_was_removed_by_nothing(changes: Sequence[Document | str]) -> None:
    index, expected = changed(changes)
    for document in expected.values():
        assert document in [hit.document for hit in index.search(document.title)]
        assert document in index.suggest(document.title)
    for key in set("abcdefgh") - expected.keys():
        assert key not in index
    for word in WORDS:
        assert all(expected.get(hit.document.key) == hit.document for hit in index.search(word))


@given(st.text(max_size=60), st.text(max_size=30))
@settings(deadline=None)
def test_any_text_can_be_kept_and_asked(text: str, asked: str) -> None:
    index = Index()
    index.add([Document("a", text, text)])
    for hit in index.search(asked):
        for mark in [*hit.title_marks, *hit.text_marks]:
            assert 0 <= mark.start < mark.end <= len(text)
    index.suggest(asked)
    assert index.remove("a")
    assert index.search(text) == []


def test_many_changes_leave_few_segments_and_reuse_their_room() -> None:
    index = Index()
    for number in range(700):
        index.add([Document(f"{number % 300}", f"안내 {number}", "가나다라마바사")])
    assert len(index) == 300
    before = index.bytes()
    index.compact()
    assert index.bytes() <= before
    assert [hit.document.title for hit in index.search("안내 699", most=1)] == ["안내 699"]
