"""The directory: posts kept with every change, found while one types, answered by whoever is there."""

from typing import Any

import psycopg
import pytest
from posts import Keeper, content

from factories import Clock, answer, problem, rows
from running import People

HOURS = 3_600


async def test_a_post_is_kept_and_read_by_everybody_on_the_staff(people: People) -> None:
    editor = await Keeper.of(people)
    made = await editor.adds(district="gaon", emergency=True)

    anna = await Keeper.of(people, "anna")
    shown = await anna.sees(made["id"])
    assert shown["content"] | content(district="gaon", emergency=True) == shown["content"]
    assert (shown["entry"]["department"]["ko"], shown["entry"]["district"]["ko"]) == ("parking", "gaon")
    assert (shown["may_change"], shown["may_remove"]) == (False, False)
    assert problem(await people.browser().get("/api/directory/search"))[0] == 401


async def test_every_change_is_kept_with_before_and_after(people: People, database_url: str) -> None:
    editor = await Keeper.of(people)
    post = await editor.adds()
    post = await editor.changes(post, "번호가 바뀜", numbers=[{"number": "02-000-2099", "label": "직통"}])
    post = await editor.removes(post)
    await editor.changes(post, title="주차단속과장")

    history = await editor.history(post["id"])
    assert [one["kind"] for one in history] == ["brought_back", "removed", "changed", "added"]
    [changed] = history[2]["fields"]
    assert changed == {"field": "numbers", "before": "02-000-2011", "after": "직통 02-000-2099"}
    assert (history[2]["note"], history[2]["by"]) == ("번호가 바뀜", "knowledge_editor")
    assert {one["field"]: (one["before"], one["after"]) for one in history[3]["fields"]}["title"] == (
        "",
        "주차단속팀장",
    )
    everything = (await editor.browser.read("/api/directory/changes"))["items"]
    assert [one["number"] for one in everything] == [one["number"] for one in history]
    with pytest.raises(psycopg.errors.RestrictViolation):
        await rows(database_url, "update post_change set note = ''")


async def test_nobody_overwrites_what_they_have_not_seen(people: People) -> None:
    editor, other = await Keeper.of(people), await Keeper.of(people, "editor2")
    post = await editor.adds()
    await other.changes(post, hours="매일 09:00-18:00")

    assert problem(await editor.tries_to_change(post, hours="24시간")) == (412, "changed_meanwhile")
    without = await editor.browser.put(f"/api/directory/posts/{post['id']}", json={"content": post["content"]})
    assert problem(without) == (428, "version_missing")
    same = await editor.sees(post["id"])
    assert (await editor.changes(same))["change"] == same["change"], "what changes nothing is no change"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"office": " "}, "office"),
        ({"numbers": []}, "numbers"),
        ({"numbers": [{"number": "전화번호"}]}, "numbers"),
        ({"numbers": [{"number": "010-1234-5678"}]}, "numbers"),
        ({"duties": ["담당 김소리 +82 10 1234 5678"]}, "duties"),
        ({"duties": ["900101-1234567"]}, "duties"),
        ({"hours": "아무 때나"}, "hours"),
        ({"substitutes": ["주차단속팀장"]}, "substitutes"),
        ({"away_from": "2026-03-04"}, "away_to"),
        ({"away_from": "2026-03-04", "away_to": "2026-03-03"}, "away_to"),
        ({"title": "가" * 101}, "title"),
    ],
)
async def test_what_is_wrong_or_private_is_refused(people: People, wrong: dict[str, Any], field: str) -> None:
    refused = await (await Keeper.of(people)).tries_to_add(**wrong)

    assert problem(refused)[0] == 422
    assert refused.json()["field"] == field


async def test_an_office_has_one_post_of_a_title_until_it_is_removed(people: People) -> None:
    editor = await Keeper.of(people)
    post = await editor.adds()
    assert problem(await editor.tries_to_add()) == (409, "post_taken")

    removed = await editor.removes(post)
    await editor.adds()
    assert problem(await editor.tries_to_change(removed)) == (409, "post_taken")
    assert (await editor.browser.read("/api/directory/posts", removed="true"))["total"] == 1


async def test_officers_change_posts_of_their_departments_only(people: People) -> None:
    editor, officer = await Keeper.of(people), await Keeper.of(people, "officer")
    own, others = await editor.adds(), await editor.adds("하수팀장", department="sewage")
    [department] = [one for one in await editor.browser.read("/api/knowledge/departments") if one["code"] == "parking"]
    kept = {"name": department["name"], "officers": ["officer"]}
    assert (await editor.browser.put(f"/api/knowledge/departments/{department['id']}", json=kept)).is_success

    assert (await officer.sees(own["id"]))["may_change"]
    own = await officer.changes(own, hours="평일 10:00-17:00")
    assert problem(await officer.tries_to_change(others, hours="24시간")) == (403, "article_of_another")
    assert problem(await officer.tries_to_change(own, department="sewage")) == (403, "article_of_another")
    assert (await officer.sees(own["id"]))["content"]["department"] == "parking"


@pytest.mark.parametrize(
    "typed", ["주차", "ㅈㅊㄷㅅ", "주ㅊ", "wnck", "단속팀", "2011", "02-000-20", "불법주정차", "시청 주차", "PARKING"]
)
async def test_a_post_is_found_while_one_types(people: People, typed: str) -> None:
    editor = await Keeper.of(people)
    await editor.adds()
    await editor.adds("버스노선팀장", department="bus", numbers=[{"number": "02-111-3333"}], duties=["심야버스"])

    assert await editor.finds(typed) == ["주차단속팀장"]


async def test_titles_come_before_duties_and_a_change_is_found_at_once(people: People) -> None:
    editor = await Keeper.of(people)
    await editor.adds("총무팀장", duties=["하천 점용 허가"])
    river = await editor.adds("하천관리팀장", duties=[], district="gaon")
    assert await editor.finds("하천") == ["하천관리팀장", "총무팀장"]
    assert await editor.finds("하천", district="gaon") == ["하천관리팀장"]
    assert await editor.finds("하천", department="nowhere") == []
    assert await editor.finds("") == ["총무팀장", "하천관리팀장"], "the city's own before the districts'"

    await editor.changes(river, title="치수팀장")
    assert await editor.finds("하천") == ["총무팀장"]
    assert await editor.finds("ㅊㅅㅌㅈ") == ["치수팀장"]


async def answering(keeper: Keeper, post: dict[str, Any]) -> tuple[str, str]:
    told = (await keeper.sees(post["id"]))["entry"]["answering"]
    return told["presence"], told["name"]


async def test_who_is_not_there_is_answered_for_by_a_substitute(people: People, clock: Clock) -> None:
    editor = await Keeper.of(people)
    night = await editor.adds("당직실", hours="매일 18:00-09:00")
    deputy = await editor.adds("주무관", substitutes=["당직실"])
    head = await editor.adds(substitutes=["주무관"])
    assert await answering(editor, head) == ("there", "")

    clock.passes(9 * HOURS)  # 19:00
    assert await answering(editor, head) == ("substitute", "당직실")
    told = (await editor.sees(head["id"]))["entry"]["answering"]
    assert (told["post_id"], told["there_at"]) == (night["id"], "2026-03-05T09:00:00+09:00")

    clock.passes(15 * HOURS)  # Thursday, 10:00
    editor = await Keeper.of(people)
    away = {"away_from": "2026-03-05", "away_to": "2026-03-06"}
    head = await editor.changes(head, **away)
    assert await answering(editor, head) == ("substitute", "주무관")
    assert (await editor.sees(head["id"]))["entry"]["answering"]["there_at"] == "2026-03-09T09:00:00+09:00"
    await editor.changes(deputy, **away)
    assert await answering(editor, head) == ("nobody", "")


async def test_a_substitute_without_an_entry_is_named(people: People, clock: Clock) -> None:
    editor = await Keeper.of(people)
    post = await editor.adds(substitutes=["팀원"], away_from="2026-03-04", away_to="2026-03-04")
    assert await answering(editor, post) == ("named", "팀원")

    clock.passes(9 * HOURS)
    assert await answering(editor, post) == ("nobody", "")


async def test_public_holidays_are_known(people: People, clock: Clock, database_url: str) -> None:
    await rows(database_url, "update centre set holiday_country = 'KR', version = version + 1")
    editor = await Keeper.of(people)
    office, line = await editor.adds(), await editor.adds("상황실", hours="24시간")

    clock.passes(7 * 24 * HOURS)  # Wednesday 11 March
    assert await answering(await Keeper.of(people), office) == ("there", "")
    clock.passes(55 * 24 * HOURS)  # Tuesday 5 May, Children's Day
    editor = await Keeper.of(people)
    assert await answering(editor, office) == ("nobody", "")
    assert await answering(editor, line) == ("there", "")


async def test_those_who_name_a_post_follow_its_new_name(people: People) -> None:
    editor = await Keeper.of(people)
    deputy = await editor.adds("주무관")
    head = await editor.adds(substitutes=["주무관", "팀원"])
    far = await editor.adds("동장", office="가온동", substitutes=["소리시청 주무관"])

    await editor.changes(deputy, title="선임주무관")

    assert (await editor.sees(head["id"]))["content"]["substitutes"] == ["선임주무관", "팀원"]
    assert (await editor.sees(far["id"]))["content"]["substitutes"] == ["소리시청 선임주무관"]
    assert [one["kind"] for one in await editor.history(far["id"])] == ["changed", "added"]


async def test_the_emergency_list_has_its_posts_in_order(people: People) -> None:
    editor = await Keeper.of(people)
    await editor.adds("구청 당직실", office="가온구청", district="gaon", emergency=True, hours="24시간")
    await editor.adds("재난안전상황실", emergency=True, hours="24시간")
    await editor.adds()

    listed = await editor.browser.read("/api/directory/emergency")
    assert [one["content"]["title"] for one in listed["posts"]] == ["재난안전상황실", "구청 당직실"]
    assert listed["changed_at"] == "2026-03-04T01:00:00Z"


async def test_lists_come_in_pages_with_the_last_changed_first(people: People) -> None:
    editor = await Keeper.of(people)
    made = [await editor.adds(f"팀장 {number}") for number in range(51)]
    await editor.changes(made[0], hours="24시간")

    first = await editor.browser.read("/api/directory/posts")
    rest = await editor.browser.read("/api/directory/posts", before=first["next_before"])
    titles = [one["title"] for one in first["items"] + rest["items"]]
    assert titles == ["팀장 0", *(f"팀장 {number}" for number in range(50, 0, -1))]
    assert (first["total"], rest["next_before"]) == (51, None)
    changes = await editor.browser.read("/api/directory/changes")
    assert len(changes["items"]) == 50
    assert len((await editor.browser.read("/api/directory/changes", before=changes["next_before"]))["items"]) == 2


async def test_unknown_posts_are_told(people: People) -> None:
    editor = await Keeper.of(people)
    assert problem(await editor.browser.get("/api/directory/posts/999")) == (404, "no_post")
    assert problem(await editor.browser.get("/api/directory/posts/999/changes")) == (404, "no_post")
    assert answer(await editor.browser.get("/api/directory/emergency"))["changed_at"] is None
