"""Who sees what, as the table of access says it, looked at with each role."""

import pytest
from test_guard import APP, STAFF_OF, routes

from factories import Leader
from running import People
from sori.people.access import SEEN_BY, SIGHTS, Sight, rules
from sori.people.http import PUBLIC
from sori.people.model import ALL_ROLES, Role

LOOKS = {
    Sight.FIGURES: "/api/floor",
    Sight.STATISTICS: "/api/stats/choices",
    Sight.CHATBOT: "/api/chatbot/misses",
    Sight.CASES: "/api/cases",
    Sight.SETUP: "/api/setup",
    Sight.SESSIONS: "/api/staff/bora/access",
    Sight.AUDIT: "/api/audit",
}


@pytest.mark.parametrize("role", ALL_ROLES)
async def test_a_role_sees_what_the_table_says_and_nothing_more(people: People, leader: Leader, role: Role) -> None:
    contact = (await people.citizen().opens())["contact_id"]
    anna = await people.counsellor("anna")
    await leader.steps()
    await anna.takes(contact)
    sees_any = role in SEEN_BY[Sight.ANY_CONTACT]
    sees_own = role in SEEN_BY[Sight.OWN_CONTACTS]
    browser = await people.staff(STAFF_OF[role])
    for path in (f"/api/contacts/{contact}", f"/api/contacts/{contact}/messages"):
        assert ((await browser.get(path)).status_code == 200) is (sees_any or sees_own), path
        if role is Role.COUNSELLOR:
            assert ((await (await people.staff("bora")).get(path)).status_code == 200) is sees_any, path
    for sight, path in LOOKS.items():
        assert ((await browser.get(path)).status_code == 200) is (role in SEEN_BY[sight]), sight


def test_every_sight_is_put_into_words_and_looked_at() -> None:
    assert set(SEEN_BY) == set(SIGHTS) == set(Sight) == {*LOOKS, Sight.OWN_CONTACTS, Sight.ANY_CONTACT}


def test_the_table_has_every_route_with_its_roles_and_what_it_is_for() -> None:
    every = rules(APP.routes)
    assert len(every) == len(list(routes(APP)))
    for method, path, handler in routes(APP):
        (rule,) = [one for one in every if (one.method, one.path) == (method, path)]
        named = handler.opt["roles"]
        assert set(rule.roles) == (set() if named == PUBLIC else set(named)), path
        assert rule.purpose.endswith(".") or path.startswith(("/assets", "/staff-assets")), path


async def test_the_table_is_shown_to_administrators(people: People) -> None:
    shown = await (await people.staff("administrator")).read("/api/access")
    assert len(shown["rules"]) == len(rules(APP.routes))
    assert {one["sight"]: one["roles"] for one in shown["sights"]} == {
        sight: list(roles) for sight, roles in SEEN_BY.items()
    }
    assert shown["second_factor"] == []
