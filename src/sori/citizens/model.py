"""Citizens: who contacted us, known by a device token (or, later, a verified number or address) and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who contacted the centre."""

    id: int
