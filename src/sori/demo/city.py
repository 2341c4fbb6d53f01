"""The demo city's setup: queues, menu, topics, phrases and people. Everything in it is invented."""

from sori.calendar.opening import Hours
from sori.centre.model import Elastic, NewCentre, NewQueue, NewTopic, Step
from sori.people.model import NewStaff, Role
from sori.platform.translation import Text

PASSWORD = "sori-demo-120"  # noqa: S105 — printed at the start: the demo answers on loopback only
SIMULATED_COUNSELLORS = 36

_ALWAYS = [Hours(day, 0, 1440) for day in range(7)]
_DAYTIME = [Hours(day, 7 * 60, 22 * 60) for day in range(7)]
_OFFICE_HOURS = [Hours(day, 9 * 60, 18 * 60) for day in range(5)]

_SKILLS = {
    "covid": Text("코로나19", "COVID-19"),
    "traffic": Text("교통", "Traffic"),
    "water": Text("수도", "Water"),
    "general": Text("일반", "General"),
    "directory": Text("전화번호 안내", "Directory"),
    "foreign": Text("외국어", "Foreign languages"),
    "written": Text("문자·신고 접수", "Text and reports"),
}


def _queue(
    code: str,
    *,
    hours: list[Hours] = _ALWAYS,
    head_start_s: int = 0,
    target_s: int = 20,
    overflow: list[Step] | None = None,
    after_hours: str | None = None,
    elastic: Elastic | None = None,
    dedicated_level: int = 2,
) -> NewQueue:
    return NewQueue(
        code=code,
        name=_SKILLS[code],
        # People at level 2 and above are asked first: the demo's simulated counsellors are at level 1, so that a
        # person who tries the desk is offered the chats.
        steps=[Step(0, code, dedicated_level), Step(0, code, 1), *(overflow or [])],
        hours=hours,
        head_start_s=head_start_s,
        target_s=target_s,
        after_hours=after_hours,
        open_on_holidays=True,
        elastic=elastic,
    )


CITY = NewCentre(
    city=Text("소리시", "Sori City"),
    time_zone="Asia/Seoul",
    demo=True,
    skills=_SKILLS,
    queues=[
        _queue(
            "covid",
            head_start_s=120,
            overflow=[Step(20, "general", 1)],
            # Only its own people: a visitor at the desk must not be kept for this line when the simulation is off.
            dedicated_level=3,
            elastic=Elastic(minimum=0, maximum=6, waiting_per_person=3, cooldown_s=30),
        ),
        _queue("traffic", overflow=[Step(40, "general", 1)]),
        _queue("water", hours=_DAYTIME, after_hours="general", overflow=[Step(60, "general", 1)]),
        _queue("general"),
        _queue("directory", hours=_DAYTIME, after_hours="general", overflow=[Step(40, "general", 1)]),
        _queue("foreign", hours=_OFFICE_HOURS, target_s=40),
        _queue("written", target_s=120),
    ],
    menu=[
        ("0", Text("코로나19", "COVID-19"), "covid"),
        ("1", Text("교통", "Traffic"), "traffic"),
        ("2", Text("수도", "Water"), "water"),
        ("3", Text("일반 상담", "General"), "general"),
        ("4", Text("전화번호 안내", "Directory"), "directory"),
        ("9", Text("외국어 상담", "Foreign languages"), "foreign"),
    ],
    announcements=[
        Text(
            "소리시 콜센터입니다. 하루 24시간, 어떤 일이든 물어보십시오.",
            "This is the Sori City call centre. Ask us anything, at any hour.",
        )
    ],
    phrases=[
        (
            "인사",
            Text("첫인사", "Greeting"),
            Text(
                "안녕하세요, 소리시 콜센터입니다. 무엇을 도와드릴까요?",
                "Hello, this is the Sori City call centre. How may I help you?",
            ),
        ),
        (
            "확인",
            Text("확인 중", "Checking"),
            Text("확인하고 있습니다. 잠시만 기다려 주십시오.", "Let me check. One moment, please."),
        ),
        (
            "주소",
            Text("위치 묻기", "Asking for the place"),
            Text(
                "정확한 위치를 알려 주시겠습니까? 도로명 주소나 가까운 건물 이름이면 됩니다.",
                "Could you tell me the exact place? A street address or a building nearby will do.",
            ),
        ),
        (
            "사진",
            Text("사진 요청", "Asking for a photo"),
            Text("가능하시면 현장 사진을 보내 주십시오.", "If you can, please send a photo of the place."),
        ),
        (
            "전달",
            Text("담당 부서 전달", "Passed on"),
            Text(
                "말씀하신 내용을 담당 부서에 전달하겠습니다. 처리 결과는 문자로 알려 드립니다.",
                "I will pass this on to the department in charge. You will be told the outcome by text message.",
            ),
        ),
        (
            "추가",
            Text("더 필요한 것", "Anything else"),
            Text("더 도와드릴 일이 있을까요?", "Is there anything else I can help you with?"),
        ),
        (
            "끝",
            Text("끝인사", "Closing"),
            Text("이용해 주셔서 감사합니다. 좋은 하루 보내십시오.", "Thank you for contacting us. Have a good day."),
        ),
    ],
    topics=[
        NewTopic(
            "traffic",
            Text("교통", "Traffic"),
            [
                NewTopic(
                    "traffic.parking",
                    Text("불법주정차", "Illegal parking"),
                    [
                        NewTopic("traffic.parking.report", Text("신고", "Report")),
                        NewTopic("traffic.parking.fine", Text("과태료 문의", "Fines")),
                        NewTopic("traffic.parking.towing", Text("견인", "Towing")),
                    ],
                ),
                NewTopic(
                    "traffic.bus",
                    Text("버스", "Bus"),
                    [
                        NewTopic("traffic.bus.route", Text("노선 안내", "Routes")),
                        NewTopic("traffic.bus.lost", Text("분실물", "Lost property")),
                        NewTopic("traffic.bus.complaint", Text("불편 신고", "Complaint")),
                    ],
                ),
                NewTopic(
                    "traffic.taxi",
                    Text("택시", "Taxi"),
                    [
                        NewTopic("traffic.taxi.refusal", Text("승차 거부", "Refused ride")),
                        NewTopic("traffic.taxi.fare", Text("요금", "Fare")),
                    ],
                ),
            ],
        ),
        NewTopic(
            "water",
            Text("수도", "Water"),
            [
                NewTopic(
                    "water.bill",
                    Text("요금", "Bills"),
                    [
                        NewTopic("water.bill.amount", Text("요금 조회", "Amount due")),
                        NewTopic("water.bill.moving", Text("이사 정산", "Moving out")),
                        NewTopic("water.bill.relief", Text("감면", "Relief")),
                    ],
                ),
                NewTopic(
                    "water.fault",
                    Text("고장", "Faults"),
                    [
                        NewTopic("water.fault.leak", Text("누수", "Leak")),
                        NewTopic("water.fault.outage", Text("단수", "Outage")),
                        NewTopic("water.fault.quality", Text("수질", "Water quality")),
                    ],
                ),
            ],
        ),
        NewTopic(
            "health",
            Text("보건", "Health"),
            [
                NewTopic(
                    "health.covid",
                    Text("코로나19", "COVID-19"),
                    [
                        NewTopic("health.covid.testing", Text("검사소", "Testing sites")),
                        NewTopic("health.covid.vaccine", Text("예방접종", "Vaccination")),
                        NewTopic("health.covid.isolation", Text("자가격리", "Isolation")),
                        NewTopic("health.covid.support", Text("지원금", "Support payments")),
                    ],
                )
            ],
        ),
        NewTopic(
            "life",
            Text("생활", "Daily life"),
            [
                NewTopic(
                    "life.waste",
                    Text("청소", "Waste"),
                    [
                        NewTopic("life.waste.bulky", Text("대형폐기물", "Bulky waste")),
                        NewTopic("life.waste.dumping", Text("무단투기", "Dumping")),
                    ],
                ),
                NewTopic(
                    "life.road",
                    Text("도로", "Roads"),
                    [
                        NewTopic("life.road.pothole", Text("도로 파손", "Potholes")),
                        NewTopic("life.road.light", Text("가로등 고장", "Street lights")),
                    ],
                ),
                NewTopic(
                    "life.certificate",
                    Text("증명서", "Certificates"),
                    [
                        NewTopic("life.certificate.resident", Text("주민등록등본", "Resident registration")),
                        NewTopic("life.certificate.family", Text("가족관계증명", "Family relations")),
                    ],
                ),
            ],
        ),
        NewTopic(
            "office",
            Text("시정", "The city"),
            [
                NewTopic(
                    "office.directory",
                    Text("담당자 안내", "Who is in charge"),
                    [
                        NewTopic("office.directory.city", Text("시청", "City hall")),
                        NewTopic("office.directory.district", Text("구청", "District offices")),
                    ],
                ),
                NewTopic(
                    "office.event",
                    Text("행사", "Events"),
                    [NewTopic("office.event.culture", Text("문화 행사", "Culture"))],
                ),
            ],
        ),
    ],
)

_ALL_SKILLS = dict.fromkeys(_SKILLS, 2)

PEOPLE = [
    NewStaff("counsellor", "김소리", (Role.COUNSELLOR,), _ALL_SKILLS, chat_capacity=3),
    NewStaff("counsellor2", "이나무", (Role.COUNSELLOR,), _ALL_SKILLS, chat_capacity=3),
    NewStaff("team-leader", "박한결", (Role.TEAM_LEADER,), {}),
    NewStaff("knowledge-editor", "최다온", (Role.KNOWLEDGE_EDITOR,), {}),
    NewStaff("quality-analyst", "정가람", (Role.QUALITY_ANALYST,), {}),
    NewStaff("planner", "강하늘", (Role.PLANNER,), {}),
    NewStaff("analyst", "조은솔", (Role.ANALYST,), {}),
    NewStaff("officer", "윤마루", (Role.OFFICER,), {}),
    NewStaff("manager", "장보람", (Role.MANAGER,), {}),
    NewStaff("administrator", "임누리", (Role.ADMINISTRATOR,), {}),
]


def simulated_people() -> list[NewStaff]:
    """The simulated counsellors: mostly general, some for each line, each with a plain invented name."""
    lines = ["general", "traffic", "general", "water", "written", "covid", "general", "directory", "traffic", "foreign"]
    people = []
    for number in range(SIMULATED_COUNSELLORS):
        line = lines[number % len(lines)]
        # The elastic group keeps its best people first: those of the COVID-19 line.
        skills = {line: 3 if line == "covid" else 1} | ({} if line in ("written", "foreign") else {"general": 1})
        people.append(
            NewStaff(
                f"sim-{number + 1:02d}",
                f"모의상담사 {number + 1:02d}",
                (Role.COUNSELLOR,),
                skills,
                chat_capacity=3 if line == "written" else 2,
                takes_calls=line != "written",
                simulated=True,
            )
        )
    return people
