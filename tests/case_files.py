"""Complaint forms for tests, as a file that can be brought in, and cases filed by them."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import shapely

from sori.cases import importing, places, service
from sori.cases.importing import ImportedTypes
from sori.cases.model import Filing, Place, Point
from sori.cases.places import ImportedBoundaries
from sori.chatbot.service import talk
from sori.chatbot.store import talk as talk_store
from sori.chatbot.told import NewBotConversation
from sori.citizens import service as citizens
from sori.conversations.model import Channel
from sori.people import service as people_service
from sori.people.service import departments
from sori.platform.database import Database
from sori.platform.translation import Language, Text

FORMS = """
[[group]]
code = "cars"
name = {ko = "주정차", en = "Cars"}

[[form]]
code = "parking"
name = {ko = "불법 주정차", en = "Illegal parking"}
group = "cars"
questions = [
    {code = "place", ask = "어디인가요?", kind = "place", required = true},
    {code = "zone", ask = "어떤 자리인가요?", kind = "choice", choices = ["횡단보도", "소화전 옆"], required = true},
    {code = "more", ask = "더 알릴 것이 있나요?", kind = "text", required = false},
]
photo = "optional"
public = true
department = "works"
phrasings = ["불법주차 신고합니다", "불법 주정차 단속해 주세요", "소화전 옆에 주차했어요"]

[[form]]
code = "bay"
name = {ko = "장애인 주차구역 위반", en = "Misused disabled bay"}
group = "cars"
questions = [
    {code = "place", ask = "어느 주차장인가요?", kind = "place", required = true},
    {code = "picture", ask = "구역 표시가 보이는 사진을 올려 주세요.", kind = "photo", required = true},
]
photo = "required"
public = false
department = "works"
phrasings = ["장애인 자리에 표지 없는 차가 있어요", "장애인 전용 구역 위반 신고", "휠체어 칸에 트럭"]
"""


async def brings_in(database: Database, now: datetime, content: str = FORMS) -> ImportedTypes:
    async with database.transaction() as transaction:
        await departments.put_departments(transaction, {"works": Text("사업소", "Works")})
        administrator = await people_service.actor_named(transaction, "administrator")
        return await importing.bring_in(transaction, administrator, content.encode(), Language.EN, now)


@dataclass
class Files:
    """Files cases by the services, each of a citizen of its own."""

    database: Database

    async def case(
        self, now: datetime, code: str = "parking", complaint: int = 1, point: Point | None = None, **answers: str
    ) -> str:
        async with self.database.transaction() as transaction:
            citizen, _ = await citizens.new(transaction, now)
            key = uuid4()
            await talk.begin(transaction, citizen.id, NewBotConversation(key, Language.KO), now)
            kept = await talk_store.by_key(transaction, key)
            form = await service.form(transaction, code)
            assert kept is not None
            assert form is not None
            at = None if point is None else Place(point)
            filing = Filing(citizen.id, Channel.CHATBOT, Language.KO, kept.id, complaint, form, answers, place=at)
            number = await service.file_case(transaction, filing, now)
            assert await service.file_case(transaction, filing, now) == number, "the same complaint is filed once"
            return number


def area(west: float, east: float, **properties: str) -> dict[str, object]:
    shape = shapely.box(west, 37.5, east, 37.6)
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


DISTRICTS = [
    area(127.0, 127.1, code="west", ko="서구", en="West-gu"),
    area(127.1, 127.2, code="east", ko="동구", en="East-gu"),
]
NEIGHBOURHOODS = [
    area(127.0, 127.05, EMD_CD="w1", EMD_KOR_NM="신사동"),
    area(127.05, 127.1, EMD_CD="w2", EMD_KOR_NM="정동"),
    area(127.1, 127.2, EMD_CD="e1", EMD_KOR_NM="신사동"),
]


async def bounds(database: Database, now: datetime, *features: object) -> ImportedBoundaries:
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    async with database.transaction() as transaction:
        administrator = await people_service.actor_named(transaction, "administrator")
        return await places.bring_in(transaction, administrator, content, Language.EN, now)
