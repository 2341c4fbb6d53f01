"""The same source, compiled: the router's functions and the engine's, by numba (extra `sori[twin]`).

Nothing is rewritten for it. Each function is taken as it stands and given a namespace in which its neighbours are
compiled ones. The centre becomes one record of arrays, handed on by its address: a tuple of so many arrays would be
copied at every call. A record's type has its sizes in it, so what has other sizes is compiled anew, once a process.
"""

import types
from dataclasses import fields
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sori.routing import Centre, group, lanes, match, people, state
from sori.twin import engine

Integers: TypeAlias = NDArray[np.int64]

COMPILING_PAYS_FROM = 3_000_000
"""Contacts from which compiling, which takes half a minute, is worth it."""


def available() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


def pays(contacts: float) -> bool:
    """Whether so many contacts are played sooner compiled, compiling included."""
    return contacts >= COMPILING_PAYS_FROM and available()


def play(
    centre: Centre,
    timed: int,
    callers: int,
    draws: Integers,
    log: Integers,
    people: Integers,
    duty: Integers,
    room: Integers,
) -> int:
    """Do what `engine.play` does, with arrays, of which `log` is filled and must lie row by row.

    Compiled when first called with a centre of some size.
    """
    assert log.flags.c_contiguous  # noqa: S101  a copy would be filled in its place
    arrays = [np.ascontiguousarray(one, np.int64) for one in (draws, log, people, duty, room)]
    shapes = tuple(one.shape for one in arrays)
    addresses = tuple(one.ctypes.data for one in arrays)
    events: int = _compiled()(as_record(centre), timed, callers, shapes, addresses)
    return events


@cache
def _compiled() -> Any:
    """The engine behind a call that hands it the arrays by their addresses.

    Compiled code counts who refers to an array that Python owns, with every row taken from it. Nobody counts at a bare
    address, which made the engine 1.2 to 1.5 times as fast; `play` keeps the arrays alive meanwhile.
    """
    # An optional extra, and it takes a second to import.
    numba: Any = import_module("numba")
    numba_types: Any = import_module("numba.core.types")

    names: dict[str, Any] = {"__name__": "compiled_twin"}
    for file in (state, lanes, people, group, match, engine):
        names.update({name: value for name, value in vars(file).items() if not name.startswith("__")})
    for name, value in list(names.items()):
        if isinstance(value, types.FunctionType) and value.__module__.startswith("sori."):
            names[name] = numba.njit(types.FunctionType(value.__code__, names, name), nogil=True)
    import_module("numba.extending")
    engine_play = names["play"]

    @numba.extending.intrinsic  # type: ignore[untyped-decorator]
    def at(_: Any, address: Any) -> Any:
        pointer = numba_types.CPointer(numba_types.int64)

        def to_pointer(context: Any, builder: Any, _: Any, given: Any) -> Any:
            return builder.inttoptr(given[0], context.get_value_type(pointer))

        return pointer(address), to_pointer

    @numba.njit(nogil=True)  # type: ignore[untyped-decorator]
    def call(centre: Any, timed: int, callers: int, shapes: Any, addresses: Any) -> int:
        draws = numba.carray(at(addresses[0]), shapes[0])
        log = numba.carray(at(addresses[1]), shapes[1])
        people = numba.carray(at(addresses[2]), shapes[2])
        duty = numba.carray(at(addresses[3]), shapes[3])
        room = numba.carray(at(addresses[4]), shapes[4])
        events: int = engine_play(centre, timed, callers, draws, log, people, duty, room)
        return events

    return call


def as_record(centre: Centre) -> Any:
    """The centre as one record of arrays."""
    columns = {column.name: getattr(centre, column.name) for column in fields(centre)}
    record = np.zeros(1, np.dtype([(name, "i8", (len(values),)) for name, values in columns.items()]))
    for name, values in columns.items():
        record[name][0] = values
    return record[0]
