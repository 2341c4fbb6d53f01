"""Posts brought in from files: good rows kept, bad ones set aside with what is wrong."""

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from posts import Keeper

from factories import WEDNESDAY_10, answer, problem, rows
from running import People
from sori.demo import directory, service
from sori.platform.database import Database

CSV = """기관,직위,담당 부서,자치구,업무,전화번호,근무 시간,업무 대행,비상연락망
소리시청,주차팀장,주차과,,"주정차 단속
사진 신고",02-000-2011,평일 09:00-18:00,주차주무관,
소리시청,주차주무관,주차과,,,직통 02-000-2012; 야간 02-000-2013,"평일 09:00-18:00, 토 09:00-12:00",,아니요
가온구청,당직실,총무과,가온구,,010-1234-5678,아무 때나,,글쎄
소리시청,주차팀장,주차과,,,02-000-2011,24시간,,예
"""


async def brings(people: People, name: str, content: bytes, login: str = "knowledge_editor") -> Any:
    browser = await people.staff(login)
    return answer(await browser.post("/api/directory/import", files={"file": (name, content)}))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949"])
async def test_good_rows_are_kept_and_bad_ones_set_aside_with_line_field_and_reason(
    people: People, encoding: str
) -> None:
    done = await brings(people, "posts.csv", CSV.encode(encoding))

    assert (done["added"], done["changed"]) == (2, 0)
    assert [(row["line"], row["field"], row["post"]) for row in done["rejected"]] == [
        (5, "emergency", "가온구청 당직실"),
        (5, "numbers", "가온구청 당직실"),
        (5, "hours", "가온구청 당직실"),
        (6, "title", "소리시청 주차팀장"),
    ]
    keeper = await Keeper.of(people)
    [head, deputy] = (await keeper.browser.read("/api/directory/search", q="ㅈㅊ", district=""))["items"]
    by_title = {one["content"]["title"]: one for one in (head, deputy)}
    assert by_title["주차팀장"]["content"]["duties"] == ["주정차 단속", "사진 신고"]
    assert by_title["주차팀장"]["substitutes"] == [{"name": "주차주무관", "post_id": by_title["주차주무관"]["id"]}]
    assert by_title["주차주무관"]["content"]["numbers"] == [
        {"number": "02-000-2012", "label": "직통"},
        {"number": "02-000-2013", "label": "야간"},
    ]


async def test_what_was_set_aside_can_be_put_right_and_brought_in_again(people: People) -> None:
    done = await brings(people, "posts.csv", CSV.encode())
    table = list(csv.DictReader(io.StringIO(done["set_aside"].removeprefix("\ufeff"))))
    table[0] |= {"numbers": "02-000-3000", "hours": "24시간", "emergency": "예"}
    text = io.StringIO()
    writer = csv.DictWriter(text, table[0].keys())
    writer.writeheader()
    writer.writerows(table[:1])

    again = await brings(people, "set-aside.csv", text.getvalue().encode(), "administrator")

    assert (again["added"], again["rejected"]) == (1, [])
    listed = await (await Keeper.of(people)).browser.read("/api/directory/emergency")
    assert [one["content"]["title"] for one in listed["posts"]] == ["당직실"]


async def test_a_file_brought_in_twice_changes_nothing_and_a_changed_one_what_differs(people: People) -> None:
    file = "\n".join(CSV.splitlines()[:4])
    await brings(people, "posts.csv", file.encode())
    assert (await brings(people, "posts.csv", file.encode()))["unchanged"] == 2

    done = await brings(people, "posts.csv", file.replace("토 09:00-12:00", "토 10:00-12:00").encode())

    assert (done["added"], done["changed"], done["unchanged"]) == (0, 1, 1)


async def test_a_workbook_is_read_and_its_columns_must_be_there(people: People) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["office", "title", "department", "phone", "hours"])
    sheet.append(["City hall", "Duty desk", "safety", 120, "24 hours"])
    packed = io.BytesIO()
    book.save(packed)
    assert (await brings(people, "posts.xlsx", packed.getvalue()))["added"] == 1

    browser = await people.staff("knowledge_editor")
    for name, content, code in (
        ("posts.csv", b"office,title\na,b\n", "articles_columns"),
        ("posts.docx", b"x", "articles_kind"),
        ("posts.toml", b"[[district]]\ncode = 'a'\n", "post_district"),
        ("posts.toml", b"", "articles_empty"),
    ):
        refused = await browser.post("/api/directory/import", files={"file": (name, content)})
        assert problem(refused) == (422, code), name


async def test_the_demos_directory_comes_in_whole_and_only_once(empty_url: str) -> None:
    database = Database(empty_url, connections=2)
    await database.open()
    try:
        async with database.transaction() as transaction:
            await directory.load_once(transaction, WEDNESDAY_10)  # no centre yet: nothing happens
            await service.make(transaction, WEDNESDAY_10)
        for day in range(2):
            async with database.transaction() as transaction:
                await directory.load_once(transaction, WEDNESDAY_10 + timedelta(days=day))
    finally:
        await database.close()

    [(posts, emergency, districts, changes)] = await rows(
        empty_url,
        """select count(*), count(*) filter (where emergency), count(distinct district_id),
                  (select count(*) from post_change) from post""",
    )
    assert (posts, districts) == (changes, 25)
    assert posts > 200
    assert emergency > 20


@pytest.mark.slow
def test_the_command_tells_what_it_did_and_sets_bad_rows_aside_beside_the_file(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(CSV, "utf-8")

    def sori(file: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sori.cli", "import", "directory", str(file), "--as", "administrator"],
            env={**os.environ, "DATABASE_URL": database_url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = sori(path)

    assert done.returncode == 1, done.stderr
    assert "2 added, 0 changed, 0 as before" in done.stdout
    assert "posts.csv:5: hours:" in done.stderr
    aside = tmp_path / "posts.set-aside.csv"
    assert "당직실" in aside.read_text("utf-8")
    good = tmp_path / "good.csv"
    good.write_text("\n".join(CSV.splitlines()[:4]), "utf-8")
    assert (sori(good).returncode, "2 as before" in sori(good).stdout) == (0, True)
