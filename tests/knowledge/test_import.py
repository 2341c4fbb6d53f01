"""Bringing articles in: every kind of file, good rows kept, bad ones set aside with what is wrong."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from articles import Editor

from factories import answer, problem
from running import People

CSV = """코드,질문,짧은 답변,답변,절차,담당 부서,상담 코드,대상,시작일,검토 주기,다른 표현
bulky,대형폐기물은 어떻게 버리나요?,구청 누리집에서 신고하고 스티커를 붙여 내놓으세요.,**수수료**가 있습니다.,"신고한다
스티커를 붙인다",청소과,amount,공개,2026-03-01,90,큰 쓰레기 버리기; 소파 버리는 법
,,짧은 답,,,청소과,amount,공개,,,
night,야간 민원실은 몇 시까지 하나요?,밤 9시까지 합니다.,,,민원과,nowhere,아무나,2026년 13월 1일,열흘,
"""


async def brings(people: People, name: str, content: bytes, login: str = "knowledge_editor", **data: Any) -> Any:
    browser = await people.staff(login)
    return answer(await browser.post("/api/knowledge/import", files={"file": (name, content)}, data=data))


async def one(people: People, code: str) -> dict[str, Any]:
    editor = await Editor.of(people)
    [found] = (await editor.browser.read("/api/knowledge/articles", text=code))["items"]
    shown: dict[str, Any] = (await editor.sees(found["id"]))["article"]
    return shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
async def test_good_rows_become_drafts_and_bad_ones_are_set_aside_with_line_field_and_reason(
    people: People, encoding: str
) -> None:
    done = await brings(people, "articles.csv", CSV.encode(encoding))

    assert (done["added"], done["published"]) == (1, 0)
    assert [(row["line"], row["field"]) for row in done["rejected"]] == [
        (4, "question"),
        (5, "audience"),
        (5, "valid_from"),
        (5, "review_days"),
        (5, "topics"),
    ]
    article = await one(people, "bulky")
    assert article["state"] == "draft"
    assert article["content"]["steps"] == ["신고한다", "스티커를 붙인다"]
    assert article["content"]["also"] == ["큰 쓰레기 버리기", "소파 버리는 법"]
    assert article["content"]["audience"] == "public"
    assert article["content"]["valid_from"] == "2026-03-01"


async def test_what_was_set_aside_can_be_put_right_and_brought_in_again(people: People) -> None:
    done = await brings(people, "articles.csv", CSV.encode())
    rows = list(csv.DictReader(io.StringIO(done["set_aside"].removeprefix("\ufeff"))))
    assert [row["line"] for row in rows] == ["4", "5"]
    rows[0]["question"] = "청소과 전화번호는?"
    rows[1] |= {"topics": "amount", "audience": "public", "valid_from": "2026-01-01", "review_days": "10"}
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)

    again = await brings(people, "set-aside.csv", text.getvalue().encode())

    assert (again["added"], again["rejected"]) == (2, [])
    assert (await one(people, "night"))["content"]["review_days"] == 10


async def test_a_file_that_is_brought_in_twice_changes_nothing_and_a_changed_one_revises(people: People) -> None:
    await brings(people, "articles.csv", CSV.encode())

    again = await brings(people, "articles.csv", CSV.encode())
    assert (again["added"], again["revised"], again["unchanged"]) == (0, 0, 1)

    changed = await brings(people, "articles.csv", CSV.replace("스티커를 붙여 내놓으세요", "내놓으세요").encode())
    assert changed["revised"] == 1
    assert (await one(people, "bulky"))["version"] == 2


async def test_a_workbook_is_read_like_a_table(people: People) -> None:
    book = openpyxl.Workbook()
    book.active.append(["question", "short", "department", "topics", "valid_to", "review_days"])
    book.active.append(["수도 요금은 언제 내나요?", "매달 말일까지입니다.", "수도과", "amount", None, 30])
    book.active.append(["", "", "", "", "", ""])
    book.active.append(["빈 답", None, "수도과", "amount", None, 30])
    kept = io.BytesIO()
    book.save(kept)

    done = await brings(people, "water.xlsx", kept.getvalue())

    assert done["added"] == 1
    assert [(row["line"], row["field"]) for row in done["rejected"]] == [(4, "short")]


HTML = """<html><head><title>x</title></head><body><div>
<h1>여권은 어디서 만드나요?</h1>
<p>담당 부서: 민원과</p>
<p>짧은 답변: 가까운 구청 민원실에서 만듭니다.</p>
<p>상담 코드: amount</p>
<p>신분증과 <b>사진</b>이 필요합니다.</p>
<h2>절차</h2><ol><li>신청서를 쓴다</li><li>사진을 낸다</li></ol>
<h2>링크</h2><ul><li><a href="https://example.org/passport">여권 안내</a></li></ul>
<h1>여권 수수료는?</h1><p>담당 부서: 민원과</p>
</div></body></html>"""


async def test_a_page_has_an_article_for_each_heading_of_the_first_level(people: People) -> None:
    done = await brings(people, "page.html", HTML.encode())

    assert done["added"] == 1
    assert [(row["line"], row["field"], row["question"]) for row in done["rejected"]] == [
        (9, "short", "여권 수수료는?")
    ]
    article = await one(people, "여권은")
    assert article["content"]["long"] == "신분증과 **사진**이 필요합니다."
    assert article["content"]["steps"] == ["신청서를 쓴다", "사진을 낸다"]
    assert article["content"]["links"] == [{"title": "여권 안내", "url": "https://example.org/passport"}]


def document(paragraphs: list[tuple[str, str]]) -> bytes:
    """The smallest Word document with these paragraphs, each with its style."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        packed.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        packed.writestr("word/document.xml", f"<w:document {word}><w:body>{body}</w:body></w:document>")
    return kept.getvalue()


async def test_a_word_document_has_an_article_for_each_heading_of_the_first_level(people: People) -> None:
    content = document(
        [
            ("Heading1", "가로등이 꺼졌어요"),
            ("Normal", "부서: 도로과"),
            ("Normal", "짧은 답변: 번호판의 번호를 알려 주시면 고칩니다."),
            ("Normal", "상담 코드: amount"),
            ("Heading2", "절차"),
            ("Normal", "번호를 확인한다"),
            ("Normal", "신고한다"),
        ]
    )

    done = await brings(people, "lights.docx", content)

    assert (done["added"], done["rejected"]) == (1, [])
    assert (await one(people, "가로등"))["content"]["steps"] == ["번호를 확인한다", "신고한다"]


TOML = """
basis = "기준은 데모입니다."
[[department]]
code = "roads"
ko = "도로과"
en = "Roads"
[[article]]
code = "pothole"
question = "도로가 패였어요"
short = "위치를 알려 주세요."
long = "사흘 안에 고칩니다."
department = "roads"
topics = ["amount"]
audience = "public"
review_due_days = 90
links = [{title = "신고", url = "https://example.org/report"}]
also = ["포트홀 신고"]
[[article]]
code = "pothole"
question = "두 번째"
short = "같은 코드"
department = "roads"
"""


async def test_toml_brings_its_departments_and_tells_a_code_that_it_has_twice(people: People) -> None:
    done = await brings(people, "roads.toml", TOML.encode(), login="administrator", publish="true")

    assert (done["added"], done["published"]) == (1, 1)
    assert [(row["line"], row["field"]) for row in done["rejected"]] == [(18, "code")]
    read = await people.browser().read("/api/public/knowledge/articles/pothole")
    assert read["department"] == {"ko": "도로과", "en": "Roads"}
    assert read["long"] == "사흘 안에 고칩니다.\n\n기준은 데모입니다."
    assert read["review_due"] == "2026-06-02"


async def test_only_an_administrator_publishes_while_bringing_in(people: People) -> None:
    browser = await people.staff("knowledge_editor")

    refused = await browser.post(
        "/api/knowledge/import", files={"file": ("a.csv", CSV.encode())}, data={"publish": "true"}
    )

    assert problem(refused) == (403, "articles_publish")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.4", "articles_kind"),
        ("a.csv", b"name,answer\n1,2\n", "articles_columns"),
        ("a.csv", b"\xff\xfe\x00", "articles_encoding"),
        ("a.csv", b"", "articles_empty"),
        ("a.xlsx", b"PK\x03\x04 no zip", "articles_damaged"),
        ("a.docx", b"nothing", "articles_damaged"),
        ("a.html", b"<p>no heading</p>", "articles_headings"),
        ("a.toml", b"[[article]\n", "articles_line"),
    ],
)
async def test_a_file_of_which_nothing_can_be_read_is_refused_with_the_reason(
    people: People, name: str, content: bytes, code: str
) -> None:
    browser = await people.staff("knowledge_editor")

    assert problem(await browser.post("/api/knowledge/import", files={"file": (name, content)})) == (422, code)
