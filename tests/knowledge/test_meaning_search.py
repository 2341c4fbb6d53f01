"""Looking for articles by what they mean: an embedding model beside the words, and nothing missing without it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from articles import Editor
from hypothesis import given
from hypothesis import strategies as st
from searching import Searching

from asking import toml
from embeddings import Embeddings, body, embedding, vector
from factories import Clock, rows, until
from running import People
from sori.knowledge.meanings import FULL_DEVIATIONS, nearness
from sori.knowledge.service import importing, search
from sori.operations.doctor import embedding as doctor
from sori.operations.doctor.model import Level
from sori.people import service as people_service
from sori.platform.model_endpoint import RESTS
from sori.platform.settings import EmbeddingEndpoint
from sori.platform.translation import Language

STAFF, PUBLIC = "/api/knowledge/search", "/api/public/knowledge/search"
KEY = "sk-secret"
ABOUT = {"bulky": "대형폐기물 배출", "dogs": "반려견 등록", "bill": "수도요금 납부"}
_NAMES = """
도로 공원 버스 세금 여권 도서관 체육관 보건소 주차 전세 결혼 출생 이민 창업 농지 어린이집 학교 병원 시장 다리
터널 강변 산불 지진 태풍 폭설 노인 청년 장애 이혼 채무 취업 건강 심리 법률 세무
"""
OTHERS = {f"other{at}": f"{name} 안내" for at, name in enumerate(_NAMES.split())}


@dataclass
class Meant:
    """People before a search by meaning."""

    people: People
    searching: Searching
    model: Embeddings
    database_url: str

    async def finds(self, q: str, path: str = STAFF) -> list[str]:
        browser = await self.people.staff("anna") if path == STAFF else self.people.browser()
        return [one["code"] for one in (await browser.read(path, q=q))["findings"]]

    async def are_read(self, model: str = "small", count: int = len(ABOUT | OTHERS)) -> None:
        """Returns once so many articles have a vector of their version."""

        async def all_of_them() -> bool:
            read = """select count(*)::int from article_meaning join article on id = article_id
                      where published = article_meaning.version and model = %s"""
            if await rows(self.database_url, "select to_regclass('article_meaning')") == [(None,)]:
                return False  # not made yet
            return [row[0] for row in await rows(self.database_url, read, (model,))] == [count]

        await until(all_of_them, 90)

    async def revises(self, code: str, **content: Any) -> None:
        writer, approver = await Editor.of(self.people), await Editor.of(self.people, "editor2")
        ((article_id,),) = await rows(self.database_url, "select id from article where code = %s", (code,))
        revised = await writer.revises((await writer.sees(article_id))["article"], **content)
        await approver.does(await writer.does(revised, "submit"), "publish")

    async def starts_anew(self, **changes: Any) -> None:
        await self.searching.stops()
        assert self.searching.embedding
        self.searching.embedding = replace(self.searching.embedding, **changes)
        await self.searching.starts()


@pytest.fixture
async def meant(searchers: People, searching: Searching, database_url: str, clock: Clock) -> AsyncIterator[Meant]:
    knowledge = {code: (question, list[str]()) for code, question in (ABOUT | OTHERS).items()}
    async with searchers.database.transaction() as transaction:
        actor = await people_service.actor_named(transaction, "administrator")
        await importing.bring_in(transaction, actor, "a.toml", toml(knowledge), Language.EN, clock(), publish=True)
    async with embedding(Embeddings()) as model:
        await searching.stops()
        searching.embedding = EmbeddingEndpoint(model.url, "small", KEY, asked_s=10)
        await searching.starts()
        yield Meant(searchers, searching, model, database_url)
        await searching.stops()
    # Made by the search process and no migration: nobody else puts it back.
    await rows(database_url, "drop table if exists article_meaning")


async def test_what_shares_no_word_is_found_by_its_meaning_and_staff_alone_find_what_is_theirs(meant: Meant) -> None:
    await meant.are_read()
    assert await meant.finds("매트리스 내놓기") == ["bulky"]
    assert await meant.finds("멍멍이", PUBLIC) == ["dogs"]
    assert (await meant.finds("도로"))[0] == "other0"
    assert await meant.finds("멍멍이 도로") == ["dogs", "other0"]
    assert meant.model.keys == {f"Bearer {KEY}"}
    await meant.revises("dogs", audience="counsellors")

    async def hidden() -> bool:
        return await meant.finds("멍멍이", PUBLIC) == []

    await until(hidden)
    await meant.are_read()
    assert await meant.finds("멍멍이") == ["dogs"]


async def test_a_new_version_and_another_model_are_read_anew(meant: Meant) -> None:
    await meant.are_read()
    await meant.revises("other0", question="가구 옮기기")
    await meant.are_read()

    async def both() -> bool:
        return sorted(await meant.finds("매트리스")) == ["bulky", "other0"]

    await until(both)
    await meant.starts_anew(model="large")
    await meant.are_read("large")
    assert sorted(await meant.finds("매트리스")) == ["bulky", "other0"]


async def test_who_asks_is_not_told_to_the_model(meant: Meant) -> None:
    await meant.are_read()
    await meant.finds("매트리스 제 번호는 010-1234-5678 900101-1234567 a@b.example")
    for personal in ("1234", "5678", "900101", "a@b"):
        assert personal not in meant.model.asked
    assert "매트리스" in meant.model.asked


@pytest.mark.parametrize(
    "answered",
    [
        {"status": 500},
        {"body": b"not json"},
        {"body": b'{"data": []}'},
        {"body": body([[0.0] * 64])},
        {"body": body([[]])},
        {"body": body([[1.0] * 5000])},
        {"body": body([[1.0], [1.0]])},
        {"body": body([[1.0] * 3])},
        {"body": body([["1.0"]])},
        {"body": body([vector("매트리스")]).replace(b"0.", b"1e999", 1)},
    ],
)
async def test_a_model_that_fails_leaves_the_words(meant: Meant, answered: dict[str, Any], clock: Clock) -> None:
    await meant.are_read()
    for name, value in answered.items():
        setattr(meant.model, name, value)
    asked = len(meant.model.received)
    for _ in range(5):
        assert (await meant.finds("수도요금"))[0] == "bill"
        assert await meant.finds("매트리스 내놓기") == []
    answers = "body" in answered and answered["body"] == body([[1.0] * 3])  # it answers, of another model in truth
    assert len(meant.model.received) - asked == (10 if answers else 3)
    for name in answered:
        setattr(meant.model, name, getattr(Embeddings(), name))
    clock.passes(RESTS.total_seconds())
    assert await meant.finds("매트리스 내놓기") == ["bulky"]


async def test_an_article_that_the_model_refuses_leaves_the_others(meant: Meant) -> None:
    await meant.are_read()
    meant.model.refuses = "버스"
    await meant.starts_anew(model="picky")
    await meant.are_read("picky", len(ABOUT | OTHERS) - 1)
    assert (await meant.finds("버스"))[0] == "other2"
    async with meant.people.database.reading() as transaction:
        assert await search.by_meaning(transaction, "picky") == (True, 1)
        told = await doctor.vectors(transaction, EmbeddingEndpoint(meant.model.url, "picky"))
    assert (told.level, "1 articles" in told.what) == (Level.ODD, True)


async def test_a_model_that_comes_round_while_it_is_asked_whether_it_takes_others_loses_no_article(
    meant: Meant,
) -> None:
    await meant.are_read()
    meant.model.refuses, meant.model.comes_round = "버스", True
    await meant.starts_anew(model="comes round")
    await meant.are_read("comes round")


async def test_a_model_that_fails_for_a_while_reads_what_it_missed_afterwards(meant: Meant) -> None:
    await meant.are_read()
    for status in (500, 404, 400):  # of those only the last may be the text's fault, but never all texts'
        meant.model.status = status
        asked = len(meant.model.received)
        await meant.starts_anew(model=f"after {status}")
        await until(lambda asked=asked: len(meant.model.received) > asked + 2)
        meant.model.status = 200
        await meant.are_read(f"after {status}")


async def test_the_doctor_asks_the_model(meant: Meant) -> None:
    told = await doctor.answers(EmbeddingEndpoint(meant.model.url, "small", asked_s=10))
    assert (told.level, told.what) == (Level.GOOD, "small answers, with 64 dimensions")
    meant.model.status = 401
    told = await doctor.answers(EmbeddingEndpoint(meant.model.url, "small", asked_s=10))
    assert told.level is Level.WRONG
    assert "embedding-key" in told.do
    assert KEY not in str(told)
    meant.model.status = 200
    await meant.are_read()
    async with meant.people.database.transaction() as transaction:
        told = await doctor.vectors(transaction, EmbeddingEndpoint(meant.model.url, "small"))
        assert told.level is Level.GOOD


@given(st.floats(-10, 20), st.floats(0, 5))
def test_nearness_goes_from_nothing_to_one_and_never_back(deviations: float, more: float) -> None:
    assert 0 <= nearness(deviations) <= nearness(deviations + more) <= nearness(FULL_DEVIATIONS) == 1
