"""The same source, compiled: the router's functions and the engine's, by numba (extra `sori[twin]`).

Nothing is rewritten for it. Each function is taken as it stands and given a namespace in which its neighbours are
compiled ones. The centre becomes one record of arrays, handed on by its address: a tuple of so many arrays would be
copied at every call. A record's type has its sizes in it, so what has other sizes is compiled anew, once a process.
"""

import types
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from sori.routing import Centre, group, lanes, match, people, state
from sori.twin import engine

COMPILING_PAYS_FROM = 3_000_000
"""Contacts from which compiling, which takes half a minute, is worth it."""


def available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def pays(contacts: float) -> bool:
    """Whether so many contacts are played sooner compiled, compiling included."""
    return contacts >= COMPILING_PAYS_FROM and available()


@cache
def compiled_play() -> Any:
    """The engine's `play`, compiled when first called with a centre of some size."""
    import numba  # noqa: PLC0415  an optional extra, and it takes a second to import

    names: dict[str, Any] = {"__name__": "compiled_twin"}
    for file in (state, lanes, people, group, match, engine):
        names.update({name: value for name, value in vars(file).items() if not name.startswith("__")})
    for name, value in list(names.items()):
        if isinstance(value, types.FunctionType) and value.__module__.startswith("sori."):
            names[name] = numba.njit(types.FunctionType(value.__code__, names, name), nogil=True)
    return names["play"]


def as_record(centre: Centre) -> Any:
    """The centre as one record of arrays."""
    columns = {column.name: getattr(centre, column.name) for column in fields(centre)}
    record = np.zeros(1, np.dtype([(name, "i8", (len(values),)) for name, values in columns.items()]))
    for name, values in columns.items():
        record[name][0] = values
    return record[0]
