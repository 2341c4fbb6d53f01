"""Posts for tests, and somebody who keeps the directory through its routes."""

from dataclasses import dataclass
from typing import Any

import httpx

from factories import Browser, answer
from running import People


def content(title: str = "주차단속팀장", **more: Any) -> dict[str, Any]:
    return {
        "office": "소리시청",
        "title": title,
        "department": "parking",
        "numbers": [{"number": "02-000-2011", "label": ""}],
        "hours": "평일 09:00-18:00",
        "duties": ["불법 주정차 단속"],
        **more,
    }


@dataclass
class Keeper:
    """Somebody who keeps the directory."""

    browser: Browser

    @classmethod
    async def of(cls, people: People, login: str = "knowledge_editor") -> "Keeper":
        return cls(await people.staff(login))

    async def tries_to_add(self, title: str = "주차단속팀장", **more: Any) -> httpx.Response:
        return await self.browser.post("/api/directory/posts", json={"content": content(title, **more)})

    async def adds(self, title: str = "주차단속팀장", **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = answer(await self.tries_to_add(title, **more))
        return made

    async def sees(self, post_id: int) -> dict[str, Any]:
        shown: dict[str, Any] = await self.browser.read(f"/api/directory/posts/{post_id}")
        return shown

    async def tries_to_change(self, post: dict[str, Any], note: str = "", **more: Any) -> httpx.Response:
        return await self.browser.put(
            f"/api/directory/posts/{post['id']}",
            json={"content": {**post["content"], **more}, "note": note},
            headers=await self._seen(post),
        )

    async def changes(self, post: dict[str, Any], note: str = "", **more: Any) -> dict[str, Any]:
        changed: dict[str, Any] = answer(await self.tries_to_change(post, note, **more))
        return changed

    async def removes(self, post: dict[str, Any]) -> dict[str, Any]:
        path = f"/api/directory/posts/{post['id']}"
        removed: dict[str, Any] = answer(await self.browser.delete(path, headers=await self._seen(post)))
        return removed

    async def finds(self, q: str, **more: Any) -> list[str]:
        found = await self.browser.read("/api/directory/search", q=q, **more)
        return [one["content"]["title"] for one in found["items"]]

    async def history(self, post_id: int) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.browser.read(f"/api/directory/posts/{post_id}/changes"))["items"]
        return items

    async def _seen(self, post: dict[str, Any]) -> dict[str, str]:
        if "sori_csrf" not in self.browser.cookies:
            await self.browser.get("/api/demo")
        return {"if-match": f'"{post["change"]}"', "x-csrf-token": self.browser.cookies["sori_csrf"]}
