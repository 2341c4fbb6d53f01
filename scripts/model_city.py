"""Fits the model city's day to its published answer rate, answers the council's three questions, draws the pictures.

    .cache/bench/bin/python scripts/model_city.py      some minutes; writes src/sori/twin/model_city.toml and docs/twin/

Published: 3,216,161 inbound and 2,641,132 answered calls in 212 days of 2021, a quarter of them on COVID-19. Everything
else in `ASSUMED` is an assumption that a real centre could have. Two numbers are found: how many first calls make the
published inbound, second attempts counted, and how many people at their desks make the published answer rate.
"""

import copy
import json
from os import cpu_count
from pathlib import Path
from typing import Any

import numpy as np

from sori.staffing import erlang_a
from sori.twin.figures import TwinFigures, difference, figures
from sori.twin.run import replications
from sori.twin.scenario import convert, read

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs" / "twin"
STARTER = ROOT / "src" / "sori" / "twin" / "model_city.toml"
INBOUND = 3_216_161 / 212
ANSWERED = 2_641_132 / 3_216_161
REPLICATIONS = 20

ASSUMED = {
    "calls_by_hour": [
        *(0.7, 0.5, 0.4, 0.3, 0.3, 0.4, 0.7, 1.6, 4.5, 10.0, 11.0, 9.6),
        *(7.4, 9.4, 9.8, 9.2, 8.6, 7.0, 3.0, 1.9, 1.4, 1.1, 0.8, 0.6),
    ],
    "at_desk_by_hour": [8, 8, 8, 8, 8, 8, 8, 12, 55, 95, 95, 95, 72, 72, 95, 95, 95, 95, 34, 30, 26, 22, 10, 8],
    "shares": {"covid": 0.25, "traffic": 0.18, "general": 0.57},
    "people": {"covid": 0.2, "traffic": 0.12, "general": 0.68},
    "talk_s": 165,
    "wrap_up_s": 25,
    "patience_s": 120,
    "retry": (0.35, 900),
    "menu": {"seconds": 40, "loss": 0.04, "astray": 0.03},
    "day_variation": 0.18,
    "interval_variation": 0.08,
}
"""Hours in per cent of the day's calls and of the most people; `astray`: chose the wrong entry and is passed on."""


def day(first_calls: float, most: float, assumed: dict[str, Any] = ASSUMED) -> dict[str, Any]:
    """One day of the model city with so many first calls and at most so many people at their desks."""
    hours = np.array(assumed["calls_by_hour"]) / sum(assumed["calls_by_hour"])
    desks = np.array(assumed["at_desk_by_hour"]) / 95 * most
    astray, (share, after) = assumed["menu"]["astray"], assumed["retry"]

    def topic(name: str) -> dict[str, Any]:
        calls = [round(float(value), 1) for value in hours * first_calls * assumed["shares"][name]]
        other = {"move": {"share": astray, "queue": "general", "talk": {"mean_s": assumed["talk_s"], "shape": "gamma"}}}
        return {
            "name": name,
            "queue": name,
            "calls": calls,
            "talk": {"mean_s": assumed["talk_s"], "shape": "lognormal", "variation": 0.9},
            "wrap_up": {"mean_s": assumed["wrap_up_s"], "shape": "gamma", "variation": 0.8},
            "patience": {"mean_s": assumed["patience_s"]},
            "retry": {"share": share, "after": {"mean_s": after}, "times": 1},
            "menu_s": assumed["menu"]["seconds"],
            "menu_loss": assumed["menu"]["loss"],
            **(other if name != "general" else {}),
        }

    covid, general = {"skill": "covid", "level": 2}, {"skill": "general"}
    skills = {"covid": {"covid": 2}, "traffic": {"traffic": 1, "general": 1}, "general": {"general": 1}}
    return {
        "title": "The model city, a day of 2021",
        "from": "00:00",
        "to": "24:00",
        "interval_min": 60,
        "within_s": 20,
        "seed": 120,
        "replications": REPLICATIONS,
        "day_variation": assumed["day_variation"],
        "interval_variation": assumed["interval_variation"],
        "accept": {"mean_s": 3, "shape": "gamma", "variation": 0.5},
        "queues": [
            {"name": "covid", "head_start_s": 60, "steps": [covid, {**general, "after_s": 20}]},
            {"name": "traffic", "steps": [{"skill": "traffic"}, {**general, "after_s": 20}]},
            {"name": "general", "steps": [general]},
        ],
        "topics": [topic(name) for name in assumed["shares"]],
        "people": [
            {"name": name, "skills": skills[name], "at_desk": [round(float(people * part)) for people in desks]}
            for name, part in assumed["people"].items()
        ],
    }


def counted(content: dict[str, Any]) -> np.ndarray:
    """Play it; replication × counted × hour."""
    return np.stack(list(replications(convert(content), cpu_count() or 1)))


def answer_rate(counts: np.ndarray) -> float:
    """Of all days together, as a report over many days has it: busy days count by their calls."""
    return float(counts[:, 1].sum() / counts[:, 0].sum())


def fit() -> tuple[float, float]:
    """Find first calls and people: people by halving between two numbers, first calls in proportion beside it."""
    first, few, many = INBOUND * 0.93, 71.0, 75.0
    for _ in range(5):
        most = (few + many) / 2
        counts = counted(day(first, most))
        found = answer_rate(counts)
        few, many = (most, many) if found < ANSWERED else (few, most)
        print(f"  {first:,.0f} first calls, {most:.1f} people: {100 * found:.2f} %", flush=True)
        first *= INBOUND / (counts[:, 0].sum() / REPLICATIONS)
    return first, (few + many) / 2


def reallocated(content: dict[str, Any]) -> dict[str, Any]:
    """The same person-hours in other hours: each where it answers most more calls by Erlang A, one after another."""
    desks = np.sum([group["at_desk"] for group in content["people"]], axis=0)
    rate = np.sum([topic["calls"] for topic in content["topics"]], axis=0) / 3600
    handling, patience = ASSUMED["talk_s"] + ASSUMED["wrap_up_s"] + 3.0, ASSUMED["patience_s"]
    new = np.full(24, 6)
    while new.sum() < desks.sum():
        more, now = (erlang_a(people, rate, handling, patience).abandon_probability for people in (new + 1, new))
        new[np.argmax((now - more) * rate)] += 1
    changed = copy.deepcopy(content)
    for group in changed["people"]:
        group["at_desk"] = [round(float(people * ASSUMED["people"][group["name"]])) for people in new]
    # Rounding by group must not make or lose anybody.
    changed["people"][-1]["at_desk"] = [
        int(people - sum(group["at_desk"][hour] for group in changed["people"][:-1])) for hour, people in enumerate(new)
    ]
    return changed


def with_ten_more(content: dict[str, Any], at_desk: int) -> dict[str, Any]:
    """So many more general counsellors at their desks from 9 to 18."""
    changed = copy.deepcopy(content)
    for hour in range(9, 18):
        changed["people"][-1]["at_desk"][hour] += at_desk
    return changed


def with_one_level(first: float, most: float) -> dict[str, Any]:
    """A shorter menu: half the time, half the loss, but more choose the wrong entry."""
    assumed = {**ASSUMED, "menu": {"seconds": 22, "loss": 0.02, "astray": 0.05}}
    return day(first, most, assumed)


def main() -> None:
    """Fits, asks, writes and draws."""
    first, most = fit()
    today = day(first, most)
    more_calls = copy.deepcopy(with_ten_more(today, 4))
    for topic in more_calls["topics"]:
        topic["calls"] = [round(value * 1.03, 1) for value in topic["calls"]]
    asked = {
        "today": today,
        "same people, other hours": reallocated(today),
        "ten more at their desks, 9 to 18": with_ten_more(today, 10),
        "ten more employed (4 at their desks)": with_ten_more(today, 4),
        "ten more employed, 3 % more calls": more_calls,
        "one menu level": with_one_level(first, most),
    }
    played = {name: counted(content) for name, content in asked.items()}
    for name, counts in played.items():
        found, differs = figures(counts).day, difference(played["today"], counts)["answer_rate"]
        people = np.sum([group["at_desk"] for group in asked[name]["people"]])
        print(
            f"| {name} | {people:,} | {100 * answer_rate(counts):.1f} | "
            f"{100 * differs.mean:+.2f} ± {100 * differs.sure_to:.2f} | {100 * found['service_level'].mean:.1f} | "
            f"{found['mean_wait_s'].mean:.0f} | {100 * found['occupancy'].mean:.1f} |"
        )
    write("model_city.toml", today)
    write("model_city_other_hours.toml", asked["same people, other hours"])
    draw(asked, {name: figures(counts) for name, counts in played.items()})


def write(name: str, content: dict[str, Any]) -> None:
    """Write a scenario as TOML; JSON's notation of lists, texts and numbers is TOML's too."""
    lines = ["# Written by scripts/model_city.py, which says what is published and what is assumed."]

    def value(one: Any) -> str:
        if isinstance(one, dict):
            return "{ " + ", ".join(f"{key} = {value(part)}" for key, part in one.items()) + " }"
        if isinstance(one, list):
            return "[" + ", ".join(value(part) for part in one) + "]"
        return json.dumps(one)

    tables = ("queues", "topics", "people")
    lines += [f"{key} = {value(one)}" for key, one in content.items() if key not in tables]
    for table in tables:
        for part in content[table]:
            lines += ["", f"[[{table}]]", *(f"{key} = {value(one)}" for key, one in part.items())]
    text = "\n".join(lines) + "\n"
    read(text)
    (STARTER if name == STARTER.name else DOCS / name).write_text(text, "utf-8")


def draw(asked: dict[str, dict[str, Any]], found: dict[str, TwinFigures]) -> None:
    """Two pictures: people and answer rate by hour, today and with the same people in other hours; and the fan."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sori"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    hours = np.arange(24)
    _, (people, rate) = plt.subplots(2, 1, figsize=(8, 5.5), sharex=True)
    for name, style in (("today", "-"), ("same people, other hours", "--")):
        at_desk = np.sum([group["at_desk"] for group in asked[name]["people"]], axis=0)
        people.step(hours, at_desk, style, where="mid", label=name)
        answered = found[name].intervals["answer_rate"]
        mean, sure = (100 * np.array([getattr(one, part) for one in answered]) for part in ("mean", "sure_to"))
        rate.plot(hours, mean, style)
        rate.fill_between(hours, mean - sure, mean + sure, alpha=0.2)
    people.set_ylabel("at their desks")
    people.legend()
    rate.set_ylabel("answer rate, %")
    rate.set_xlabel("hour of the day")
    plt.tight_layout()
    plt.savefig(DOCS / "model_city_hours.svg", metadata={"Date": None})
    plt.figure(figsize=(8, 3.2))
    fans = [[100 * rate for rate in one.answer_rates] for one in found.values()]
    plt.boxplot(fans, orientation="horizontal", tick_labels=list(found))
    plt.xlabel("answer rate of a day, % (each day its own luck: many calls or few)")
    plt.tight_layout()
    plt.savefig(DOCS / "model_city_fan.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
