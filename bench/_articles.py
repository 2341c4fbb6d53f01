"""Articles such as a city's centre keeps, generated: many alike, with names, numbers and steps that differ."""

from collections.abc import Iterator
from random import Random

from sori.knowledge.search import Document

_THINGS = [
    "주민등록등본", "가족관계증명서", "인감증명서", "여권", "자동차등록증", "운전면허증", "건축물대장",
    "토지대장", "지방세", "재산세", "자동차세", "수도요금", "하수도요금", "공영주차장", "거주자우선주차",
    "대형폐기물", "음식물쓰레기", "재활용품", "가로등", "보도블록", "공원시설", "체육관", "수영장",
    "도서관", "문화강좌", "어린이집", "아동수당", "기초연금", "장애인활동지원", "긴급복지", "청년수당",
    "전세자금", "임대주택", "예방접종", "치매검사", "금연상담", "반려동물등록", "길고양이", "불법주정차",
    "과태료", "현수막", "소음", "공사장먼지", "따릉이", "장애인콜택시", "마을버스", "심야버스",
    "지하철유실물", "상수도누수", "정화조", "평생교육", "자원봉사", "창업지원", "일자리센터",
    "소상공인대출", "식품위생신고", "숙박업신고", "옥외광고물", "도로점용허가", "농지전용",
]  # fmt: skip
_DOINGS = [
    "신청", "발급", "재발급", "변경", "취소", "환불", "감면", "납부", "이의신청", "조회", "예약", "신고",
    "연장", "갱신", "해지", "상담",
]  # fmt: skip
_PLACES = [
    "가온", "나래", "다솜", "라온", "마루", "바름", "새론", "아람", "자람", "차오름", "카랑", "타래",
    "파란", "하람", "누리", "두레", "미르", "보람", "소담", "여울", "온새", "우람", "이든", "초롱", "한별",
]  # fmt: skip
_PEOPLE = [
    "구민", "어르신", "임신부", "다자녀가구", "청년", "소상공인", "외국인주민", "장애인", "국가유공자",
    "학생", "임차인", "한부모가족",
]  # fmt: skip
_SENTENCES = [
    "{place}구 {thing} {doing}은 {department}에서 맡고 있으며 평일 오전 9시부터 오후 6시까지 받습니다.",
    "{person}은 신분증과 신청서를 가지고 {place}구청 {floor}층 {window}번 창구로 오시면 됩니다.",
    "수수료는 {fee}원이고 누리집에서 하시면 {days}일 안에 처리됩니다.",
    "{person}에게는 {percent}퍼센트를 깎아 드리며 증빙서류를 함께 내야 합니다.",
    "{thing} {doing} 뒤에 바뀐 내용이 있으면 {days}일 이내에 알려 주셔야 합니다.",
    "대리인이 올 때는 위임장과 두 사람의 신분증이 있어야 {doing}할 수 있습니다.",
    "자세한 것은 {department} 담당자 02-{first}-{second}번으로 물어보시기 바랍니다.",
    "지난해에는 {count}명이 {place}구에서 {thing} {doing}을 했습니다.",
    "온라인 접수는 매달 {day}일에 열리고 정원이 차면 대기자로 올라갑니다.",
    "서류가 모자라면 접수한 날부터 {days}일 동안 보완할 시간을 드립니다.",
]


def articles(count: int, seed: int = 1) -> Iterator[Document]:
    """So many articles, always the same for a seed; about 250 characters each."""
    chance = Random(seed)
    for number in range(count):
        words = {
            "place": chance.choice(_PLACES),
            "thing": chance.choice(_THINGS),
            "doing": chance.choice(_DOINGS),
            "person": chance.choice(_PEOPLE),
            "department": f"{chance.choice(_THINGS)}{chance.choice(['과', '팀', '센터'])}",
        }
        sentences = chance.sample(_SENTENCES, 6)
        text = " ".join(sentence.format(**words, **_figures(chance)) for sentence in sentences)
        title = f"{words['place']}구 {words['person']} {words['thing']} {words['doing']}은 어떻게 하나요?"
        yield Document(
            f"article-{number}", title, text, topics=frozenset({words["thing"]}), use=chance.random(), freshness=0.5
        )


def questions(documents: list[Document], count: int, seed: int = 2) -> list[str]:
    """What people might type for some of the articles: words of the title, shortened and in another order."""
    chance = Random(seed)
    asked = []
    for document in chance.sample(documents, count):
        words = document.title.removesuffix("은 어떻게 하나요?").split()
        chosen = chance.sample(words, chance.randint(2, len(words)))
        asked.append(" ".join(chosen) + chance.choice(["", "", " 어떻게 해요", " 언제까지예요?", " 얼마예요"]))
    return asked


def _figures(chance: Random) -> dict[str, int]:
    limits = {"floor": 9, "window": 30, "fee": 90, "days": 30, "percent": 50, "count": 9_000, "day": 28}
    drawn = {name: chance.randint(1, limit) for name, limit in limits.items()}
    drawn["fee"] *= 100
    return drawn | {"first": chance.randint(2000, 9999), "second": chance.randint(1000, 9999)}
