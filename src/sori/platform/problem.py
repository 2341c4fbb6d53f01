"""Errors for people: what was wrong, where, and what to do, in the reader's language (RFC 9457)."""


class Problem(Exception):
    """Something a person or a program asked for that can't be done as asked.

    `code` names a text of `sori/translations` (`problem.<code>`), filled with `values`; `field` is the part of the
    input that is wrong.
    """

    def __init__(self, status: int, code: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.values = values
