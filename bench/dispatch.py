"""Whose a case is, learned on Boston's requests of January to April 2015 and tried on those of May and June.

    .venv/bin/python bench/dispatch.py

Foretold is the queue, from what is known at opening: type, reason, subject, source, place, and the title, parts of
which were written later in that city. Learned is from closed requests, since open ones stand in queues that nobody has
sorted; tried are all. Thresholds come from January to April alone, for 1.5 % of errors; "foreseen" is what was measured
there. Once a request counts as closed that is so in the file, of a year later; once only what was closed by the end of
April, all that could have been known then. Beside it is the commonest queue of the type in its neighbourhood, else of
the type.
"""

import csv
import gzip
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._machine import percentile
from sori.cases.dispatch.learning import ClosedCase, foretold, model_of
from sori.cases.dispatch.opened import Opened
from sori.cases.model import Point

FILE = Path(__file__).resolve().parents[2] / "shared/data/boston311/requests-2015-01-06.csv.gz"
TRIED_FROM = "2015-05-01"
MOST_ERRORS = 0.015
NO_PLACE = ("42.3594", "-71.0587")
Row = Mapping[str, str]


def main() -> None:
    """Prints how many are right, how many are sent, how many of these wrongly, and what one takes."""
    if not FILE.exists():
        print("The requests are not here: shared/data/boston311 beside the repository.")
        return
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["opened_at"])
    before = [row for row in rows if row["opened_at"] < TRIED_FROM and row["status"] == "Closed"]
    tried = [row for row in rows if row["opened_at"] >= TRIED_FROM]
    print(f"{'':34}{'learned':>9}{'right':>8}{'sent':>8}{'wrong':>8}{'foreseen':>10}{'p50 ms':>8}{'p99 ms':>8}")
    _tell("commonest of type and place", len(before), tried, _commonest(before), None)
    known_then = [row for row in before if row["closed_at"] < TRIED_FROM]
    for name, learned in (("closed in the file", before), ("closed by the end of April", known_then)):
        began = time.process_time()
        model = model_of([ClosedCase(opened(row), row["queue"]) for row in learned], MOST_ERRORS)
        took = time.process_time() - began
        if model is None:
            raise AssertionError("thousands of requests are enough to learn from")
        foreseen = model.trial.sent_wrongly / max(model.trial.sent, 1)

        def answer(row: Row, model=model) -> tuple[str, bool]:
            found = foretold(model, opened(row))
            return found.whose, found.sends

        _tell(f"Sori, {name}", len(learned), tried, answer, foreseen)
        print(f"{'':34}learning took {took:.0f} s of CPU; chances off by {model.calibration_error:.3f} on average")


def opened(row: Row) -> Opened:
    """A request as it was opened."""
    named = {name: row[name] for name in ("subject", "reason", "source", "ward", "zipcode") if row[name]}
    placed = (row["lat"], row["lon"]) not in (NO_PLACE, ("", ""))
    return Opened(
        type_code=row["type"],
        district=row["neighborhood"] or None,
        point=Point(float(row["lon"]), float(row["lat"])) if placed else None,
        traits=named,
        places=[row["address"]] if row["address"] else [],
        texts=[row["title"]] if row["title"] not in ("", "PRINTED") else [],
    )


def _commonest(rows: Sequence[Row]) -> Callable[[Row], tuple[str, bool]]:
    types: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        types[row["type"]][row["queue"]] += 1
        places[row["type"], row["neighborhood"]][row["queue"]] += 1

    def answer(row: Row) -> tuple[str, bool]:
        found = places.get((row["type"], row["neighborhood"])) or types.get(row["type"])
        return (found.most_common(1)[0][0] if found else "", False)

    return answer


def _tell(
    name: str, learned: int, tried: Sequence[Row], answer: Callable[[Row], tuple[str, bool]], foreseen: float | None
) -> None:
    took, found = [], []
    for row in tried:
        began = time.perf_counter()
        whose, sends = answer(row)
        took.append(time.perf_counter() - began)
        found.append((whose == row["queue"], sends))
    sent = [right for right, sends in found if sends]
    right = sum(right for right, _ in found) / len(found)
    wrong = f"{1 - sum(sent) / len(sent):8.4f}" if sent else f"{'-':>8}"
    told = f"{foreseen:10.4f}" if foreseen is not None else f"{'-':>10}"
    print(
        f"{name:34}{learned:>9,}{right:8.3f}{len(sent) / len(found):8.3f}{wrong}{told}"
        f"{percentile(took, 50):8.2f}{percentile(took, 99):8.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
