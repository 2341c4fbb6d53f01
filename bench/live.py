"""How soon a message is seen and an offer made, with a whole shift at work and one real Chromium among them.

500 counsellors are logged in, 2,000 chats are open, 100 messages a second are written in all, to either side. The
driver is a process of its own, its CPU told apart. Beside, the citizens of one counsellor, at whose desk a Chromium
is open, write a few messages a second more, and a counsellor for whom somebody waits goes available again and again.

A message is timed from the centre's own `sent_at`, which it takes before it commits, so that the figures are upper
bounds of "committed → seen", and from the moment at which the driver asked. The peer, in the same run on the same
PostgreSQL, is the least that a chat on this stack can be (bench/_bare.py). Afterwards the database is asked whether
every message that was acknowledged is there once.

    .venv/bin/python bench/live.py --seconds 60
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench import _centre
from bench._least import least
from bench._machine import cpu_ms, kept_once, percentile, sample

_ROOT = Path(__file__).resolve().parents[1]
_LOOK = """() => {
    window.seen = {};
    const look = (text) => {
        for (const [body] of (text ?? "").matchAll(/bench-[0-9]+-[0-9]+/g)) window.seen[body] ??= Date.now();
    };
    new MutationObserver((changes) => {
        for (const change of changes) {
            if (change.type === "characterData") look(change.target.data);
            for (const node of change.addedNodes) look(node.textContent);
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


class Driver:
    """The driver's process: told a plan, it says when it is ready and when it is over, and what it saw."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench._live"], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._result = Path(plan["result"])
        self.go(plan)
        self.ready = self.hear()

    def go(self, plan: object = None) -> None:
        """Tells it to go on."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(plan) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """The next that it tells."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the driver ended; see above")
        found: dict[str, Any] = json.loads(line)
        return found

    def result(self) -> dict[str, Any]:
        """What it saw, once it has written it down."""
        self.hear()
        found: dict[str, Any] = json.loads(self._result.read_text())
        return found


@contextmanager
def chromium(centre: _centre.Centre, seat: _centre.Seat) -> Iterator[Callable[[], dict[str, float]]]:
    """One real browser at a counsellor's desk; gives what reads when it saw which message, in seconds since 1970."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is a browser)

    path = os.environ.get("SORI_CHROMIUM") or subprocess.check_output(_ROOT / "scripts" / "chromium", text=True).strip()
    url = f"http://127.0.0.1:{centre.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        context = browser.new_context(locale="ko-KR")
        context.add_cookies([{"name": "sori_session", "value": seat.cookie.partition("=")[2], "url": url}])
        page = context.new_page()
        page.goto(f"{url}/desk")
        page.get_by_role("textbox").first.wait_for(timeout=60_000)
        page.wait_for_timeout(2_000)
        page.evaluate(_LOOK)
        yield lambda: {body: at / 1000 for body, at in page.evaluate("window.seen").items()}
        browser.close()


def row(name: str, values: list[float], beside: list[float] | None = None) -> None:
    """One line of the table: percentiles in milliseconds, and the ratios to the peer's."""
    shares = [percentile(values, part) for part in (50, 99, 99.9)]
    ratios = [] if beside is None else [percentile(values, part) / percentile(beside, part) for part in (50, 99)]
    told = "".join(f"{ratio:>9.1f}" for ratio in ratios) or f"{'':>9}{'':>9}"
    print(f"  {name:46}{len(values):>7,}" + "".join(f"{share:>9.1f}" for share in shares) + told, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--counsellors", type=int, default=500)
    parser.add_argument("--chats", type=int, default=2_000)
    parser.add_argument("--rate", type=float, default=100.0, help="messages a second in all chats together")
    parser.add_argument("--browser-rate", type=float, default=12.0, help="more a second, for the one with the browser")
    options = parser.parse_args()
    with _centre.running() as centre:
        result = str(centre.state.path / "seen.json")
        load = {"seconds": options.seconds, "rate": options.rate, "result": result}
        chats_each = -(-options.chats // options.counsellors) + 1
        seats = _centre.seat(centre, options.counsellors, "general", chats_each, "bench")
        probes = _centre.seat(centre, 2, "traffic", 1, "probe")
        driver = Driver(
            {
                **load,
                "browser_rate": options.browser_rate,
                "port": centre.port,
                "chats": options.chats,
                "seats": [asdict(seat) for seat in seats],
                "probes": [asdict(seat) for seat in probes],
            }
        )
        with chromium(centre, seats[0]) as seen:
            before = sample(_centre.pids(centre.state))
            driver.go()
            driver.hear()
            needed = cpu_ms(before, sample(_centre.pids(centre.state)))
            found = driver.result()
            in_browser = seen()
        kept = kept_once(centre.database_url, found["contacts"], found["keys"])
        with least(centre.database_url) as (port, processes):
            peer = Driver({**load, "port": port, "streams": options.counsellors + options.chats})
            processes["postgres"] = _centre.pids(centre.state)["postgres"]
            before = sample(processes)
            peer.go()
            peer.hear()
            peer_needed = cpu_ms(before, sample(processes))
            beside = peer.result()
    tell(options, driver.ready, found, in_browser, needed, beside, peer_needed)
    print(f"  {kept}\n", flush=True)
    if found["faults"]:
        raise SystemExit(f"{len(found['faults'])} faults, such as {found['faults'][0]}")


def tell(
    options: argparse.Namespace,
    ready: dict[str, Any],
    found: dict[str, Any],
    in_browser: dict[str, float],
    needed: dict[str, float],
    beside: dict[str, Any],
    peer_needed: dict[str, float],
) -> None:
    """Prints the table."""
    asked, kept, heard = found["asked"], found["kept"], found["heard"]
    peers = [at - beside["asked"][body] for body, at in beside["heard"].items()]
    print(
        f"{options.counsellors} counsellors, {options.chats:,} open chats, {options.rate:.0f} messages a second, "
        f"{options.seconds:.0f} s (logged in and seated in {ready['seated_s']:.0f} s, chats opened and accepted at "
        f"{options.chats / ready['filled_s']:.0f} a second)\n"
        f"  {'':46}{'count':>7}{'p50 ms':>9}{'p99 ms':>9}{'p99.9 ms':>9}{'p50 / it':>9}{'p99 / it':>9}"
    )
    row("kept → in the Chromium's page", [at - kept[body] for body, at in in_browser.items() if body in kept])
    row("asked → in the Chromium's page", [at - asked[body] for body, at in in_browser.items() if body in asked], peers)
    row("kept → on the other side's stream", [at - kept[body] for body, at in heard.items() if body in kept])
    row("asked → on the other side's stream", [at - asked[body] for body, at in heard.items()], peers)
    row("the same, the least that a chat can be", peers, peers)
    row("available asked → offered", found["available_s"])
    for name, cpu, messages, driver_s in (
        ("sori", needed, len(kept), found["cpu_s"]),
        ("the least", peer_needed, len(beside["asked"]), beside["cpu_s"]),
    ):
        each = ", ".join(f"{one} {ms / messages:.2f}" for one, ms in cpu.items() if ms / messages >= 0.005)
        total, driver = sum(cpu.values()) / messages, 1000 * driver_s / messages
        print(f"  CPU a message, {name}: {total:.2f} ms ({each}); the driver's {driver:.2f}")


if __name__ == "__main__":
    main()
