"""A complaint taken step by step: which question comes next, correcting, going back, leaving out, the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sori.cases.forms import Form, FormQuestion, QuestionKind, accepted, chosen
from sori.cases.place import AreaTold, Certainty, of_address
from sori.chatbot.model import Complaint, Conversation, Filling, Given, Said, Say
from sori.chatbot.wishes import Wish
from sori.geo.atlas import Atlas
from sori.platform.translation import Language, Text


@dataclass(frozen=True, slots=True)
class Stepped:
    """The conversation after a step, and what is said before the next question."""

    conversation: Conversation
    says: Sequence[Say] = ()


def begun(conversation: Conversation, form: Form) -> Conversation:
    """The conversation with this form being filled in, going on with what was given to it before it was set aside."""
    for waiting in reversed(conversation.set_aside):
        if waiting.form == form.code:
            left = tuple(one for one in conversation.set_aside if one != waiting)
            return _moved(replace(conversation, set_aside=left, filling=waiting), form)
    numbers = [given.complaint for given in conversation.given]
    numbers += [one.complaint for one in conversation.set_aside]
    numbers += [one.number for one in conversation.complaints]
    return _moved(replace(conversation, filling=Filling(max(numbers, default=0) + 1, form.code)), form)


def stepped(conversation: Conversation, form: Form, heard: Said, wanted: Wish | None, atlas: Atlas) -> Stepped | None:
    """The step that the words make, or None where they are no answer.

    Where an address may be in several areas of the atlas, it is asked back in which.
    """
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    if wanted is Wish.BACK:
        return _back(conversation, form)
    if filling.asking is None:
        return _at_summary(conversation, form, heard, wanted)
    if wanted is Wish.CORRECT and conversation.answers(filling.complaint):
        return _back(conversation, form)
    return _answered(conversation, form, form.question(filling.asking), heard, wanted, atlas)


def _answered(
    conversation: Conversation, form: Form, question: FormQuestion, heard: Said, wanted: Wish | None, atlas: Atlas
) -> Stepped | None:
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    if filling.place is not None:
        located = _located(filling.place, heard.text, wanted, atlas)
        if located is not None:
            return Stepped(_given(conversation, form, question, located))
    answered = question.code in conversation.answers(filling.complaint)
    value = accepted(question, heard.text, heard.photos)
    taken_literally = question.kind is QuestionKind.CHOICE and value is not None
    if wanted in (Wish.SKIP, Wish.NO) and not taken_literally and (answered or not question.required):
        skipped = filling if answered else replace(filling, skipped=filling.skipped | {question.code})
        return Stepped(_moved(replace(conversation, filling=skipped, misses=0), form))
    if value is None or (wanted is not None and not taken_literally):
        return None
    if question.kind is QuestionKind.PLACE and _areas(value, atlas):
        return Stepped(replace(conversation, filling=replace(filling, place=value), misses=0))
    return Stepped(_given(conversation, form, question, value))


def _given(conversation: Conversation, form: Form, question: FormQuestion, value: str) -> Conversation:
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    given = Given(filling.complaint, form.code, question.code, value)
    kept = replace(
        conversation,
        given=(*conversation.given, given),
        filling=replace(filling, skipped=filling.skipped - {question.code}),
        misses=0,
    )
    return _moved(kept, form)


def _areas(address: str, atlas: Atlas) -> list[AreaTold]:
    """The areas that an address may be in; none where it is certain, or nothing is known."""
    told = of_address(atlas, address)
    return told.areas if told.certainty is Certainty.SEVERAL else []


def _area_name(area: AreaTold) -> Text:
    inner = area.neighbourhood_name
    return (
        area.district_name
        if inner is None
        else Text(f"{area.district_name.ko} {inner.ko}", f"{inner.en}, {area.district_name.en}")
    )


def _located(address: str, said: str, wanted: Wish | None, atlas: Atlas) -> str | None:
    """The address with the area that was chosen in front; as it was, where its citizen isn't sure; else None."""
    areas = _areas(address, atlas)
    names = [*map(_area_name, areas), _NOT_SURE]
    at = chosen(names, said)
    if wanted in (Wish.SKIP, Wish.NO) or at == len(areas):
        return address
    # Who says more than a name gives the whole address anew.
    if at is None or len(said.strip()) > max(len(names[at].ko), len(names[at].en)):
        return None
    parts = {name.ko for one in areas for name in (one.district_name, one.neighbourhood_name) if name}
    rest = [word for word in address.split() if word not in parts]
    return " ".join([names[at].ko, *rest])


def asked_which_area(address: str, atlas: Atlas) -> Say:
    """In which of the areas that an address may be in it is."""
    return Say("which_area", {"place": address}, (*map(_area_name, _areas(address, atlas)), _NOT_SURE))


def asked(question: FormQuestion, before: str | None) -> Say:
    """The question as it is put, with what was answered before."""
    what = "ask_photo" if not question.ask.ko else "ask"
    if before is not None:
        what = f"{what}_anew"
    return Say(what, {"ask": question.ask, "before": _answer(question, before)}, question.choices)


def asked_again(form: Form, asking: str | None, misses: int) -> Say:
    """What is said before a question is put once more: how it can be answered, then also how to get out."""
    if asking is None:
        return Say("again_summary")
    question = form.question(asking)
    kind = f"again_{question.kind.value}"
    return Say(kind if misses == 1 else ("again_required" if question.required else "again_optional"))


def summary(conversation: Conversation, form: Form) -> Say:
    """All that was given, to be confirmed."""
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    answers = conversation.answers(filling.complaint)
    return Say("summary", {"form": form.name, "lines": listed(form, answers)})


def listed(form: Form, answers: Mapping[str, str]) -> Text:
    """The answers to a form's questions, a numbered line each."""
    told = [(_named(question), _answer(question, answers.get(question.code, "—"))) for question in form.questions]
    return Text(
        "\n".join(f"{number}. {name.ko} {answer.ko}" for number, (name, answer) in enumerate(told, 1)),
        "\n".join(f"{number}. {name.en} {answer.en}" for number, (name, answer) in enumerate(told, 1)),
    )


def _answer(question: FormQuestion, kept: str | None) -> Text:
    """An answer as it is told to who gave it."""
    return Text(*(question.shown(kept or "", language) for language in Language))


def _named(question: FormQuestion) -> Text:
    return question.ask if question.ask.ko else _PHOTO


_NOT_SURE = Text("잘 모르겠어요", "I'm not sure")
_PHOTO = Text("사진", "Photo")
"""What a question for a photo is called that has no words of its own."""


def found_again(conversation: Conversation, form: Form) -> Conversation:
    """The same, but where the question asked is no longer part of the form, the next one is asked."""
    filling = conversation.filling
    asking = None if filling is None else filling.asking
    known = asking is None or any(question.code == asking for question in form.questions)
    return conversation if known else _moved(conversation, form)


def _at_summary(conversation: Conversation, form: Form, heard: Said, wanted: Wish | None) -> Stepped | None:
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    if wanted is Wish.YES:
        conversation = _moved(conversation, form)  # the form may ask more since the summary was made
        if conversation.filling is not None and conversation.filling.asking is not None:
            return Stepped(replace(conversation, misses=0))
        complaint = Complaint(filling.complaint, form.code, conversation.answers(filling.complaint))
        filed = replace(conversation, filling=None, complaints=(*conversation.complaints, complaint), misses=0)
        return Stepped(filed, [Say("form_done", {"form": form.name})])
    names = [_named(question) for question in form.questions]
    numbers = [Text(str(number), str(number)) for number in range(1, len(names) + 1)]
    at = chosen(numbers, heard.text.strip().partition(" ")[0])
    if at is None and conversation.misses:  # asked which one, it can be said in the question's own words
        at = chosen(names, heard.text)
    if at is not None:
        code = form.questions[at].code
        return Stepped(replace(conversation, filling=replace(filling, asking=code), misses=0))
    if wanted in (Wish.CORRECT, Wish.NO) and not conversation.misses:
        which = Say("which_to_correct", choices=tuple(map(_named, form.questions)))
        return Stepped(replace(conversation, misses=conversation.misses + 1), [which])
    return None


def _back(conversation: Conversation, form: Form) -> Stepped:
    """The question before the one asked; at the first it stays."""
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    codes = [question.code for question in form.questions]
    at = codes.index(filling.asking) if filling.asking is not None else len(codes)
    says = [] if at else [Say("no_earlier")]
    return Stepped(
        replace(conversation, filling=replace(filling, asking=codes[max(at - 1, 0)], place=None), misses=0), says
    )


def _moved(conversation: Conversation, form: Form) -> Conversation:
    """With the next question that has no answer and wasn't left out being asked; none left, the summary."""
    filling = conversation.filling
    assert filling is not None  # noqa: S101 -- asked only while one is filled in
    given = conversation.answers(filling.complaint)
    left = [
        question.code
        for question in form.questions
        if question.code not in given and (question.required or question.code not in filling.skipped)
    ]
    return replace(conversation, filling=replace(filling, asking=left[0] if left else None, place=None))
