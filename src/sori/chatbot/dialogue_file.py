"""Dialogue tests that editors write: what a citizen says, what must come. A file is YAML; each step has its line.

dialogues:
  - name: 침대를 버리려는 시민
    steps:
      - 시민: 침대 버리려는데 스티커 어디서 사요
        답: bulky-waste-apply          # this article answers; 신고: a form begins; 되물음: [codes] it asks back
      - 시민: 고맙습니다
        말: 도움이                     # these words are in what comes
      - 시민: 상담원 연결해 주세요
        끝: 연결                       # handed over; 종료: ended
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from sori.chatbot.dialogue import Dialogue
from sori.chatbot.model import Conversation, Knowledge, Left, Said, Say, Silent, Stage, Understood
from sori.chatbot.wording import worded

_HEARD = {"시민", "citizen", "사진", "photos", "침묵", "silence", "떠남", "leaves"}
_EXPECTED = {
    "답": "answer",
    "answer": "answer",
    "신고": "form",
    "form": "form",
    "되물음": "asks_back",
    "asks_back": "asks_back",
    "말": "says",
    "says": "says",
    "모름": "unknown",
    "unknown": "unknown",
    "접수": "filed",
    "filed": "filed",
    "끝": "over",
    "over": "over",
}
_OVER = {"연결": Stage.HANDED_OVER, "handed_over": Stage.HANDED_OVER, "종료": Stage.ENDED, "ended": Stage.ENDED}
Understand = Callable[[str], Understood]


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a dialogue didn't go as written, or a file isn't one: the line, and what came instead."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How many dialogues a file has, and what went wrong in them."""

    dialogues: int
    faults: list[Fault]


class _Lines(yaml.SafeLoader):  # type: ignore[misc]
    """Keeps the line of each mapping under `""`. Takes no aliases, by which a short file can mean an endless one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node, which must be written out."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "an alias, which is not taken here", mark)
        return super().compose_node(parent, index)


def _with_line(loader: _Lines, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    found[""] = node.start_mark.line + 1
    return found


_Lines.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _with_line)


def tried(content: str, understand: Understand, knowledge: Knowledge, now: datetime) -> Tried:
    """Holds the file's dialogues and tells where they went another way; the rest of a dialogue is left out then."""
    try:
        tables = yaml.load(content, _Lines)  # noqa: S506 -- a SafeLoader that also keeps lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return Tried(0, [Fault(mark.line + 1 if mark else 1, f"is no YAML: {getattr(error, 'problem', error)}")])
    if not isinstance(tables, dict) or not isinstance(tables.get("dialogues"), list):
        return Tried(0, [Fault(1, "has no list `dialogues`")])
    faults = []
    for number, dialogue in enumerate(tables["dialogues"], 1):
        if not isinstance(dialogue, dict) or not isinstance(dialogue.get("steps"), list) or not dialogue["steps"]:
            line = dialogue[""] if isinstance(dialogue, dict) else tables[""]
            faults.append(Fault(line, f"dialogue {number} has no list `steps`"))
            continue
        fault = _held(dialogue, understand, knowledge, now)
        if fault is not None:
            faults.append(Fault(fault.line, f"{dialogue.get('name', number)}: {fault.what}"))
    return Tried(len(tables["dialogues"]), faults)


def words_of(content: str) -> list[str]:
    """All that citizens say in a file, each once; nothing of what is no file."""
    try:
        tables = yaml.load(content, _Lines)  # noqa: S506 -- a SafeLoader that also keeps lines
    except yaml.YAMLError:
        return []
    dialogues = tables.get("dialogues") if isinstance(tables, dict) else None
    steps = [
        step
        for dialogue in (dialogues if isinstance(dialogues, list) else [])
        if isinstance(dialogue, dict) and isinstance(dialogue.get("steps"), list)
        for step in dialogue["steps"]
        if isinstance(step, dict)
    ]
    return list(dict.fromkeys(str(step.get("시민", step.get("citizen", ""))) for step in steps))


def _held(dialogue: Mapping[str, Any], understand: Understand, knowledge: Knowledge, now: datetime) -> Fault | None:
    conversation = Conversation()
    holding = Dialogue(knowledge, now)
    for step in dialogue["steps"]:
        line = step[""] if isinstance(step, dict) else dialogue[""]
        wrong = _misspelt(step)
        if wrong:
            return Fault(line, wrong)
        before = conversation
        conversation, says = holding.respond(conversation, _heard(step, understand))
        missing = _missing(step, before, conversation, says)
        if missing:
            came = " / ".join(worded(say) for say in says).replace("\n", " ⏎ ") or "nothing"
            return Fault(line, f"{missing}; what came: {came}")
    return None


def _misspelt(step: object) -> str | None:
    if not isinstance(step, dict):
        return "a step is a mapping"
    unknown = [str(name) for name in step if name not in _HEARD and name not in _EXPECTED and name != ""]
    if unknown:
        return f"nothing is called {', '.join(unknown)}"
    if not _HEARD & step.keys():
        return "a step needs 시민, 사진, 침묵 or 떠남"
    over = step.get("끝", step.get("over"))
    return f"끝 is 연결 or 종료, not {over}" if over is not None and str(over) not in _OVER else None


def _heard(step: Mapping[str, Any], understand: Understand) -> Said | Silent | Left:
    if {"침묵", "silence"} & step.keys():
        return Silent()
    if {"떠남", "leaves"} & step.keys():
        return Left()
    text = str(step.get("시민", step.get("citizen", "")))
    photos = step.get("사진", step.get("photos", []))
    return Said(text, understand(text), tuple(map(str, photos if isinstance(photos, list) else [photos])))


def _missing(step: Mapping[str, Any], before: Conversation, after: Conversation, says: Sequence[Say]) -> str | None:
    """What was expected and didn't come, in words; None where all did."""
    checks = {
        "answer": lambda wanted: _differs("answer", wanted, [say.source.code for say in says if say.source]),
        "form": lambda wanted: _differs("form", wanted, [after.filling.form] if after.filling else []),
        "filed": lambda wanted: _differs(
            "finished complaint", wanted, [one.form for one in after.complaints[len(before.complaints) :]]
        ),
        "asks_back": lambda wanted: _differs(
            "choice of", wanted, [option.code for option in after.options] if after.stage is Stage.CHOOSING else []
        ),
        "over": lambda wanted: _differs("end", _OVER[str(wanted)].value, [after.stage.value]),
        "unknown": lambda wanted: _knows(bool(wanted), says),
        "says": lambda wanted: _lacks(wanted, says),
    }
    expected = [(_EXPECTED[name], wanted) for name, wanted in step.items() if name in _EXPECTED]
    return next((missing for name, wanted in expected if (missing := checks[name](wanted))), None)


def _differs(what: str, wanted: object, got: Sequence[str]) -> str | None:
    lacking = [code for code in _listed(wanted) if code not in got]
    return f"wanted the {what} {', '.join(lacking)}, got {', '.join(got) or 'none'}" if lacking else None


def _knows(wanted_unknown: bool, says: Sequence[Say]) -> str | None:
    if wanted_unknown == any(say.what in ("perhaps", "not_understood") for say in says):
        return None
    return "wanted that it says it doesn't know" if wanted_unknown else "wanted that it knows"


def _lacks(wanted: object, says: Sequence[Say]) -> str | None:
    words = "\n".join(worded(say) for say in says)
    lacking = [text for text in _listed(wanted) if text not in words]
    return f"wanted the words {', '.join(lacking)}" if lacking else None


def _listed(wanted: object) -> list[str]:
    return [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
