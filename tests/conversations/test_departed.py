"""What becomes of the citizens of somebody who is no longer staff."""

from factories import Citizen, Clock, Counsellor, Leader, until
from running import People
from sori.conversations.service import life


async def retires(people: People, login: str) -> None:
    administrator = await people.staff("administrator")
    setup = (await administrator.read("/api/setup"))["setup"]
    edit = {"kind": "staff", "code": login, "before": setup["staff"][login], "after": None}
    await administrator.do("/api/setup/changes", edits=[edit])


async def talking(leader: Leader, citizen: Citizen, counsellor: Counsellor) -> int:
    contact = int((await citizen.opens())["contact_id"])
    await leader.steps()
    await counsellor.takes(contact)
    return contact


async def test_their_citizens_queue_again_at_their_place_and_what_was_offered_goes_back(
    people: People, leader: Leader, clock: Clock
) -> None:
    anna, citizen, other = await people.counsellor("anna"), people.citizen(), people.citizen()
    contact = await talking(leader, citizen, anna)
    await other.opens()
    await leader.steps()
    waited_since = (await other.sees())["waiting_since"]
    await retires(people, "anna")

    async def is_out() -> bool:
        return (await anna.browser.get("/api/desk")).status_code == 401

    await until(is_out)
    async with people.database.transaction() as transaction:
        await life.release_the_departed(transaction, clock())
    assert (await other.sees())["waiting_since"] == waited_since
    shown = [await someone.sees() for someone in (citizen, other)]
    assert [(seen["state"], seen["place"]) for seen in shown] == [("waiting", 1), ("waiting", 2)]
    bora = await people.counsellor("bora")
    leader.floor = None
    await leader.steps()
    await bora.takes(contact)
    assert (await citizen.sees())["counsellor"] == {"display_name": "Bora"}


async def test_nothing_is_done_twice(people: People, leader: Leader, clock: Clock) -> None:
    anna, citizen = await people.counsellor("anna"), people.citizen()
    await talking(leader, citizen, anna)
    await retires(people, "anna")
    for _ in range(2):
        async with people.database.transaction() as transaction:
            await life.release_the_departed(transaction, clock())
    notices = [message["event"] for message in (await citizen.sees())["messages"]]
    assert notices == ["queued", "answered", "transferred"]
