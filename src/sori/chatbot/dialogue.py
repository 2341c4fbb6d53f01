"""What the chatbot says next: one function from a conversation and what was heard to the conversation after it.

Nothing is looked up, awaited or drawn by chance here: the classifier's answer comes with the words, the knowledge as it
is at this moment and the time are passed in. An answer is given only from an article that holds today.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sori.cases.forms import Form, chosen
from sori.chatbot import complaint, reserving
from sori.chatbot.booking_words import wants_booking, wants_own
from sori.chatbot.model import (
    OVER,
    About,
    Conversation,
    Filling,
    Handover,
    Heard,
    Knowledge,
    Left,
    Reading,
    Reason,
    Rules,
    Said,
    Say,
    Settled,
    Silent,
    Stage,
    Step,
    Turn,
    Understood,
)
from sori.chatbot.wishes import Wish, wish
from sori.platform.translation import Text

RULES = Rules()
_NONE_OF_THESE = Text("여기에 없어요", "None of these")
_GUESSED_FROM = 0.05
_LONGEST_NUMBER = 4
"""Signs of a number that chooses something; a longer one may be asked about, as 1588 of a telephone."""
Outcome = tuple[Conversation, list[Say]]


class Dialogue:
    """The knowledge, the rules and the moment for one step of a conversation."""

    def __init__(self, knowledge: Knowledge, now: datetime, rules: Rules = RULES) -> None:
        """`now` is in the city's zone: its date decides which articles hold."""
        self._knowledge = knowledge
        self._now = now
        self._rules = rules

    def respond(self, conversation: Conversation, heard: Heard) -> Outcome:
        """The conversation after what was heard, and what to say; nothing once it is over."""
        if conversation.stage in OVER:
            return conversation, []
        if isinstance(heard, Left):
            return replace(_put_aside(conversation), stage=Stage.ENDED), []
        if isinstance(heard, Settled):
            after, says = self._settled(conversation, heard)
        elif isinstance(heard, Silent):
            after, says = self._silent(conversation)
        else:
            spoken = Turn(self._now, heard.text, heard.photos)
            conversation = replace(conversation, turns=(*conversation.turns, spoken), silences=0)
            conversation = replace(conversation, guess=self._guess(conversation, heard.understood))
            if sum(turn.say is None for turn in conversation.turns) >= self._rules.most_turns:
                after, says = self._hand_over(conversation, Reason.TOO_LONG)
            else:
                after, says = self._said(conversation, heard)
        turns = tuple(Turn(self._now, say=say) for say in says)
        return replace(after, turns=after.turns + turns), says

    def _silent(self, conversation: Conversation) -> Outcome:
        silences = conversation.silences + 1
        if silences >= self._rules.most_silences:
            return replace(_put_aside(conversation), stage=Stage.ENDED), [Say("gone_quiet")]
        return replace(conversation, silences=silences), [Say("still_there")]

    def _said(self, conversation: Conversation, heard: Said) -> Outcome:
        wanted = wish(heard.text)
        if wanted is Wish.PERSON:
            return self._hand_over(conversation, Reason.ASKED)
        match conversation.stage:
            case Stage.FILLING | Stage.SUMMARY:
                return self._filling(conversation, heard, wanted)
            case Stage.RESERVING:
                return self._reserving(conversation, heard, wanted)
            case Stage.CHOOSING:
                return self._choosing(conversation, heard, wanted)
            case Stage.OFFERED:
                return self._offered(conversation, heard, wanted)
            case _:
                form = self._offered_form(conversation, heard.text.strip())
                return self._act(conversation, form, ()) if form else self._listening(conversation, heard, wanted)

    # Questions

    def _listening(self, conversation: Conversation, heard: Said, wanted: Wish | None) -> Outcome:
        calm = replace(conversation, stage=Stage.LISTENING, misses=0)
        match wanted:
            case Wish.GREETING:
                return calm, [Say("greeting")]
            case Wish.THANKS:
                return calm, [Say("welcome")]
            case Wish.BYE:
                return replace(calm, stage=Stage.ENDED), [Say("goodbye")]
            case Wish.NO if conversation.options:  # not what was answered: the other readings, or a person
                return self._ask_which(replace(conversation, misses=0), conversation.options)
            case Wish.STOP | Wish.YES | Wish.NO | Wish.SKIP | Wish.BACK | Wish.CORRECT:
                return self._resumed(calm, wanted)
        begun = self._booking_begun(heard.text)
        return self._understanding(conversation, heard) if begun is None else self._reserved(calm, begun)

    def _understanding(self, conversation: Conversation, heard: Said) -> Outcome:
        rules, understood = self._rules, heard.understood
        if _is_number(heard.text):  # an answer to what nobody asks any more
            return replace(conversation, stage=Stage.LISTENING, options=()), [Say("ask_again")]
        if understood.away:
            return self._offer(conversation, Say("away"))
        known = self._known(understood.readings)
        if known and known[0].chance >= rules.answer_from:
            return self._act(conversation, known[0], known[1:])
        named = [reading for reading in known if reading.chance >= rules.name_from][: rules.most_named]
        together = sum(reading.chance for reading in named)
        if named and together >= rules.ask_from:
            return self._ask_which(replace(conversation, misses=0), named)
        return self._not_understood(conversation, named if together >= rules.guess_from else ())

    def _act(self, conversation: Conversation, reading: Reading, others: Sequence[Reading]) -> Outcome:
        """Answers from an article, or begins a form."""
        left = tuple(other for other in others if other.chance >= self._rules.name_from)[: self._rules.most_named]
        conversation = replace(conversation, misses=0, options=left, guess=reading, stage=Stage.LISTENING)
        if reading.about is About.ARTICLE:
            answer = self._knowledge.answers[reading.code]
            answered = Say("answer", {"text": answer.short, "question": answer.question}, source=answer)
            return conversation, [answered, *self._may_report(left)]
        form = self._knowledge.forms[reading.code]
        conversation = complaint.begun(conversation, form)
        return self._next(conversation, form, [Say("form_begins", {"form": form.name})])

    def _may_report(self, readings: Sequence[Reading]) -> list[Say]:
        """Offers the likeliest form among the readings: who asks how something is reported may want to report it."""
        forms = [self._knowledge.name(one) for one in self._known(readings) if one.about is About.FORM]
        return [Say("may_report", {"form": forms[0]}, choices=(forms[0],))] if forms else []

    def _offered_form(self, conversation: Conversation, text: str) -> Reading | None:
        """The form that `_may_report` offered, where its very name is said."""
        for reading in self._known(conversation.options):
            name = self._knowledge.name(reading)
            if reading.about is About.FORM and text in (name.ko, name.en):
                return reading
        return None

    def _ask_which(self, conversation: Conversation, readings: Sequence[Reading], what: str = "which") -> Outcome:
        known = self._known(readings)
        if not known:
            return self._offer(conversation, Say("not_understood"))
        choices = (*(self._knowledge.name(reading) for reading in known), _NONE_OF_THESE)
        return (
            replace(conversation, stage=Stage.CHOOSING, options=tuple(known)),
            [Say(what, choices=choices)],
        )

    def _choosing(self, conversation: Conversation, heard: Said, wanted: Wish | None) -> Outcome:
        known = self._known(conversation.options)
        at = chosen([*map(self._knowledge.name, known), _NONE_OF_THESE], heard.text)
        if wanted is Wish.YES and len(known) == 1:
            at = 0
        if at is not None and at < len(known):
            return self._act(conversation, known[at], ())
        if at is not None or wanted in (Wish.NO, Wish.STOP, Wish.SKIP):
            return self._offer(replace(conversation, options=()), Say("none_of_these"))
        return self._listening(replace(conversation, options=()), heard, wanted)

    def _offered(self, conversation: Conversation, heard: Said, wanted: Wish | None) -> Outcome:
        match wanted:
            case Wish.YES:
                return self._hand_over(conversation, Reason.NOT_UNDERSTOOD)
            case Wish.NO | Wish.STOP | Wish.SKIP:
                return replace(conversation, stage=Stage.LISTENING, options=()), [Say("ask_again")]
        return self._listening(replace(conversation, options=()), heard, wanted)

    def _not_understood(self, conversation: Conversation, perhaps: Sequence[Reading] = ()) -> Outcome:
        """Says so, and names what may have been meant or offers a person, who takes over when it happens too often."""
        misses = conversation.misses + 1
        if misses >= self._rules.most_misses:
            return self._hand_over(conversation, Reason.NOT_UNDERSTOOD)
        missed = replace(conversation, misses=misses)
        return self._ask_which(missed, perhaps, "perhaps") if perhaps else self._offer(missed, Say("not_understood"))

    def _offer(self, conversation: Conversation, first: Say) -> Outcome:
        return replace(conversation, stage=Stage.OFFERED), [first, Say("offer_person")]

    def _resumed(self, conversation: Conversation, wanted: Wish) -> Outcome:
        """After "yes" or "go on" with nothing asked: the complaint that was set aside goes on; else help."""
        waiting = [one for one in conversation.set_aside if one.form in self._knowledge.forms]
        if waiting and wanted in (Wish.YES, Wish.BACK, Wish.CORRECT):
            form = self._knowledge.forms[waiting[-1].form]
            return self._next(complaint.begun(conversation, form), form, [Say("form_goes_on", {"form": form.name})])
        return conversation, [Say("ask_again")]

    # Complaints

    def _filling(self, conversation: Conversation, heard: Said, wanted: Wish | None) -> Outcome:
        filling = conversation.filling
        form = self._knowledge.forms.get(filling.form) if filling else None
        if filling is None or form is None:  # the form is no longer offered: what was given goes to a person
            return self._hand_over(conversation, Reason.NOT_UNDERSTOOD)
        conversation = complaint.found_again(conversation, form)
        if conversation.filling != filling:  # the form has changed, and no longer asks what was asked
            return self._next(conversation, form, [])
        if wanted is Wish.STOP or (wanted is Wish.NO and filling.asking is None and conversation.misses):
            stopped = replace(_put_aside(conversation), stage=Stage.LISTENING, misses=0)
            return stopped, [Say("form_set_aside", {"form": form.name})]
        step = complaint.stepped(conversation, form, heard, wanted, self._knowledge.atlas)
        if step is None:
            return self._strayed(conversation, form, heard)
        return self._next(step.conversation, form, list(step.says))

    def _strayed(self, conversation: Conversation, form: Form, heard: Said) -> Outcome:
        """No answer to what was asked: another question is answered in between, else it is asked again, kindly."""
        if answered := self._in_between(heard):
            back = Say("back_to_form", {"form": form.name})
            return self._next(replace(conversation, misses=0), form, [answered, back])
        misses = conversation.misses + 1
        if misses >= self._rules.most_misses:
            return self._hand_over(conversation, Reason.NOT_UNDERSTOOD)
        asking = conversation.filling.asking if conversation.filling else None
        kindly = complaint.asked_again(form, asking, misses)
        return self._next(replace(conversation, misses=misses), form, [kindly])

    def _next(self, conversation: Conversation, form: Form, first: list[Say]) -> Outcome:
        """Asks the form's question whose turn it is, or sums up; a filed form leaves nothing to ask."""
        filling = conversation.filling
        if filling is None:
            return replace(conversation, stage=Stage.LISTENING, misses=0), first
        if filling.asking is None:
            asks_which = bool(first) and first[-1].what == "which_to_correct"  # the summary stands right above it
            says = first if asks_which else [*first, complaint.summary(conversation, form)]
            return replace(conversation, stage=Stage.SUMMARY), says
        if filling.place is not None:
            which = complaint.asked_which_area(filling.place, self._knowledge.atlas)
            return replace(conversation, stage=Stage.FILLING), [*first, which]
        question = form.question(filling.asking)
        before = conversation.answers(filling.complaint).get(question.code)
        return replace(conversation, stage=Stage.FILLING), [*first, complaint.asked(question, before)]

    # Bookings

    def _reserving(self, conversation: Conversation, heard: Said, wanted: Wish | None) -> Outcome:
        assert conversation.reserving is not None  # noqa: S101 -- asked only while something is booked
        bookables = self._knowledge.bookables
        spoken = reserving.Spoken(heard.text, wanted, bookables, self._now)
        step = reserving.stepped(conversation.reserving, spoken)
        if step is not None:
            return self._reserved(replace(conversation, misses=0), step)
        if conversation.reserving.step is Step.NOTICES:  # nobody has to answer that before they may go on
            return self._listening(replace(conversation, reserving=None), heard, wanted)
        asked = reserving.asked(conversation.reserving, bookables, self._now)
        if answered := self._in_between(heard):
            return replace(conversation, misses=0), [answered, asked]
        misses = conversation.misses + 1
        if misses >= self._rules.most_misses:
            return self._hand_over(conversation, Reason.NOT_UNDERSTOOD)
        return replace(conversation, misses=misses), [Say("again_booking"), asked]

    def _settled(self, conversation: Conversation, settled: Settled) -> Outcome:
        told, asks = reserving.told(settled, self._now), reserving.after(settled)
        if asks is None:
            return replace(conversation, order=None), told
        after, says = self._reserved(conversation, reserving.Reserved(asks))
        return after, [*told, *says]

    def _booking_begun(self, text: str) -> reserving.Reserved | None:
        """The first step of a booking, where the words ask for one or for those that there are."""
        if wants_own(text):
            return reserving.begun_with_own(self._knowledge.bookables)
        return reserving.begun(text, self._knowledge.bookables, self._now) if wants_booking(text) else None

    def _reserved(self, conversation: Conversation, step: reserving.Reserved) -> Outcome:
        """Asks what comes next; one that is over, or to be carried out, leaves nothing to ask."""
        after = replace(conversation, reserving=step.reserving, order=step.order)
        if step.reserving is None:
            return replace(after, stage=Stage.LISTENING), list(step.says)
        asked = reserving.asked(step.reserving, self._knowledge.bookables, self._now)
        return replace(after, stage=Stage.RESERVING), [*step.says, asked]

    # What is known, and persons

    def _in_between(self, heard: Said) -> Say | None:
        """The answer to a question that was asked in between, where one is surely meant."""
        known = self._known(heard.understood.readings)
        if not known or known[0].about is not About.ARTICLE or known[0].chance < self._rules.answer_from:
            return None
        answer = self._knowledge.answers[known[0].code]
        return Say("answer", {"text": answer.short, "question": answer.question}, source=answer)

    def _known(self, readings: Sequence[Reading]) -> list[Reading]:
        """The readings that may be said today."""
        return [reading for reading in readings if self._knowledge.has(reading, self._now.date())]

    def _guess(self, conversation: Conversation, understood: Understood) -> Reading | None:
        if conversation.filling is None and understood.readings and understood.readings[0].chance >= _GUESSED_FROM:
            return understood.readings[0]
        return conversation.guess

    def _hand_over(self, conversation: Conversation, reason: Reason) -> Outcome:
        guess = conversation.guess
        topics: tuple[str, ...] = ()
        if guess is not None and guess.about is About.ARTICLE and guess.code in self._knowledge.answers:
            topics = self._knowledge.answers[guess.code].topics
        handed = replace(_put_aside(conversation), stage=Stage.HANDED_OVER, handover=Handover(reason, guess, topics))
        return handed, [Say("handed_over" if reason is Reason.ASKED else "handed_over_unasked")]


def _put_aside(conversation: Conversation) -> Conversation:
    """A complaint being taken is kept to go on with."""
    filling: Filling | None = conversation.filling
    if filling is None:
        return conversation
    return replace(conversation, filling=None, set_aside=(*conversation.set_aside, filling))


def _is_number(said: str) -> bool:
    return len(said) <= _LONGEST_NUMBER and said.strip().rstrip("번. ").isdigit()
