"""A person at a browser, as the tests of this folder speak of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
STILL = """() => Promise.allSettled(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished))"""
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST_PHONE = {"width": 320, "height": 640}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
both_screens = pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
"""Each width and each scheme once: colours hang on no width, and widths on no colour."""


@dataclass
class Someone:
    """A browser of one person, with one page open."""

    context: BrowserContext
    page: Page
    base: str

    def opens(self, path: str) -> None:
        self.page.goto(self.base + path)

    def api(self, method: str, path: str, body: object = None) -> Any:
        """Asks the server as this browser would."""
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "sori_csrf")
        answer = self.context.request.fetch(
            self.base + path, method=method, data=body, headers={"x-csrf-token": str(token)}
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.status != 204 else None

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def violations(self) -> list[str]:
        """What axe finds wrong with the page once it holds still, one line each."""
        self.page.evaluate(STILL)
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        first = [(v, v["nodes"][0]) for v in found["violations"]]
        return [f"{v['id']}: {v['help']} ({node['html'][:120]}): {node['failureSummary']}" for v, node in first]

    def overflows(self) -> bool:
        """Whether the page is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
