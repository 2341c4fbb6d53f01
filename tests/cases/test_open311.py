"""Open311 GeoReport v2 over a real connection: held to our own suite, filed through, and what is not shown."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from case_files import DISTRICTS, FORMS, NEIGHBOURHOODS, Files, bounds, brings_in
from factories import Clock, rows
from running import People
from sori.cases.life import tracking
from sori.cases.model import CaseState
from sori.channels.open311 import conformance, keys
from sori.platform.translation import Language, translated


@dataclass
class Partner:
    """A partner's program, with a key."""

    http: httpx.AsyncClient
    key: str

    async def asks(self, path: str, **given: object) -> httpx.Response:
        return await self.http.get(f"/open311/v2/{path}", params={name: str(value) for name, value in given.items()})

    async def files(self, ending: str = "json", **given: object) -> httpx.Response:
        data = {"api_key": self.key, "service_code": "parking", "attribute[zone]": "횡단보도"}
        sent = {name.replace("__", "[") + ("]" if "__" in name else ""): value for name, value in given.items()}
        return await self.http.post(f"/open311/v2/requests.{ending}", data=data | sent)


@pytest.fixture
async def partner(people: People, clock: Clock) -> Partner:
    await brings_in(people.database, clock())
    await bounds(people.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
    async with people.database.transaction() as transaction:
        administrator = await people.actor("administrator")
        key = await keys.make(transaction, administrator, "시민앱", clock())
    return Partner(people.browser(), key)


async def test_a_request_is_filed_by_point_or_address_and_found_again(
    partner: Partner, clock: Clock, database_url: str
) -> None:
    filed = await partner.files(lat="37.55", long="127.02", description="010-1234-5678 차가 서 있어요", email="a@b.kr")
    assert filed.status_code == 201, filed.text
    [told] = filed.json()
    number = told["service_request_id"]
    root = fromstring((await partner.files("xml", address_string="동구 신사동 3")).content)
    assert root.findtext("request/service_request_id") == "2026-000002"
    kept = await rows(database_url, "select number, district, neighbourhood from field_case order by id")
    assert kept == [(number, "west", "w1"), ("2026-000002", "east", "e1")]

    [shown] = (await partner.asks(f"requests/{number}.json")).json()
    assert (shown["status"], shown["service_code"], shown["service_name"]) == ("open", "parking", "Illegal parking")
    assert shown["description"] == "010-****-5678 차가 서 있어요", "what anybody reads is masked"
    assert "a@b.kr" not in str(shown)
    assert (shown["lat"], shown["long"], shown["media_url"]) == (37.55, 127.02, None)
    assert datetime.fromisoformat(shown["requested_datetime"]).utcoffset() == timedelta(hours=9)
    assert "extended_attributes" not in shown
    [extended] = (await partner.asks(f"requests/{number}.json", extensions="true")).json()
    assert extended["extended_attributes"]["district"] == "West-gu"
    several = await partner.asks("requests.json", service_request_id=f"{number},2026-000002,2026-999999")
    assert len(several.json()) == 2


async def test_the_same_token_is_one_request_and_tells_its_number(partner: Partner, database_url: str) -> None:
    token = str(uuid4())
    first = await partner.files(address_string="서구", token=token)
    assert (await partner.files(address_string="서구", token=token)).json() == first.json()
    assert await rows(database_url, "select count(*) from field_case") == [(1,)]
    [found] = (await partner.asks(f"tokens/{token}.json")).json()
    assert found == {"service_request_id": first.json()[0]["service_request_id"], "token": token}
    for unknown in (str(uuid4()), "none"):
        assert (await partner.asks(f"tokens/{unknown}.json")).status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "moon", "address_string": "서구"}, 404, "service_code"),
        ({"jurisdiction_id": "moon"}, 404, "jurisdiction_id"),
        ({}, 400, "lat and long, or address_string"),
        ({"lat": "37.5"}, 400, "lat and long"),
        ({"lat": "137", "long": "127"}, 400, "lat and long"),
        ({"lat": "nan", "long": "127"}, 400, "lat and long"),
        ({"address_string": "서구", "attribute__zone": "달"}, 400, "attribute[zone]"),
        ({"address_string": "서구", "description": "가" * 4_001}, 400, "description"),
    ],
)
async def test_what_is_wrong_is_told_as_a_list_of_errors_and_nothing_is_filed(
    partner: Partner, database_url: str, given: dict[str, str], status: int, told: str
) -> None:
    refused = await partner.files(**given)
    assert refused.status_code == status, refused.text
    assert told in refused.json()[0]["description"]
    assert refused.json()[0]["code"] == str(status)
    as_xml = fromstring((await partner.files("xml", **given)).content)
    assert (as_xml.tag, as_xml.findtext("error/code")) == ("errors", str(status))
    assert await rows(database_url, "select count(*) from field_case") == [(0,)]


async def test_a_photo_may_come_along_and_is_not_shown(partner: Partner, database_url: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (40, 30)).save(written, "JPEG")
    data = {"api_key": partner.key, "service_code": "bay", "address_string": "서구 주차장"}
    without = await partner.http.post("/open311/v2/requests.json", data=data)
    assert (without.status_code, without.json()[0]["description"][:18]) == (400, "attribute[picture]")
    files = {"media": ("칸.jpg", written.getvalue())}
    filed = await partner.http.post("/open311/v2/requests.json", data=data, files=files)
    assert filed.status_code == 201, filed.text
    assert await rows(database_url, "select count(*) from case_photo where case_id is not null") == [(1,)]
    number = filed.json()[0]["service_request_id"]
    assert (await partner.asks(f"requests/{number}.json")).status_code == 404, "its type isn't public"
    assert (await partner.asks("requests.json")).json() == []


async def test_requests_are_paged_filtered_and_at_most_90_days(partner: Partner, people: People, clock: Clock) -> None:
    files = Files(people.database)
    now = clock()
    for days in (100, 50, 10, 0):
        await files.case(now - timedelta(days=days), place="서구")
    assert len((await partner.asks("requests.json")).json()) == 3, "the last 90 days"
    first = (await partner.asks("requests.json", page_size=2)).json()
    second = (await partner.asks("requests.json", page_size=2, page=2)).json()
    assert [len(first), len(second)] == [2, 1]
    long_ago = (now - timedelta(days=120)).isoformat()
    assert len((await partner.asks("requests.json", start_date=long_ago)).json()) == 2
    bare = f"/open311/v2/requests.json?end_date={(now - timedelta(days=20)).isoformat()}"
    assert len((await partner.http.get(bare)).json()) == 2, "a plus that was sent bare is understood"
    assert (await partner.asks("requests.json", status="closed")).json() == []
    assert len((await partner.asks("requests.json", status="open,closed")).json()) == 3
    assert (await partner.asks("requests.json", service_code="bay")).json() == []
    refused = await partner.asks(
        "requests.json", start_date=long_ago, end_date=now.isoformat(), status="odd", page_size=1_001
    )
    assert (refused.status_code, len(refused.json())) == (400, 3)
    assert (await partner.asks("requests.csv")).status_code == 404


async def test_a_revoked_key_holds_no_longer_and_no_key_is_kept(
    partner: Partner, people: People, clock: Clock, database_url: str
) -> None:
    [(kept,)] = await rows(database_url, "select key_hash from open311_key")
    assert partner.key.encode() not in kept
    async with people.database.transaction() as transaction:
        await keys.revoke(transaction, await people.actor("administrator"), "시민앱", clock())
    assert (await partner.files(address_string="서구")).status_code == 403
    actions = await rows(database_url, "select action from audit where starts_with(action, 'open311') order by id")
    assert actions == [("open311.key_made",), ("open311.key_revoked",)]


async def test_who_ended_the_notices_is_not_written_to_again_by_the_same_token(
    partner: Partner, people: People, database_url: str
) -> None:
    sent = {"address_string": "서구", "token": str(uuid4()), "phone": "010-1234-5678"}
    assert (await partner.files(**sent)).status_code == 201
    asked = "select count(*) from case_notice"
    written = "select count(*) from outgoing_message"
    assert await rows(database_url, asked) == await rows(database_url, written) == [(1,)]
    async with people.database.transaction() as transaction:
        link = await tracking.link_of_form(transaction, UUID(sent["token"]), people.clock())
    assert (await people.browser().delete(f"/api/case-links/{link}/notices")).status_code == 200
    assert (await partner.files(**sent)).status_code == 201
    assert await rows(database_url, asked) == [(0,)]
    assert await rows(database_url, written) == [(1,)]


async def test_where_a_request_stands_and_what_is_alike_is_told(partner: Partner) -> None:
    [first] = (await partner.files(lat="37.55", long="127.02", extensions="true")).json()
    assert first["extended_attributes"] == {"alike_requests": []}
    number = first["service_request_id"]
    [plain] = (await partner.files(lat="37.55001", long="127.02")).json()
    assert "extended_attributes" not in plain
    root = fromstring((await partner.files("xml", lat="37.55002", long="127.02", extensions="1")).content)
    alike = root.findall("request/extended_attributes/alike_requests/service_request_id")
    assert {one.text for one in alike} == {number, plain["service_request_id"]}
    [told] = (await partner.asks(f"requests/{number}.json")).json()
    assert told["status_notes"] == "Sent to Works, whose officer has yet to take it on."
    assert told["agency_responsible"] == "Works"


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("language", Language)
def test_every_state_is_told_in_plain_words(state: CaseState, language: Language) -> None:
    words = translated(language, f"open311.state.{state}", department="교통과")
    assert words
    assert "{" not in words


@pytest.mark.parametrize(
    ("fields", "given", "told"),
    [
        (conformance.REQUEST, {"service_request_id": 7}, "service_request_id is 7, no string"),
        (conformance.REQUEST, {"status": None}, "status is missing"),
        (conformance.REQUEST, {"lat": "37.5"}, 'lat is "37.5", no number'),
        (conformance.REQUEST, {"description": "가" * 4_001}, "description is longer than 4000"),
        (conformance.SERVICE, {"metadata": "true"}, 'metadata is "true", no truth value'),
        (conformance.ATTRIBUTE, {"order": "1"}, 'order is "1", no whole number'),
        (conformance.ATTRIBUTE, {"order": True}, "order is true, no whole number"),
    ],
)
def test_the_suite_tells_which_field_is_of_another_type(
    fields: dict[str, conformance.Field], given: dict[str, object], told: str
) -> None:
    examples: dict[type, object] = {str: "x", bool: True, int: 1, float: 37}
    right = {name: examples[field.type] for name, field in fields.items()}
    assert conformance.faults(right, fields) == []
    assert conformance.faults({name: right[name] for name in fields if fields[name].must}, fields) == []
    assert conformance.faults(right | given, fields) == [told]


async def test_the_server_holds_to_the_suite(live_people: People, clock: Clock) -> None:
    people = live_people
    now = people.clock()
    await brings_in(people.database, now, FORMS)
    await Files(people.database).case(now, place="시청 앞")
    async with people.database.transaction() as transaction:
        key = await keys.make(transaction, await people.actor("administrator"), "check", now)
    found = await conformance.checked(f"{people.base}/open311/v2", "sori", key)
    assert [one for one in found if one.wrong] == []
    assert len(found) == 11


async def test_the_suite_tells_what_a_server_does_not_do(live_people: People) -> None:
    found = await conformance.checked(f"{live_people.base}/api")
    assert all(one.wrong for one in found)
