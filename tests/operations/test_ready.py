"""What a load balancer is told: a part that isn't needed doesn't take a process out."""

from datetime import timedelta

from litestar import Litestar

from factories import Clock, until
from running import People
from sori.conversations import router
from sori.knowledge import search_line
from sori.platform.heartbeat import beat


async def test_a_search_that_is_away_is_told_and_leaves_the_process_ready(
    app: Litestar, people: People, clock: Clock
) -> None:
    browser = people.browser()

    async def told() -> dict[str, str | None]:
        async with app.state.database.transaction() as transaction:
            await beat(transaction, router.HEARTBEAT, 1.0, clock())
        answer = await browser.get("/ready")
        return {part["name"]: part["fault"] for part in answer.json()["parts"]} | {"status": str(answer.status_code)}

    async def is_ready() -> bool:
        return (await told())["status"] == "200"

    await until(is_ready)
    assert "has not been ready" in ((await told())["search"] or "")
    async with app.state.database.transaction() as transaction:
        await beat(transaction, search_line.HEARTBEAT, 5.0, clock())
    assert (await told())["search"] is None
    clock.moment += timedelta(minutes=1)
    assert (await told())["search"] is not None
