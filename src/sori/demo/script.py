"""What simulated citizens and counsellors say. Every talk is invented; places and lines exist nowhere."""

from dataclasses import dataclass

from sori.replay.dialogue import Dialogue, Side, Turn


@dataclass(frozen=True, slots=True)
class Script:
    """One talk: its menu key, its topic, and its lines, the citizen's first and then by turns."""

    menu_key: str
    topic_code: str
    lines: tuple[str, ...]
    language: str = "ko"
    report: bool = False
    """Whether it reports something, as written channels mostly do."""


SCRIPTS = [
    Script(
        "0",
        "health.covid.testing",
        (
            "오늘 저녁에도 여는 선별검사소가 있나요?",
            "네, 한빛구 보건소가 밤 9시까지 엽니다. 어느 구에 계십니까?",
            "새솔구요. 여기서 가까운 데가 있을까요?",
            "새솔구는 구민체육관 앞 임시검사소가 저녁 8시까지입니다. 신분증만 가져가시면 됩니다.",
            "예약을 해야 하나요?",
            "예약 없이 오시는 순서대로 받으십니다.",
            "네, 고맙습니다.",
        ),
    ),
    Script(
        "0",
        "health.covid.vaccine",
        (
            "백신 2차 접종 날짜를 바꾸고 싶은데요.",
            "접종일 이틀 전까지는 예약 누리집에서 바꾸실 수 있습니다. 접종일이 언제십니까?",
            "다음 주 목요일이에요.",
            "그러면 지금 바꾸실 수 있습니다. 누리집 '예약 확인'에서 본인 인증을 하시면 됩니다.",
            "어머니 것도 제가 할 수 있나요?",
            "네, '대리 예약'을 고르시면 가족분 것도 바꾸실 수 있습니다.",
            "알겠습니다. 해 볼게요.",
        ),
    ),
    Script(
        "0",
        "health.covid.isolation",
        (
            "자가격리 중인데 생필품은 언제 오나요?",
            "격리 통보를 받으신 다음 날부터 이틀 안에 배송됩니다. 통보는 언제 받으셨습니까?",
            "어제 오후에 받았어요.",
            "그러면 늦어도 내일 저녁까지는 도착합니다. 안 오면 다시 연락 주십시오.",
            "네, 감사합니다.",
        ),
    ),
    Script(
        "0",
        "health.covid.support",
        (
            "소상공인 지원금 신청 기간이 언제까지인가요?",
            "이달 말일 저녁 6시까지입니다. 사업자등록증과 통장 사본이 필요합니다.",
            "작년에 받았어도 또 되나요?",
            "네, 이번 것은 작년과 따로이므로 매출이 줄었으면 신청하실 수 있습니다.",
            "온라인으로만 받나요?",
            "온라인이 어려우시면 동주민센터에서도 받습니다. 가까운 곳을 안내해 드릴까요?",
            "아니요, 온라인으로 할게요. 고맙습니다.",
        ),
    ),
    Script(
        "1",
        "traffic.parking.report",
        (
            "횡단보도 위에 차가 한 시간째 서 있어요.",
            "불편하셨겠습니다. 어느 곳인지 알려 주시겠습니까?",
            "소리대로 별빛초등학교 정문 앞이에요.",
            "어린이보호구역이네요. 담당 구청에 단속을 바로 요청하겠습니다. 차량 번호를 보셨습니까?",
            "번호는 못 봤고 흰색 승합차예요.",
            "네, 위치와 차종으로 접수했습니다. 결과는 문자로 알려 드립니다.",
            "감사합니다.",
        ),
        report=True,
    ),
    Script(
        "1",
        "traffic.parking.fine",
        (
            "주차 과태료 고지서를 받았는데 감경이 되나요?",
            "네, 사전 납부 기간에 내시면 20퍼센트가 줄어듭니다. 고지서에 적힌 기한이 언제인가요?",
            "이번 달 25일이라고 되어 있어요.",
            "그 날짜까지 내시면 줄어든 금액이 적용됩니다.",
            "네, 알겠습니다.",
        ),
    ),
    Script(
        "1",
        "traffic.bus.lost",
        (
            "어제 버스에 가방을 두고 내렸어요.",
            "걱정되시겠습니다. 몇 번 버스였고 몇 시쯤 내리셨습니까?",
            "나래 12번이고 저녁 7시 반쯤이에요.",
            "그 노선은 나래운수에서 맡고 있습니다. 유실물 담당에게 확인해 보겠습니다.",
            "검은색 배낭이에요. 꼭 좀 부탁드려요.",
            "네, 특징을 함께 전했습니다. 찾는 대로 운수회사에서 연락드릴 것입니다.",
            "감사합니다.",
        ),
    ),
    Script(
        "1",
        "traffic.bus.route",
        (
            "시민의숲에서 중앙도서관까지 한 번에 가는 버스가 있나요?",
            "네, 가람 3번이 바로 갑니다. 시민의숲 동문 정류소에서 타시면 됩니다.",
            "얼마나 걸릴까요?",
            "보통 25분쯤 걸리고, 지금은 10분 간격으로 다닙니다.",
            "고맙습니다.",
        ),
    ),
    Script(
        "1",
        "traffic.taxi.refusal",
        (
            "택시가 목적지를 듣더니 안 태우고 가 버렸어요.",
            "많이 언짢으셨겠습니다. 일시와 장소를 말씀해 주시겠습니까?",
            "어젯밤 11시쯤 소리역 2번 출구 앞이요.",
            "차량 번호를 보셨으면 함께 접수하겠습니다.",
            "끝 네 자리만 봤어요. 사진이 있어요.",
            "사진도 함께 접수했습니다. 조사한 뒤에 결과를 알려 드리겠습니다.",
            "네, 부탁드립니다.",
        ),
        report=True,
    ),
    Script(
        "2",
        "water.bill.moving",
        (
            "다음 주에 이사하는데 수도요금은 어떻게 정산하나요?",
            "이사 당일 계량기 숫자를 알려 주시면 그때까지의 요금을 바로 계산해 드립니다.",
            "계량기는 어디에서 보나요?",
            "보통 현관 옆이나 마당의 계량기함에 있습니다. 검은 숫자만 읽으시면 됩니다.",
            "네, 그날 다시 연락할게요.",
        ),
    ),
    Script(
        "2",
        "water.fault.leak",
        (
            "집 앞 도로에서 물이 새어 나와요.",
            "바로 확인하겠습니다. 위치가 어떻게 되십니까?",
            "물빛로 34번지 앞 인도예요. 아침부터 계속 나와요.",
            "상수도사업소 현장팀에 전달했습니다. 두 시간 안에 나가 볼 예정입니다.",
            "단수가 되나요?",
            "아직 정해지지 않았고, 단수하게 되면 미리 문자로 알려 드립니다.",
            "네, 수고하세요.",
        ),
        report=True,
    ),
    Script(
        "2",
        "water.fault.quality",
        (
            "수돗물에서 흙냄새가 나는 것 같아요.",
            "불편을 드려 죄송합니다. 언제부터 그러셨습니까?",
            "오늘 아침부터요.",
            "무료 수질검사를 신청해 드릴 수 있습니다. 내일 오전 방문이 괜찮으십니까?",
            "네, 내일 오전이 좋아요.",
        ),
    ),
    Script(
        "3",
        "life.waste.bulky",
        (
            "침대 매트리스를 버리려면 어떻게 해야 하나요?",
            "대형폐기물로 신고하시고 스티커를 붙여 내놓으시면 됩니다.",
            "신고는 어디서 하나요?",
            "구청 누리집이나 동주민센터에서 하실 수 있습니다. 매트리스는 8천 원입니다.",
            "언제 가져가나요?",
            "신고하신 날의 다음 수거일, 보통 이틀 안에 가져갑니다.",
            "고맙습니다.",
        ),
    ),
    Script(
        "3",
        "life.waste.dumping",
        (
            "골목에 누가 쓰레기를 몰래 버리고 갔어요.",
            "위치를 알려 주시면 바로 전달하겠습니다.",
            "달맞이길 7번지 옆 전봇대 아래예요.",
            "접수했습니다. 청소 담당이 오늘 안에 치우고 경고판도 살펴보겠습니다.",
            "네, 감사합니다.",
        ),
        report=True,
    ),
    Script(
        "3",
        "life.certificate.resident",
        (
            "주민등록등본을 휴대전화로도 뗄 수 있나요?",
            "네, 정부24 앱에서 무료로 발급받으실 수 있습니다.",
            "은행에 바로 보낼 수도 있어요?",
            "네, 발급하실 때 전자문서지갑을 고르시면 바로 보내실 수 있습니다.",
            "그렇군요. 고맙습니다.",
        ),
    ),
    Script(
        "3",
        "life.certificate.family",
        (
            "가족관계증명서는 동주민센터에서도 되나요?",
            "네, 신분증을 가지고 가까운 동주민센터에 가시면 됩니다. 무인발급기는 수수료가 절반입니다.",
            "아버지 것도 제가 뗄 수 있나요?",
            "네, 직계 가족은 위임장 없이 발급받으실 수 있습니다.",
            "알겠습니다.",
        ),
    ),
    Script(
        "3",
        "office.event.culture",
        (
            "이번 주말 광장 음악회는 예약해야 하나요?",
            "야외 공연이라 예약 없이 오시면 됩니다. 저녁 6시에 시작합니다.",
            "비가 오면요?",
            "비가 오면 시민청 강당으로 옮기고, 당일 오후 2시에 누리집에 알립니다.",
            "고맙습니다. 가족하고 갈게요.",
        ),
    ),
    Script(
        "4",
        "office.directory.city",
        (
            "공원 이용 허가를 맡은 부서 전화번호를 알고 싶어요.",
            "시청 공원운영과입니다. 번호를 문자로 보내 드릴까요?",
            "네, 그렇게 해 주세요.",
            "보내 드렸습니다. 평일 아침 9시부터 저녁 6시까지 통화하실 수 있습니다.",
            "감사합니다.",
        ),
    ),
    Script(
        "4",
        "office.directory.district",
        (
            "한빛구청 건축과로 연결해 주세요.",
            "어떤 일로 찾으십니까? 맞는 담당자를 안내해 드리겠습니다.",
            "증축 신고 때문이에요.",
            "건축허가팀입니다. 번호를 안내해 드리고 바로 연결하겠습니다.",
            "네, 부탁합니다.",
        ),
    ),
    Script(
        "9",
        "health.covid.testing",
        (
            "Hello, where can I get a COVID test as a foreigner?",
            "Hello. Any public health centre will test you free of charge. Which district are you in?",
            "I live in Saesol-gu.",
            "The test site is in front of the Saesol sports centre, open until 8 p.m. Please bring an ID.",
            "Do I need an appointment?",
            "No, just come. Staff there speak English.",
            "Thank you very much.",
        ),
        "en",
    ),
    Script(
        "9",
        "traffic.bus.route",
        (
            "Which bus goes from Sori Station to the airport?",
            "The airport bus 600 leaves from exit 4 every 20 minutes.",
            "Can I pay with my transport card?",
            "Yes, with a transport card or a credit card. The fare is 9,000 won.",
            "Great, thanks!",
        ),
        "en",
    ),
]

_GREETING = {
    "ko": "안녕하세요, 소리시 콜센터입니다. 무엇을 도와드릴까요?",
    "en": "Hello, this is the Sori City call centre. How may I help you?",
}
_CLOSING = {
    "ko": "이용해 주셔서 감사합니다. 좋은 하루 보내십시오.",
    "en": "Thank you for contacting us. Have a good day.",
}
REPLIES = {
    "ko": (
        "네, 알겠습니다.",
        "아, 그렇군요. 그럼 어떻게 하면 되나요?",
        "네, 그렇게 부탁드립니다.",
        "혹시 얼마나 걸릴까요?",
        "네, 확인했습니다. 친절한 안내 감사합니다.",
    ),
    "en": (
        "I see, thank you.",
        "All right. What should I do then?",
        "Yes, please do that.",
        "How long will it take?",
        "That answers it. Thank you for your help.",
    ),
}
THANKS = {"ko": "더 여쭤볼 것은 없습니다. 감사합니다!", "en": "That is all. Thank you!"}


def dialogue(script: Script, handling_s: float, *, spoken: bool, to_queue: str | None = None) -> Dialogue:
    """The script as a talk of this length: on the phone the counsellor greets first, in writing the citizen begins."""
    greeting = Turn(Side.COUNSELLOR, _GREETING[script.language])
    sides = (Side.CITIZEN, Side.COUNSELLOR)
    turns = [Turn(sides[number % 2], line) for number, line in enumerate(script.lines)]
    closing = Turn(Side.COUNSELLOR, _CLOSING[script.language])
    opening = [greeting, turns[0]] if spoken else [turns[0], greeting]
    return Dialogue([*opening, *turns[1:], closing], handling_s, script.topic_code, to_queue)
