"""What names in files mean."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Named(Protocol):
    """Something with a code, and a name in each language."""

    @property
    def code(self) -> str:
        """The code that it alone has."""

    @property
    def ko(self) -> str:
        """Its Korean name."""

    @property
    def en(self) -> str:
        """Its English name."""


_One = TypeVar("_One", bound=Named)


def by_name(named: Sequence[_One]) -> dict[str, _One]:
    """Each by its code and by every name that only it has, in small letters."""
    known = {one.code.casefold(): one for one in named}
    uses = Counter(called for one in named for called in {one.ko.casefold(), one.en.casefold()})
    for one in named:
        for called in {one.ko.casefold(), one.en.casefold()}:
            if uses[called] == 1:
                known.setdefault(called, one)
    return known
