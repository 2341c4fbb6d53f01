"""The demo city's knowledge comes in whole, once, and is what citizens read."""

from datetime import timedelta

from factories import WEDNESDAY_10, rows
from sori.demo import articles, case_types, city, service
from sori.platform.database import Database


async def test_the_demos_articles_are_all_published_and_brought_in_only_once(empty_url: str) -> None:
    database = Database(empty_url, connections=2)
    await database.open()
    try:
        async with database.transaction() as transaction:
            await articles.load_once(transaction, WEDNESDAY_10)  # no centre yet: nothing happens
            await case_types.load_once(transaction, WEDNESDAY_10)
            await service.make(transaction, WEDNESDAY_10)
            await case_types.load_once(transaction, WEDNESDAY_10)  # their departments come with the articles
        for day in range(2):
            async with database.transaction() as transaction:
                await articles.load_once(transaction, WEDNESDAY_10 + timedelta(days=day))
                await case_types.load_once(transaction, WEDNESDAY_10 + timedelta(days=day))
    finally:
        await database.close()

    [(count, published, versions, departments)] = await rows(
        empty_url,
        """select count(*), count(published), max(version), count(distinct department_id)
           from article join article_version text on article_id = article.id and number = version""",
    )
    assert count == published > 300
    forms = "select count(*), count(*) filter (where offered), count(distinct changed_at) from case_type"
    assert await rows(empty_url, forms) == [(60, 60, 1)]
    assert (versions, departments > 10) == (1, True)


def test_the_demo_has_two_editors_since_nobody_approves_their_own() -> None:
    editors = [login for login, person in city.PEOPLE.items() if "knowledge_editor" in person.roles]
    assert len(editors) == 2
