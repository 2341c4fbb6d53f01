"""Bulletins for tests, and somebody who writes, publishes and withdraws them through the routes."""

from dataclasses import dataclass
from typing import Any

import httpx

from factories import Browser, answer
from running import People


def content(title: str = "재산세 납기 연장", **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "body": "**9월 30일**까지 낼 수 있습니다.",
        "valid_to": "2026-03-05T00:00:00Z",
        **more,
    }


@dataclass
class Writer:
    """Somebody who writes bulletins."""

    browser: Browser

    @classmethod
    async def of(cls, people: People, login: str = "knowledge_editor") -> "Writer":
        return cls(await people.staff(login))

    async def tries_to_write(self, title: str = "재산세 납기 연장", **more: Any) -> httpx.Response:
        return await self.browser.post("/api/bulletins", json={"content": content(title, **more)})

    async def writes(self, title: str = "재산세 납기 연장", **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = answer(await self.tries_to_write(title, **more))
        return made

    async def publishes(self, title: str = "재산세 납기 연장", **more: Any) -> dict[str, Any]:
        """Writes a bulletin and publishes it."""
        return await self.does(await self.writes(title, **more), "publish")

    async def sees(self, bulletin_id: int) -> dict[str, Any]:
        shown: dict[str, Any] = await self.browser.read(f"/api/bulletins/{bulletin_id}")
        return shown

    async def lists(self, **query: Any) -> list[str]:
        return [one["title"] for one in (await self.browser.read("/api/bulletins", **query))["items"]]

    async def tries(self, bulletin: dict[str, Any], what: str) -> httpx.Response:
        """A move of a bulletin as it was seen."""
        return await self.browser.post(
            f"/api/bulletins/{bulletin['id']}/{what}", json={}, headers=await self._seen(bulletin)
        )

    async def does(self, bulletin: dict[str, Any], what: str) -> dict[str, Any]:
        moved: dict[str, Any] = answer(await self.tries(bulletin, what))
        return moved

    async def tries_to_revise(self, bulletin: dict[str, Any], **more: Any) -> httpx.Response:
        return await self.browser.put(
            f"/api/bulletins/{bulletin['id']}",
            json={"content": {**bulletin["content"], **more}},
            headers=await self._seen(bulletin),
        )

    async def revises(self, bulletin: dict[str, Any], **more: Any) -> dict[str, Any]:
        revised: dict[str, Any] = answer(await self.tries_to_revise(bulletin, **more))
        return revised

    async def _seen(self, bulletin: dict[str, Any]) -> dict[str, str]:
        if "sori_csrf" not in self.browser.cookies:
            await self.browser.get("/api/demo")
        return {"if-match": f'"{bulletin["change"]}"', "x-csrf-token": self.browser.cookies["sori_csrf"]}


async def reads(browser: Browser) -> list[str]:
    """The titles of what holds for somebody, in its order."""
    return [one["title"] for one in await browser.read("/api/bulletins/now")]


async def acknowledges(browser: Browser, title: str) -> httpx.Response:
    """Somebody acknowledges what they read."""
    [found] = [one for one in await browser.read("/api/bulletins/now") if one["title"] == title]
    return await browser.post(f"/api/bulletins/{found['id']}/acknowledge", json={"version": found["version"]})
