"""Errors for people: what was wrong, where, and what to do, in the reader's language (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wrong:
    """One of several things that are wrong: where, and which text tells it (as a Problem's `code`)."""

    place: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Problem(Exception):
    """Something a person or a program asked for that can't be done as asked.

    `code` names a text of `sori/translations` (`problem.<code>`), filled with `values`; `field` is the part of the
    input that is wrong. Where much can be wrong at once, `errors` has all of it. `retry_after_s` is when asking again
    may help.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        field: str | None = None,
        errors: Sequence[Wrong] = (),
        retry_after_s: float | None = None,
        **values: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.errors = errors
        self.retry_after_s = retry_after_s
        self.values = values
