"""The demo city: its setup is `city.toml`, as any city could keep its own; everything in it is invented."""

from dataclasses import replace
from pathlib import Path

from sori.centre import file
from sori.centre.change import read
from sori.centre.setup import Setup
from sori.people.model import Role, StaffSetup

PASSWORD = "sori-demo-120"  # noqa: S105 — printed at the start: the demo answers on loopback only
SIMULATED_COUNSELLORS = 36


def _simulated_people() -> dict[str, StaffSetup]:
    """The simulated counsellors: mostly general, some for each line, each with a plain invented name."""
    lines = ["general", "traffic", "general", "water", "written", "covid", "general", "directory", "traffic", "foreign"]
    people = {}
    for number in range(SIMULATED_COUNSELLORS):
        line = lines[number % len(lines)]
        # The elastic group keeps its best people first: those of the COVID-19 line.
        skills = {line: 3 if line == "covid" else 1} | ({} if line in ("written", "foreign") else {"general": 1})
        people[f"sim-{number + 1:02d}"] = StaffSetup(
            f"모의상담사 {number + 1:02d}",
            [Role.COUNSELLOR],
            skills,
            chat_capacity=3 if line == "written" else 2,
            takes_calls=line != "written",
            simulated=True,
        )
    return people


def _read() -> Setup:
    parts, wrong = file.read((Path(__file__).parent / "city.toml").read_text("utf-8"))
    setup, faults = read(parts)
    if setup is None:
        raise ValueError(f"city.toml can't be read: {wrong or faults}")
    return setup


PEOPLE = (_CITY := _read()).staff
"""Those to log in as, by log-in."""
SIMULATED_PEOPLE = _simulated_people()
CITY = replace(_CITY, staff={**PEOPLE, **SIMULATED_PEOPLE})
