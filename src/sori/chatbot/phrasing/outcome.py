"""What became of an answer that a language model was to phrase."""

from enum import StrEnum


class Outcome(StrEnum):
    """`phrased`, or why the citizen was shown the article's own words instead."""

    PHRASED = "phrased"
    # What the check refused (`Fault`).
    UNCITED = "uncited"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_FACT = "unknown_fact"
    UNKNOWN_WORDS = "unknown_words"
    TURNED_ROUND = "turned_round"
    OTHER_LANGUAGE = "other_language"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    # What the endpoint did not give (`model_endpoint.Failure`).
    SLOW_START = "slow_start"
    TOO_SLOW = "too_slow"
    CUT_OFF = "cut_off"
    UNREADABLE = "unreadable"
    KEY_REFUSED = "key_refused"
    BUSY = "busy"
    REFUSED = "refused"
    NO_CONNECTION = "no_connection"
    ADDRESS_FORBIDDEN = "address_forbidden"
    # What came between.
    RESTING = "resting"
    """The endpoint had failed some times in a row and was left alone."""
    NO_BUDGET = "no_budget"
    WITHDRAWN = "withdrawn"
    """The article was no longer to be answered from, or was another version."""
    LEFT = "left"
    """The citizen's page was closed, or its process replaced."""
    OVERTAKEN = "overtaken"
    """A person took over meanwhile."""
    EXPIRED = "expired"
    """Nobody phrased it in its time."""
    FAILED = "failed"
    """A fault of ours."""
