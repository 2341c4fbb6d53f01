"""The chatbot's words: texts of the translations, with an answer's source and its date below it."""

from sori.chatbot.model import Answer, Say
from sori.chatbot.told import AnswerSource, PhrasedAnswer
from sori.platform.translation import Language, Text, translated


def words(say: Say, language: Language = Language.KO) -> str:
    """What is said, without what can be chosen and the source, which a page shows in its own way."""
    values = {
        name: getattr(value, language) if isinstance(value, Text) else value for name, value in say.values.items()
    }
    return translated(language, f"chatbot.{say.what}", **values)


def worded(say: Say, language: Language = Language.KO) -> str:
    """All that a citizen reads, as text alone."""
    lines = [words(say, language)]
    lines += [f"{number}. {getattr(choice, language)}" for number, choice in enumerate(say.choices, 1)]
    if say.source is not None:
        lines.append(_source(say.source, language))
    return "\n".join(lines)


def phrased(answer: PhrasedAnswer, language: Language = Language.KO) -> str:
    """All that a citizen reads of an answer that a language model phrased, as text alone."""
    lines = [answer.text, translated(language, "chatbot.phrased")]
    lines += [f"[{cited.number}] {_source(cited.source, language)}" for cited in answer.sources]
    return "\n".join(lines)


def _source(source: Answer | AnswerSource, language: Language) -> str:
    return translated(
        language,
        "chatbot.source",
        question=source.question,
        department=getattr(source.department, language),
        date=source.published_on or "",
    )
