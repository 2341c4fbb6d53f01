"""An article's life: written, looked at by somebody else, published now or later, revised, retired."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from articles import Editor, content, published
from litestar import Litestar

from factories import Clock, answer, problem
from running import People
from sori.knowledge.model import ARTICLE_MOVES, State
from sori.knowledge.service import articles
from sori.platform.database import Database


async def test_an_article_is_read_by_everybody_once_another_editor_has_published_it(people: People) -> None:
    citizen = people.browser()
    writer, approver = await Editor.of(people), await Editor.of(people, "editor2")

    article = await writer.writes("pothole")
    assert (await citizen.get("/api/public/knowledge/articles/pothole")).status_code == 404

    handed_over = await writer.does(article, "submit")
    await approver.does(handed_over, "publish")

    read = await citizen.read("/api/public/knowledge/articles/pothole")
    assert read["question"] == "How is a pothole reported?"
    assert read["version"] == 1
    assert read["review_due"] == "2026-08-31"  # 180 days after 4 March


async def test_nobody_approves_what_they_wrote_themselves_not_even_a_part_of_it(people: People) -> None:
    writer, second = await Editor.of(people), await Editor.of(people, "editor2")
    article = await writer.writes()
    article = await second.revises(article, fees="none")
    article = await second.does(article, "submit")

    assert problem(await writer.tries(article, "publish")) == (403, "article_four_eyes")
    assert problem(await second.tries(article, "publish")) == (403, "article_four_eyes")
    assert "publish" not in (await writer.sees(article["id"]))["moves"]


async def test_a_counsellors_article_is_hidden_from_citizens(people: People) -> None:
    await published(people, audience="counsellors")

    assert (await people.browser().get("/api/public/knowledge/articles/pothole")).status_code == 404
    assert (await (await people.staff("anna")).read("/api/knowledge/reading/pothole"))["audience"] == "counsellors"
    assert problem(await (await people.staff("officer")).get("/api/knowledge/reading/pothole")) == (404, "no_article")


async def test_citizens_see_an_article_only_on_the_days_on_which_it_holds(people: People, clock: Clock) -> None:
    await published(people, valid_from="2026-03-05", valid_to="2026-03-06")
    citizen = people.browser()

    assert (await citizen.get("/api/public/knowledge/articles/pothole")).status_code == 404
    clock.passes(24 * 3600)
    assert (await citizen.get("/api/public/knowledge/articles/pothole")).status_code == 200
    clock.passes(2 * 24 * 3600)
    assert (await citizen.get("/api/public/knowledge/articles/pothole")).status_code == 404


async def test_what_is_published_stays_the_answer_while_it_is_revised(people: People) -> None:
    article = await published(people)
    editor, approver = await Editor.of(people), await Editor.of(people, "editor2")
    citizen = people.browser()

    revised = await editor.revises(article, short="Call us.")
    assert (revised["state"], revised["version"], revised["published"]) == ("draft", 2, 1)
    assert (await citizen.read("/api/public/knowledge/articles/pothole"))["short"].startswith("Tell us")

    await approver.does(await editor.does(revised, "submit"), "publish")
    assert (await citizen.read("/api/public/knowledge/articles/pothole"))["short"] == "Call us."


async def test_who_has_not_seen_the_last_change_is_told_who_made_it(people: People) -> None:
    editor, second = await Editor.of(people), await Editor.of(people, "editor2")
    article = await editor.writes()
    await second.revises(article, fees="none")

    refused = await editor.tries_to_revise(article, fees="1,000 won")

    assert problem(refused) == (412, "article_changed")
    assert "editor2" in refused.json()["detail"]
    assert "10:00" in refused.json()["detail"]
    assert (await editor.sees(article["id"]))["article"]["content"]["fees"] == "none"


async def test_a_long_list_comes_in_pages_the_last_changed_first(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles, "_PAGE", 2)
    editor = await Editor.of(people)
    first, *_ = [await editor.writes(code) for code in ("a", "b", "c", "d", "e")]
    await editor.does(first, "submit")
    seen, before = [], {}
    while True:
        page = await editor.browser.read("/api/knowledge/articles", **before)
        assert page["total"] == 5
        seen.append([one["code"] for one in page["items"]])
        if page["next_before"] is None:
            break
        before = {"before": page["next_before"]}
    assert seen == [["a", "e"], ["d", "c"], ["b"]]


async def test_a_change_must_say_what_it_has_seen(people: People) -> None:
    editor = await Editor.of(people)
    article = await editor.writes()

    refused = await editor.browser.put(f"/api/knowledge/articles/{article['id']}", json={"content": content()})

    assert problem(refused) == (428, "version_missing")


async def test_of_two_who_publish_at_once_one_is_refused(people: People) -> None:
    writer, approver = await Editor.of(people), await Editor.of(people, "editor2")
    article = await writer.does(await writer.writes(), "submit")

    both = await asyncio.gather(*(approver.tries(article, "publish") for _ in range(2)))

    assert sorted(response.status_code for response in both) == [200, 412]


async def test_an_article_is_published_at_its_moment(people: People, app: Litestar, clock: Clock) -> None:
    writer, approver = await Editor.of(people), await Editor.of(people, "editor2")
    article = await writer.does(await writer.writes("later"), "submit")
    at = clock.moment + timedelta(hours=2)
    scheduled = await approver.does(article, "publish", at=at.isoformat())
    assert (scheduled["state"], scheduled["published"]) == ("scheduled", None)
    citizen = people.browser()

    async def worker_looks() -> int:
        database: Database = app.state.database
        async with database.transaction() as transaction:
            await articles.publish_due(transaction, clock())
        return (await citizen.get("/api/public/knowledge/articles/later")).status_code

    assert await worker_looks() == 404
    clock.passes(2 * 3600)
    assert await worker_looks() == 200
    shown = (await writer.sees(article["id"]))["article"]
    assert (shown["state"], shown["changed_by"]) == ("published", "editor2")


async def test_a_moment_that_is_over_is_refused(people: People, clock: Clock) -> None:
    writer, approver = await Editor.of(people), await Editor.of(people, "editor2")
    article = await writer.does(await writer.writes(), "submit")

    refused = await approver.tries(article, "publish", at=(clock.moment - timedelta(minutes=1)).isoformat())

    assert problem(refused) == (422, "article_moment")


async def test_a_retired_article_is_read_by_nobody_and_can_come_back(people: People) -> None:
    article = await published(people)
    editor, approver = await Editor.of(people), await Editor.of(people, "editor2")

    retired = await editor.does(article, "retire")
    assert (await people.browser().get("/api/public/knowledge/articles/pothole")).status_code == 404

    again = await editor.revises(retired, fees="none")
    await approver.does(await editor.does(again, "submit"), "publish")
    assert (await people.browser().read("/api/public/knowledge/articles/pothole"))["fees"] == "none"


async def test_every_version_stays_and_their_differences_can_be_read(people: People) -> None:
    editor = await Editor.of(people)
    article = await editor.writes(short="It takes three days.")
    await editor.revises(article, short="It takes five days.", department="parks")
    path = f"/api/knowledge/articles/{article['id']}/versions"

    assert [version["number"] for version in await editor.browser.read(path)] == [2, 1]
    shown = await editor.browser.read(f"{path}/2")

    different = {one["field"]: one["pieces"] for one in shown["differences"]}
    assert set(different) == {"short", "department"}
    assert [(piece["kind"], piece["text"]) for piece in different["short"]] == [
        ("same", "It takes "),
        ("removed", "three"),
        ("added", "five"),
        ("same", " days."),
    ]


async def test_saving_the_same_again_makes_no_version(people: People) -> None:
    editor = await Editor.of(people)
    article = await editor.writes()

    assert (await editor.revises(article))["version"] == 1


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"short": " "}, "short"),
        ({"question": "x" * 301}, "question"),
        ({"topics": ["nowhere"]}, "topics"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "links"),
        ({"valid_from": "2026-03-05", "valid_to": "2026-03-01"}, "valid_to"),
        ({"review_days": 0}, "review_days"),
        ({"files": [999_999]}, "files"),
    ],
)
async def test_what_is_wrong_with_an_article_is_told_with_its_field(people: People, wrong: dict, place: str) -> None:
    editor = await Editor.of(people)

    refused = await editor.browser.post("/api/knowledge/articles", json={"content": content(**wrong)})

    assert problem(refused) == (422, "article_faulty")
    assert place in [error["place"] for error in refused.json()["errors"]]


async def test_an_officer_corrects_the_articles_of_their_own_department_for_an_editor_to_look_at(
    people: People,
) -> None:
    editor, officer = await Editor.of(people), await Editor.of(people, "officer")
    own, other = await published(people, "pothole"), await published(people, "park", department="parks")
    departments = {one["code"]: one for one in await editor.browser.read("/api/knowledge/departments")}
    answer(
        await editor.browser.put(
            f"/api/knowledge/departments/{departments['roads']['id']}",
            json={"name": {"ko": "도로과", "en": "Roads"}, "officers": ["officer"]},
        )
    )

    listed = await officer.browser.read("/api/knowledge/articles")
    assert [article["code"] for article in listed["items"]] == ["pothole"]
    assert problem(await officer.browser.get(f"/api/knowledge/articles/{other['id']}")) == (403, "article_of_another")

    corrected = await officer.revises(own, short="Within two days.")
    proposal = await officer.does(corrected, "submit")
    assert problem(await officer.tries(proposal, "publish")) == (403, "not_allowed")
    assert (await editor.does(proposal, "publish"))["published"] == 2

    fresh = (await officer.sees(own["id"]))["article"]
    assert problem(await officer.tries_to_revise(fresh, department="parks")) == (403, "article_of_another")


@pytest.mark.parametrize("login", ["anna", "manager", "administrator", "quality_analyst"])
async def test_those_who_only_read_change_nothing(people: People, login: str) -> None:
    browser = await people.staff(login)

    assert problem(await browser.post("/api/knowledge/articles", json={"content": content()})) == (403, "not_allowed")


async def test_a_report_that_something_is_wrong_stays_open_until_it_is_answered(people: People) -> None:
    article = await published(people)
    anna, editor = await people.staff("anna"), await Editor.of(people)
    path = f"/api/knowledge/articles/{article['id']}/comments"

    await anna.do(path, kind="wrong", body="It takes five days now.")
    assert (await anna.read("/api/knowledge/reading/pothole"))["wrong"] == 1
    assert (await people.browser().read("/api/public/knowledge/articles/pothole"))["wrong"] == 0
    [opened] = await editor.browser.read("/api/knowledge/comments")
    assert opened["code"] == "pothole"

    settled = f"/api/knowledge/comments/{opened['comment']['id']}/settle"
    await editor.browser.do(settled, answer="Thank you, it is put right.")
    assert problem(await editor.browser.post(settled, json={"answer": "again"})) == (409, "comment_settled")
    assert await editor.browser.read("/api/knowledge/comments") == []
    assert (await anna.read(path))[0]["answer"] == "Thank you, it is put right."


async def test_feedback_counts_once_however_often_it_is_sent(people: People) -> None:
    article = await published(people)
    citizen, editor = people.browser(), await Editor.of(people)
    path = f"/api/public/knowledge/articles/{article['id']}/feedback"
    key = str(uuid4())

    for helped in (True, True, False):
        answer(await citizen.post(path, json={"key": key, "helped": helped}))
    [listed] = (await editor.browser.read("/api/knowledge/articles"))["items"]

    assert (listed["helped"], listed["not_helped"]) == (0, 1)


async def test_the_freshness_board_has_what_is_past_review_and_confirming_takes_it_off(
    people: People, clock: Clock
) -> None:
    await published(people, review_days=30)
    editor = await Editor.of(people)

    async def count(reason: str) -> int:
        return {one["reason"]: one["count"] for one in await editor.browser.read("/api/knowledge/freshness")}[reason]

    assert await count("past_review") == 0
    clock.passes(31 * 24 * 3600)
    editor = await Editor.of(people)
    assert await count("past_review") == 1
    [stale] = await editor.browser.read("/api/knowledge/freshness/past_review")
    assert stale["code"] == "pothole"

    shown = (await editor.sees(stale["id"]))["article"]
    await editor.does(shown, "confirm")
    assert await count("past_review") == 0


async def test_a_bulk_edit_is_shown_first_and_then_awaits_another_editor(people: People) -> None:
    first, second = await published(people, "one"), await published(people, "two", department="parks")
    editor, approver = await Editor.of(people), await Editor.of(people, "editor2")
    draft = await editor.writes("three")
    bulk = {"ids": [first["id"], second["id"], draft["id"]], "edit": {"department": "parks"}, "note": "moved"}

    preview = await editor.browser.do("/api/knowledge/bulk/preview", **bulk)
    assert [(one["code"], one["refused"]) for one in preview] == [("one", None), ("three", "draft")]
    assert (await editor.sees(first["id"]))["article"]["version"] == 1

    assert await editor.browser.do("/api/knowledge/bulk", **bulk) == preview
    moved = (await approver.sees(first["id"]))["article"]
    assert (moved["state"], moved["published"], moved["content"]["department"]) == ("review", 1, "parks")
    assert (await approver.does(moved, "publish"))["published"] == 2


async def test_a_bulk_edit_of_review_dates_and_retirements_acts_at_once(people: People) -> None:
    first, second = await published(people, "one"), await published(people, "two")
    editor = await Editor.of(people)

    await editor.browser.do("/api/knowledge/bulk", ids=[first["id"]], edit={"review_due": "2027-01-01"})
    await editor.browser.do("/api/knowledge/bulk", ids=[second["id"]], edit={"retire": True})

    assert (await editor.sees(first["id"]))["article"]["review_due"] == "2027-01-01"
    assert (await editor.sees(second["id"]))["article"]["state"] == "retired"


async def test_a_file_of_an_article_is_public_once_the_article_is(people: People) -> None:
    editor, approver = await Editor.of(people), await Editor.of(people, "editor2")
    file = answer(
        await editor.browser.post("/api/knowledge/files", files={"file": ("form.txt", b"Name: ____", "text/plain")})
    )
    path = f"/api/public/knowledge/files/{file['id']}"

    article = await editor.writes("form", files=[file["id"]])
    assert (await people.browser().get(path)).status_code == 404
    await approver.does(await editor.does(article, "submit"), "publish")
    assert (await people.browser().get(path)).content == b"Name: ____"


async def test_the_table_of_moves_leads_from_every_state_and_nowhere_else_than_to_one() -> None:
    assert {state for state, _ in ARTICLE_MOVES} == set(State)
    assert set(ARTICLE_MOVES.values()) <= set(State)
