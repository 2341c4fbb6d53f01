"""What to do about a model's endpoint that gives no answer."""

from sori.operations.doctor.model import Finding, wrong
from sori.platform.model_endpoint import Failure, ModelError

_DO = {
    Failure.SLOW_START: "is it busy, or still loading? {timeout} says how long is waited",
    Failure.TOO_SLOW: "is it busy? SORI_{of}_TIMEOUT_S says how long is waited",
    Failure.KEY_REFUSED: "put the right key in SORI_{of}_KEY, or in the file {file}-key of the state folder",
    Failure.BUSY: "it takes no more requests at the moment: raise its limits, or ask less of it",
    Failure.REFUSED: "is {asked_for}?",
    Failure.NO_CONNECTION: "is it up, its certificate good, and SORI_{of}_URL right?",
    Failure.ADDRESS_FORBIDDEN: "without TLS it must be in your own network: write https in SORI_{of}_URL",
}
_ASKED_FOR = "SORI_{of}_MODEL one that it has, and SORI_{of}_URL the address above its methods"
_OTHERWISE = "it does not speak {speech}; see its own log"


def no_answer(check: str, model: str, error: ModelError, of: str, speech: str, asked_for: str = _ASKED_FOR) -> Finding:
    """That a model gives no answer, why, and what to do; `of` is how its settings are called (LLM, EMBEDDING).

    `speech` is how it should answer, `asked_for` what is right of the settings where it refuses nothing.
    """
    status = f", status {error.status}" if error.status else ""
    timeout = "SORI_LLM_FIRST_TOKEN_S" if of == "LLM" else f"SORI_{of}_TIMEOUT_S"
    known = {"of": of, "file": of.lower(), "speech": speech, "timeout": timeout, "asked_for": asked_for.format(of=of)}
    do = _DO.get(error.failure, _OTHERWISE).format(**known)
    return wrong(check, f"{model} gives no answer: {error.failure}{status}", do)
