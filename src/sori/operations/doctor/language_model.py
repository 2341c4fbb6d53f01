"""Checks of the language model's endpoint, where one is configured."""

from datetime import UTC, date, datetime

from sori.operations.doctor.model import Finding, good, odd
from sori.operations.doctor.model_endpoint import no_answer
from sori.platform import token_budget
from sori.platform.database import Transaction
from sori.platform.language_model import LanguageModel, Message
from sori.platform.model_endpoint import Failure, ModelError
from sori.platform.settings import LanguageModelEndpoint

_CHECK = "language model"
_LITTLE = 0.1
"""Share of the day's tokens below which few are left."""


async def answers(endpoint: LanguageModelEndpoint) -> Finding:
    """Whether the endpoint answers as it should. It costs a few tokens, which aren't counted."""
    model = LanguageModel(endpoint, lambda: datetime.now(UTC), logged=False)
    try:
        async with model.completion([Message("user", "Answer with the word yes.")], 16) as completion:
            text = "".join([piece async for piece in completion.pieces()])
    except ModelError as error:
        if error.failure is not Failure.TOO_LONG:  # it talks
            return no_answer(_CHECK, endpoint.model, error, "LLM", "OpenAI's chat completions, streamed")
    else:
        if not text.strip():
            return odd(_CHECK, f"{endpoint.model} answers with nothing", "is it a model for chats?")
    finally:
        await model.close()
    return good(_CHECK, f"{endpoint.model} answers")


async def budget(transaction: Transaction, endpoint: LanguageModelEndpoint, today: date) -> Finding:
    """Whether there are tokens left today."""
    used = await token_budget.used(transaction, today)
    most = endpoint.tokens_a_day
    if most == 0:
        return good("tokens", f"{used:,} used today, of as many as are wanted")
    told = f"{used:,} of {most:,} used today"
    if most - used < most * _LITTLE:
        return odd("tokens", told, "answers stay the articles' own for the rest of the day; SORI_LLM_TOKENS_A_DAY")
    return good("tokens", told)
