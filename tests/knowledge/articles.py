"""Articles for tests, and an editor who writes, hands over and publishes them."""

from dataclasses import dataclass
from typing import Any

import httpx

from factories import Browser, answer
from running import People


def content(question: str = "How is a pothole reported?", **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "short": "Tell us where it is; the road department mends it within three days.",
        "department": "roads",
        "long": "**Where** it is matters most.",
        "steps": ["Say where it is", "Send a photo"],
        "topics": ["amount"],
        "audience": "public",
        **more,
    }


@dataclass
class Editor:
    """Somebody who works on articles, through the routes."""

    browser: Browser

    @classmethod
    async def of(cls, people: People, login: str = "knowledge_editor") -> "Editor":
        return cls(await people.staff(login))

    async def writes(self, code: str = "", **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = await self.browser.do("/api/knowledge/articles", code=code, content=content(**more))
        return made

    async def sees(self, article_id: int) -> dict[str, Any]:
        shown: dict[str, Any] = await self.browser.read(f"/api/knowledge/articles/{article_id}")
        return shown

    async def tries(self, article: dict[str, Any], what: str, **data: Any) -> httpx.Response:
        """A move of an article as it was seen."""
        return await self.browser.post(
            f"/api/knowledge/articles/{article['id']}/{what}",
            json=data,
            headers={"if-match": f'"{article["change"]}"', "x-csrf-token": await self.token()},
        )

    async def does(self, article: dict[str, Any], what: str, **data: Any) -> dict[str, Any]:
        moved: dict[str, Any] = answer(await self.tries(article, what, **data))
        return moved

    async def tries_to_revise(self, article: dict[str, Any], **more: Any) -> httpx.Response:
        return await self.browser.put(
            f"/api/knowledge/articles/{article['id']}",
            json={"content": {**article["content"], **more}, "note": "because"},
            headers={"if-match": f'"{article["change"]}"', "x-csrf-token": await self.token()},
        )

    async def revises(self, article: dict[str, Any], **more: Any) -> dict[str, Any]:
        revised: dict[str, Any] = answer(await self.tries_to_revise(article, **more))
        return revised

    async def token(self) -> str:
        if "sori_csrf" not in self.browser.cookies:
            await self.browser.get("/api/demo")
        return self.browser.cookies["sori_csrf"]


async def published(people: People, code: str = "pothole", **more: Any) -> dict[str, Any]:
    """An article that one editor wrote and another published."""
    writer, approver = await Editor.of(people), await Editor.of(people, "editor2")
    article = await writer.writes(code, **more)
    return await approver.does(await writer.does(article, "submit"), "publish")
