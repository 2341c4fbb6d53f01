"""One centre for all tests of the API: its answers are looked at, not what it has become."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from litestar import Litestar
from served import Served

from factories import Browser, Leader, answer, make_small_centre, message
from running import People, served, settings_for
from sori.knowledge.search import Index
from sori.knowledge.search_process import SearchProcess
from sori.platform import embedded
from sori.platform.database import Database
from sori.platform.embedded import StateFolder
from sori.server import create_app

_KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
"""A public key for Ed25519: the one of RFC 8037."""


@pytest.fixture(scope="module")
def served_centre(postgres: StateFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with contacts waiting, talked in and closed, served from a thread of its own."""
    with psycopg.connect(embedded.url(postgres), autocommit=True) as connection:
        connection.execute("drop database if exists served with (force)")
        connection.execute("create database served template empty")
    url = embedded.url(postgres, "served")
    up, over = threading.Event(), threading.Event()
    found: list[Served] = []

    async def serve(socket: Path) -> None:
        await _make(url)
        app = create_app(replace(settings_for(url), search_socket=socket))
        async with served(app) as base:
            # Without words taken apart, which would load half a gigabyte.
            search = asyncio.create_task(
                SearchProcess(app.state.database, Index, app.state.now).run(socket, lambda: None)
            )
            found.append(await _at_work(app, base, url))
            up.set()
            await asyncio.to_thread(over.wait)
            search.cancel()
            await asyncio.wait({search})

    folder = tmp_path_factory.mktemp("s")
    thread = threading.Thread(target=lambda: asyncio.run(serve(folder / "socket")))
    thread.start()
    while not up.wait(0.1):
        assert thread.is_alive(), "the centre was not served"
    yield found[0]
    over.set()
    thread.join()


async def _make(url: str) -> None:
    database = Database(url, connections=1)
    await database.open()
    async with database.transaction() as transaction:
        await make_small_centre(transaction)
    await database.close()


async def _at_work(app: Litestar, base: str, url: str) -> Served:
    people = People(app.state.database, app.state.now, httpx.AsyncHTTPTransport, base, [])
    leader = Leader(people.database, people.clock)
    citizen, counsellor = people.citizen(), await people.counsellor()
    team_leader, administrator = await people.staff("team_leader"), await people.staff("administrator")
    closed = (await citizen.opens())["contact_id"]
    await leader.steps()
    await counsellor.takes(closed)
    await counsellor.ends(closed)
    await counsellor.wraps_up(closed, note="010-1234-5678")
    talking = (await citizen.opens())["contact_id"]
    await leader.steps()
    await counsellor.takes(talking)
    said = await citizen.says("010-1234-5678, 안녕하세요")
    whisper = message("친절하게")
    await team_leader.do(f"/api/contacts/{talking}/whispers", body=whisper["body"], client_key=whisper["client_key"])
    note = await team_leader.do("/api/floor/notes", body="오늘은 수도", until="2100-01-01T00:00:00Z")
    hook = await administrator.do("/api/webhooks", address="http://127.0.0.1:9/", kinds=["contact.queued"])
    await administrator.do(f"/api/webhooks/{hook['webhook']['id']}/test")
    phrase = {"title": {"ko": "가", "en": "a"}, "body": {"ko": "나", "en": "b"}}
    edit = {"kind": "phrases", "code": "x", "before": None, "after": phrase}
    change = await administrator.do("/api/setup/changes", edits=[edit])
    await people.citizen().opens()
    bot_key = str(uuid4())
    await citizen.browser.do("/api/chat/bot/conversations", key=bot_key, language="ko")
    words = {"client_key": str(uuid4()), "body": "여권은 어디서 만드나요"}
    answer(await citizen.browser.post(f"/api/chat/bot/conversations/{bot_key}/words", json=words))
    article = await _published(await people.staff("knowledge_editor"), await people.staff("editor2"))
    wrong = {"kind": "wrong", "body": "이제 아닙니다"}
    comment = await counsellor.browser.do(f"/api/knowledge/articles/{article['id']}/comments", **wrong)
    post = {
        "office": "시청",
        "title": "당직실",
        "department": "waste",
        "numbers": [{"number": "120"}],
        "hours": "24시간",
    }
    post = await (await people.staff("knowledge_editor")).do("/api/directory/posts", content=post)
    bulletin = {"title": "단수", "body": "내일", "valid_to": (app.state.now() + timedelta(days=30)).isoformat()}
    editor = await people.staff("knowledge_editor")
    bulletin = await editor.do("/api/bulletins", content=bulletin)
    partner = {"name": "나루시", "address": "http://127.0.0.1:9/", "public_key": _KEY, "is_on": False}
    partner = await administrator.do("/api/bulletins/exchange/partners", **partner)
    device = str(citizen.browser.cookies["sori_device"])
    await people.close()
    return Served(
        app,
        base,
        url,
        device,
        {
            "contact_id": talking,
            "key": bot_key,
            "conversation_id": 1,
            "phrasing_id": 1,
            "message_id": said["id"],
            "note_id": note["id"],
            "webhook_id": hook["webhook"]["id"],
            "delivery_id": 1,
            "change_id": change["id"],
            "staff_id": counsellor.id,
            "login": "bora",
            "article_id": article["id"],
            "code": article["code"],
            "number": article["version"],
            "file_id": article["files"][0]["id"],
            "comment_id": comment["id"],
            "department_id": 1,
            "post_id": post["id"],
            "bulletin_id": bulletin["id"],
            "partner_id": partner["id"],
            "reason": "never_used",
        },
    )


async def _published(writer: Browser, approver: Browser) -> dict[str, Any]:
    """An article with a file, published for everybody."""
    for editor in (writer, approver):
        await editor.get("/api/demo")  # gives the token
    csrf = {"x-csrf-token": writer.cookies["sori_csrf"]}
    form = {"file": ("form.txt", "신청서".encode())}
    file = answer(await writer.post("/api/knowledge/files", files=form, headers=csrf))
    content = {"question": "대형폐기물은?", "short": "신고합니다.", "department": "waste", "audience": "public"}
    article = await writer.do("/api/knowledge/articles", content={**content, "files": [file["id"]]}, code="waste")
    for editor, step in ((writer, "submit"), (approver, "publish")):
        moved = await editor.post(
            f"/api/knowledge/articles/{article['id']}/{step}",
            json={},
            headers={"if-match": f'"{article["change"]}"', "x-csrf-token": editor.cookies["sori_csrf"]},
        )
        article = answer(moved)
    return dict(article)
