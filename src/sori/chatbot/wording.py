"""The chatbot's words: texts of the translations, with an answer's source and its date below it."""

from sori.chatbot.model import Say
from sori.platform.translation import Language, Text, translated


def worded(say: Say, language: Language = Language.KO) -> str:
    """What a citizen reads."""
    values = {
        name: getattr(value, language) if isinstance(value, Text) else value for name, value in say.values.items()
    }
    lines = [translated(language, f"chatbot.{say.what}", **values)]
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
