"""Dialogue tests of editors: held, and told where and how they went another way."""

from datetime import UTC, date, datetime

from sori.chatbot import dialogue_file
from sori.chatbot.model import About, Answer, Knowledge, Reading, Understood
from sori.platform.translation import Text

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
BILL = Answer(
    "bill", 1, "요금은 언제 내나요?", "25일까지 냅니다.", Text("수도과", "Water"), published_on=date(2026, 1, 2)
)
KNOWLEDGE = Knowledge({"bill": BILL}, {})


def understand(text: str) -> Understood:
    return Understood((Reading(About.ARTICLE, "bill", 0.9 if "요금" in text else 0.0),))


def tried(content: str) -> list[tuple[int, str]]:
    found = dialogue_file.tried(content, understand, KNOWLEDGE, NOW)
    return [(fault.line, fault.what) for fault in found.faults]


def test_a_dialogue_that_goes_as_written_has_no_fault() -> None:
    content = """
dialogues:
  - name: 요금
    steps:
      - 시민: 요금 언제 내요
        답: bill
        말: [25일, 2026-01-02]
      - 시민: 화성 여행
        모름: true
      - citizen: 네
        over: handed_over
"""
    assert tried(content) == []


def test_a_fault_tells_its_line_and_what_came_instead() -> None:
    content = """dialogues:
  - name: 요금
    steps:
      - 시민: 안녕하세요
      - 시민: 요금 언제 내요
        답: tax
  - name: 끝
    steps:
      - 시민: 요금 언제 내요
        끝: 종료
"""
    (first, said), (second, ended) = tried(content)
    assert (first, second) == (5, 9)
    assert "wanted the answer tax, got bill" in said
    assert "25일까지 냅니다." in said
    assert "wanted the end ended, got listening" in ended


def test_a_file_that_is_none_is_told_by_line() -> None:
    assert tried("dialogues: [")[0][0] >= 1
    assert tried("[]") == [(1, "has no list `dialogues`")]
    assert tried("dialogues:\n  - name: x\n") == [(2, "dialogue 1 has no list `steps`")]
    misspelt = "dialogues:\n  - steps:\n    - 시민: 네\n      답변: bill\n"
    assert tried(misspelt) == [(3, "1: nothing is called 답변")]
    assert tried("dialogues:\n  - steps:\n    - 시민: 네\n      끝: 언젠가\n")[0][1].endswith("not 언젠가")
