"""Checks of the language model's endpoint, where one is configured."""

from datetime import UTC, date, datetime

from sori.operations.doctor.model import Finding, good, odd, wrong
from sori.platform import token_budget
from sori.platform.database import Transaction
from sori.platform.language_model import Failure, LanguageModel, LanguageModelError, Message
from sori.platform.settings import LanguageModelEndpoint

_CHECK = "language model"
_LITTLE = 0.1
"""Share of the day's tokens below which few are left."""
_DO = {
    Failure.SLOW_START: "is it busy, or still loading? SORI_LLM_FIRST_TOKEN_S says how long is waited",
    Failure.TOO_SLOW: "is it busy? SORI_LLM_TIMEOUT_S says how long is waited",
    Failure.KEY_REFUSED: "put the right key in SORI_LLM_KEY, or in the file llm-key of the state folder",
    Failure.BUSY: "it takes no more requests at the moment: raise its limits, or ask less of it",
    Failure.REFUSED: "is SORI_LLM_MODEL one that it has, and SORI_LLM_URL the address above /chat/completions?",
    Failure.NO_CONNECTION: "is it up, its certificate good, and SORI_LLM_URL right?",
    Failure.ADDRESS_FORBIDDEN: "without TLS it must be in your own network: write https in SORI_LLM_URL",
}


async def answers(endpoint: LanguageModelEndpoint) -> Finding:
    """Whether the endpoint answers as it should. It costs a few tokens, which aren't counted."""
    model = LanguageModel(endpoint, lambda: datetime.now(UTC), logged=False)
    try:
        async with model.completion([Message("user", "Answer with the word yes.")], 16) as completion:
            text = "".join([piece async for piece in completion.pieces()])
    except LanguageModelError as error:
        if error.failure is not Failure.TOO_LONG:  # it talks
            status = f", status {error.status}" if error.status else ""
            do = _DO.get(error.failure, "it does not speak OpenAI's chat completions, streamed; see its own log")
            return wrong(_CHECK, f"{endpoint.model} gives no answer: {error.failure}{status}", do)
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
