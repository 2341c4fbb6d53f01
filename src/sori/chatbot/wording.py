"""The chatbot's words: texts of the translations, with an answer's source and its date below it."""

from sori.chatbot.model import Say
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
        department = getattr(say.source.department, language)
        lines.append(
            translated(
                language,
                "chatbot.source",
                question=say.source.question,
                department=department,
                date=say.source.published_on or "",
            )
        )
    return "\n".join(lines)
