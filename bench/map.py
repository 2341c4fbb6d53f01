"""The officer's desk on a map with 100,000 open cases: what a part of it costs, and whether it moves smoothly.

A desk that sees all cases of a city is moved over its map, from the whole city down to a street; each rest asks for
the clusters of what is seen. Beside, the same parts are asked of the same PostgreSQL without any grid, every case in
them as a point of GeoJSON, straight over the database's socket. Then a real Chromium drags the map, and the same map
without a case; the intervals between its frames are told. It draws in software where there is no graphics card.

    .venv/bin/python bench/map.py
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench import _centre
from bench._machine import percentile

_ROOT = Path(__file__).resolve().parents[1]
_WEST, _SOUTH, _EAST, _NORTH = 126.85, 37.455, 127.12, 37.665
"""Where the demo city lies."""
_ZOOMS = (11, 12, 13, 14, 16)
_SIZE = (600, 500)
"""Of the map on the desk of a screen 1440 px wide, in px."""
_FILLED = """
    with spot as (
        select n, %(west)s + random() * %(wide)s as x, %(south)s + random() * %(high)s as y
        from generate_series(0, 199) n
    ), kind as (
        select row_number() over (order by code) - 1 as n, count(*) over () as kinds, code, form -> 'name' as name,
               department_id from case_type
    )
    insert into field_case (number, type_code, type_name, department_id, public, state, citizen_id, channel, language,
                            received_at, due_at, near_at, notice_at, longitude, latitude)
    select '1999-' || lpad(i::text, 6, '0'), code, name, department_id, true,
           (array['dispatched', 'accepted', 'in_progress'])[1 + i %% 3], (select min(id) from citizen), 'smart_report',
           'ko', now() - interval '3 days', now() + make_interval(hours => i %% 100 - 3),
           now() + make_interval(hours => i %% 100 - 12), now() + interval '30 days',
           x + (random() + random() + random() - 1.5) * 0.02, y + (random() + random() + random() - 1.5) * 0.02
    from generate_series(1, %(cases)s) i join spot on spot.n = i * 31::bigint %% 200
    join kind on kind.n = i %% kind.kinds"""
_POINTS = """
    select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
               'type', 'Feature', 'geometry', json_build_object('type', 'Point', 'coordinates', json_build_array(
                   longitude, latitude)), 'properties', json_build_object('id', id, 'due', due_at))), '[]'))::text
    from field_case where finished_at is null and longitude between %s and %s and latitude between %s and %s"""
_FRAMES = """() => new Promise((told) => {
    window.frames_ = [];
    const look = (at) => { window.frames_.push(at); if (!window.stop_) requestAnimationFrame(look); };
    requestAnimationFrame((at) => { look(at); told(); });
})"""


def parts(pans: int) -> Iterator[tuple[int, str, tuple[float, float, float, float]]]:
    """Zooms, boxes as they are asked for, and their degrees: so many of each zoom, side by side over the city."""
    chance = random.Random(120)
    for zoom in _ZOOMS:
        wide, high = (side * 360 / (512 * 2**zoom) * 1.3 for side in _SIZE)
        x, y = chance.uniform(_WEST, _EAST), chance.uniform(_SOUTH, _NORTH)
        for _ in range(pans):
            x += wide * chance.uniform(-0.6, 0.6)
            y += high * chance.uniform(-0.6, 0.6)
            x, y = min(max(x, _WEST), _EAST), min(max(y, _SOUTH), _NORTH)
            box = (x - wide / 2, y - high / 2 * 0.8, x + wide / 2, y + high / 2 * 0.8)
            yield zoom, ",".join(f"{degrees:.6f}" for degrees in box), box


def filled(url: str, cases: int) -> None:
    """Fills the city with open cases, in two hundred heaps."""
    place = {"west": _WEST, "south": _SOUTH, "wide": _EAST - _WEST, "high": _NORTH - _SOUTH, "cases": cases}
    with psycopg.connect(url, autocommit=True) as connection:
        deadline = time.monotonic() + 120
        while connection.execute("select count(*) from case_type join citizen on true").fetchone() == (0,):
            if time.monotonic() > deadline:
                raise SystemExit("the demo's complaint forms, or its citizens, did not come")
            time.sleep(0.5)
        connection.execute("select setseed(0.12)")
        connection.execute(_FILLED, place)
        connection.execute("vacuum analyze field_case")


def row(name: str, seconds: list[float], sizes: list[int]) -> None:
    """One line: how long, in milliseconds, and how many bytes."""
    took = "".join(f"{percentile(seconds, part):>10.1f}" for part in (50, 99))
    weighs = "".join(f"{percentile([size / 1000 for size in sizes], part) / 1000:>12.1f}" for part in (50, 99))
    print(f"  {name:<34}{took}{weighs}", flush=True)


def frames(port: int, seat: _centre.Seat, view: str) -> None:
    """One line of how the map of a view moves in a real Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is a browser)

    path = subprocess.check_output(_ROOT / "scripts" / "chromium", text=True).strip()
    url = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        context = browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sori_session", "value": seat.cookie.partition("=")[2], "url": url}])
        page = context.new_page()
        page.goto(f"{url}/office?view={view}")
        page.locator(".city-map[data-ready=true]").wait_for(timeout=90_000)
        page.get_by_role("status").filter(has_text="지도에 민원").wait_for(timeout=90_000)
        drawn = page.locator(".city-map").bounding_box()
        assert drawn is not None
        x, y = drawn["x"] + drawn["width"] / 2, drawn["y"] + drawn["height"] / 2
        page.evaluate(_FRAMES)
        for way in (1, -1, 1, -1):
            page.mouse.move(x + 5, y + 5)
            page.mouse.down()
            for step in range(1, 61):
                page.mouse.move(x + way * step * 2, y + way * step)
            page.mouse.up()
        times = page.evaluate("() => { window.stop_ = true; return window.frames_; }")
        markers = page.locator(".city-map .maplibregl-marker").count()
        browser.close()
    between = [(after - before) / 1000 for before, after in pairwise(times)]
    slow = sum(one > 0.05 for one in between) / len(between)
    told = "".join(f"{percentile(between, part):>10.1f}" for part in (50, 99))
    print(f"  {view} ({markers} markers){'':<12}{told}{slow:>12.1%}{len(between):>10,}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--pans", type=int, default=40, help="at each zoom")
    options = parser.parse_args()
    with _centre.running() as centre:
        [seat] = _centre.seat(centre, 1, "general", 1, "map")
        filled(centre.database_url, options.cases)
        print(f"\n{options.cases:,} open cases\n  {'':<34}{'p50 ms':>10}{'p99 ms':>10}{'p50 kB':>12}{'p99 kB':>12}")
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{centre.port}", headers={"cookie": seat.cookie}) as browser,
            psycopg.connect(centre.database_url) as peer,
        ):
            for zoom in _ZOOMS:
                ours: tuple[list[float], list[int]] = ([], [])
                theirs: tuple[list[float], list[int]] = ([], [])
                for _, where, (west, south, east, north) in (one for one in parts(options.pans) if one[0] == zoom):
                    began = time.perf_counter()
                    found = browser.get("/api/office/map", params={"where": where, "zoom": zoom}).raise_for_status()
                    ours[0].append(time.perf_counter() - began)
                    ours[1].append(len(found.content))
                    began = time.perf_counter()
                    every = peer.execute(_POINTS, (west, east, south, north)).fetchone()
                    theirs[0].append(time.perf_counter() - began)
                    theirs[1].append(len(str(every and every[0])))
                row(f"zoom {zoom}: clusters, whole route", *ours)
                row("  every point, PostgreSQL alone", *theirs)
        print(f"\n  {'dragging, between two frames':<34}{'p50 ms':>10}{'p99 ms':>10}{'> 50 ms':>12}{'frames':>10}")
        frames(centre.port, seat, "open")
        frames(centre.port, seat, "stopped")


if __name__ == "__main__":
    main()
