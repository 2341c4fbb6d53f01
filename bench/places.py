"""Points to the districts and neighbourhoods of the model city, beside a plain loop over the same shapes with Shapely.

Run: .venv/bin/python bench/places.py
"""

import time
from pathlib import Path

import numpy as np
import shapely

from sori.geo.areas import Areas
from sori.geo.boundaries import read

POINTS = 1_000_000
LOOPED = 20_000
SINGLE = 10_000
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "seoul_districts"


def main() -> None:
    """Prints what a million points take, one alone, and what the loop would take for all."""
    if not FOLDER.exists():
        print("The model city's boundaries are not here: shared/data/seoul_districts beside the repository.")
        return
    random = np.random.default_rng(120)
    x, y = random.uniform(126.76, 127.19, POINTS), random.uniform(37.42, 37.71, POINTS)
    print(f"{'areas':<20}{'ready':>10}{'1,000,000 points':>20}{'one point':>12}{'plain loop':>14}")
    for name in ("districts", "neighbourhoods"):
        shapes = [one.shape for one in read((FOLDER / f"{name}.geojson").read_bytes())[0]]
        began = time.perf_counter()
        areas = Areas(shapes)
        ready = time.perf_counter()
        found = areas.inside(x, y)
        done = time.perf_counter()
        for at in range(SINGLE):
            areas.at(x[at], y[at])
        one_us = (time.perf_counter() - done) / SINGLE * 1e6
        looped = _looped(shapes, x, y, found)
        told = f"{len(shapes)} {name}"
        print(f"{told:<20}{ready - began:>8.2f} s{done - ready:>18.2f} s{one_us:>9.0f} µs{looped:>12.0f} s")


def _looped(shapes: list[shapely.Geometry], x: np.ndarray, y: np.ndarray, found: np.ndarray) -> float:
    """The seconds for all points of a loop that asks each prepared shape in turn; its answers must be the same."""
    shapely.prepare(shapes)
    began = time.perf_counter()
    for at in range(LOOPED):
        point = shapely.Point(x[at], y[at])
        inside = next((number for number, shape in enumerate(shapes) if shape.contains(point)), -1)
        if found[at] not in (inside, -2):
            raise AssertionError(f"{x[at]}, {y[at]}: {found[at]} is not {inside}")
    return (time.perf_counter() - began) * POINTS / LOOPED


if __name__ == "__main__":
    main()
