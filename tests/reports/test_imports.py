"""Importing contacts and counts: what is right is loaded, what is wrong is told and set aside."""

import csv
import gzip
import os
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importing import NOW, bring_in, written

from factories import rows
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.translation import Language
from sori.reports.service import imports

HEADING = "opened,channel,queue,topic,counsellor,answered,ended,outcome\n"
GOOD = "2025-06-01 09:00:00,phone,general,amount,anna,2025-06-01 09:00:30,2025-06-01 09:03:30,\n"
ABANDONED = "2025-06-01 23:59:59,web,water,,,,2025-06-02 00:01:59,abandoned\n"

LOADED = """
    select line, opened_at, channel, outcome, (select code from queue where id = queue_id),
           (select code from topic where id = topic_id), (select login from staff where id = counsellor_id),
           wait_ms, handling_ms
    from imported_contact order by import_id, line"""


def set_aside(path: Path) -> list[list[str]]:
    with path.with_name(f"{path.name}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def test_a_contact_is_loaded_with_its_whole_life(database: Database, database_url: str, tmp_path: Path) -> None:
    report = await bring_in(database, written(tmp_path, "a.csv", HEADING + GOOD + ABANDONED))
    assert (report.rows, report.set_aside, report.rejected) == (2, 0, None)
    assert await rows(database_url, LOADED) == [
        (2, datetime(2025, 6, 1, 0, 0, tzinfo=UTC), 1, 1, "general", "amount", "anna", 30_000, 180_000),
        (3, datetime(2025, 6, 1, 14, 59, 59, tzinfo=UTC), 6, 2, "water", None, None, 120_000, -1),
    ]
    assert await rows(database_url, "select kind, about, detail from event where kind = 'import.made'") == [
        (
            "import.made",
            {"import": report.import_id},
            {"rows": 2, "set_aside": 0, "from": "2025-06-01", "to": "2025-06-01"},
        )
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("접수일시,상담채널,상담 파트,결과,대기(초),처리(초)\n"
         "2025-06-01 09:00:00,전화,general (ko),응대,30,180\n", "utf-8-sig"),
        ("접수일시;상담채널;파트;결과;대기;처리\r\n2025/06/01 9:00;전화;GENERAL;응대;0:30;3:00\r\n", "utf-8"),
        ("opened\tchannel\tqueue\twait\thandling\n2025-06-01T00:00:00Z\tPhone\tgeneral\t30\t180\n", "utf-8"),
        ("opened|channel|queue|answered|ended\n\n2025-06-01 09:00:00+09:00|phone|general|"
         "2025-06-01T00:00:30+00:00|2025-06-01 09:03:30+09:00\n", "utf-8"),
    ],
)  # fmt: skip
async def test_headings_delimiters_and_times_may_be_of_several_forms(
    database: Database, database_url: str, tmp_path: Path, text: str, encoding: str
) -> None:
    report = await bring_in(database, written(tmp_path, "a.csv", text, encoding))
    assert report.set_aside == 0, report.reasons
    found = await rows(database_url, LOADED)
    assert [row[1:5] + row[7:] for row in found] == [
        (datetime(2025, 6, 1, 0, 0, tzinfo=UTC), 1, 1, "general", 30_000, 180_000)
    ]


@pytest.mark.parametrize("encoding", ["cp949", "euc-kr", "utf-16"])
async def test_an_encoding_is_told_and_taken(database: Database, tmp_path: Path, encoding: str) -> None:
    text = "접수일시,상담채널\n2025-06-01 09:00:00,전화\n"
    path = written(tmp_path, "a.csv", text, encoding)
    with pytest.raises(Problem) as refused:
        await bring_in(database, path)
    assert refused.value.code == "import_encoding"
    assert refused.value.values["other"] == ("utf-16" if encoding == "utf-16" else "cp949")
    assert (await bring_in(database, path, encoding=encoding)).rows == 1


WRONG = [
    (",phone,,,,,,", "opened", "when it was opened is missing"),
    ("yesterday,phone,,,,,,", "opened", "not a date and time such as 2021-06-01 09:05:00"),
    ("2025-02-30 09:00:00,phone,,,,,,", "opened", "not a date and time such as 2021-06-01 09:05:00"),
    ("1889-06-01 09:00:00,phone,,,,,,", "opened", "before 1990, or in the future"),
    ("2027-06-01 09:00:00,phone,,,,,,", "opened", "before 1990, or in the future"),
    ("2025-06-01 09:00:00,,,,,,,", "channel", "the channel is missing"),
    ("2025-06-01 09:00:00,telegraph,,,,,,", "channel", "no such channel"),
    ("2025-06-01 09:00:00,phone,nowhere,,,,,", "queue", "no such queue"),
    ("2025-06-01 09:00:00,phone,,nothing,,,,", "topic", "no such topic"),
    ("2025-06-01 09:00:00,phone,,,nobody,,,", "counsellor", "no such member of staff"),
    ("2025-06-01 09:00:00,phone,,,,2025-06-01 08:59:59,,", "answered", "answered before it was opened"),
    ("2025-06-01 09:00:00,phone,,,,,2025-06-01 08:00:00,", "ended", "ended before it was opened"),
    ("2025-06-01 09:00:00,phone,,,,,,perhaps", "outcome", "an outcome is answered or abandoned"),
    (
        "2025-06-01 09:00:00,phone,,,,2025-06-01 09:00:09,,abandoned",
        "outcome",
        "abandoned, yet it says when it was answered",
    ),
    (
        "2025-06-01 09:00:00,phone,,,,2025-06-01 09:00:09,2025-06-01 09:00:08,",
        "ended",
        "ended before it was answered",
    ),
    ("2025-06-01 09:00:00,phone,,,,,,,", "", "it has another number of columns than the headings"),
    ("2025-06-01 09:00:00", "", "it has another number of columns than the headings"),
    ('2025-06-01 09:00:00,"phone,,,,,,', "", "the quotation marks don't match"),
    ("2025-06-01 09:00:00,pho\0ne,,,,,,", "", "there is a NUL character in it"),
    ("2025-06-01 09:00:00,phone,,,,2025-09-01 09:00:00,,", "wait", "longer than 24 days"),
]


async def test_a_bad_row_is_told_with_line_field_and_reason_and_the_rest_is_loaded(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    lines = [line for wrong, _, _ in WRONG for line in (wrong + "\n", GOOD)]
    path = written(tmp_path, "a.csv", HEADING + "".join(lines))
    report = await bring_in(database, path)
    assert (report.rows, report.set_aside) == (len(WRONG), len(WRONG))
    told = set_aside(path)
    assert told[0] == ["line", "field", "reason", *HEADING.strip().split(",")]
    assert [row[:3] for row in told[1:]] == [
        [str(2 + 2 * number), field, reason] for number, (_, field, reason) in enumerate(WRONG)
    ]
    assert told[7][3:] == WRONG[6][0].split(",")
    # What was set aside can be put right where it is, and brought in again.
    corrected = [[*row[:4], "phone", *row[5:]] if row[1] == "channel" else row for row in told]
    again = tmp_path / "corrected.csv"
    with again.open("w", newline="") as file:
        csv.writer(file).writerows(row for row in corrected if len(row) == len(told[0]))
    report = await bring_in(database, again)
    assert report.rows == 2
    assert report.unused == []


async def test_reasons_are_told_in_korean_too(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADING + GOOD + "x,phone,,,,,,\n")
    await bring_in(database, path, language=Language.KO)
    assert "일시를 알 수 없습니다" in set_aside(path)[1][2]


async def test_a_byte_that_is_no_text_costs_its_own_line(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADING}{GOOD}".encode() + b"2025-06-01 09:00:00,\xff\xfe,,,,,,\n" + GOOD.encode())
    report = await bring_in(database, path)
    assert (report.rows, report.reasons) == (2, [(("", "not text of this encoding"), 1)])


async def test_a_line_without_end_costs_itself(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADING + GOOD + "x" * 1_000_000 + "\n" + GOOD)
    report = await bring_in(database, path)
    assert (report.rows, report.reasons) == (2, [(("", "the line is too long"), 1)])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"\n\n  \n", "import_empty"),
        (b"colour,size\nred,1\n", "import_headings"),
        (b"opened^channel\n2025-06-01^phone\n", "import_headings"),
        (b"opened,channel\n", "import_nothing"),
        (b"opened,channel\nx,y\n", "import_nothing"),
        (bytes(range(256)) * 40, "import_headings"),
    ],
)
async def test_a_file_that_is_none_is_refused_with_words(
    database: Database, database_url: str, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Problem) as refused:
        await bring_in(database, path)
    assert refused.value.code == code
    assert await rows(database_url, "select count(*) from import") == [(0,)]


async def test_files_that_are_not_there_or_cut_off_are_refused_with_words(database: Database, tmp_path: Path) -> None:
    for name, content in {
        "none.csv": None,
        "cut.csv.gz": gzip.compress((HEADING + GOOD * 10_000).encode())[:-200],
        "no.csv.gz": b"plain",
    }.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(Problem) as refused:
            await bring_in(database, tmp_path / name)
        assert refused.value.code == "import_unreadable", name
    with pytest.raises(Problem) as refused:
        await bring_in(database, written(tmp_path, "a.csv", HEADING + GOOD), encoding="klingon")
    assert refused.value.code == "import_encoding_unknown"


def table(**columns: Any) -> pa.Table:
    at = datetime(2025, 6, 1, 0, 0, tzinfo=UTC)
    return pa.table(
        {
            "opened": pa.array([at, at + timedelta(hours=1), None], pa.timestamp("us", "UTC")),
            "channel": pa.array(["phone", "web", "web"]).dictionary_encode(),
            "wait": pa.array([30.5, None, 1], pa.float64()),
            "handling": pa.array([180, None, 2], pa.int32()),
        }
        | columns
    )


async def test_parquet_is_taken_and_its_bad_rows_set_aside(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(table(), path)
    report = await bring_in(database, path)
    assert (report.rows, report.set_aside) == (2, 1)
    assert [row[:4] + row[7:] for row in await rows(database_url, LOADED)] == [
        (1, datetime(2025, 6, 1, 0, 0, tzinfo=UTC), 1, 1, 30_500, 180_000),
        (2, datetime(2025, 6, 1, 1, 0, tzinfo=UTC), 6, 2, -1, -1),
    ]
    assert set_aside(path)[1][:3] == ["3", "opened", "when it was opened is missing"]


@pytest.mark.parametrize(
    "columns",
    [
        {"opened": pa.array([1.5, 2.5, 3.5])},
        {"opened": pa.array([b"\xff", b"x", b"y"])},
        {"channel": pa.array([[1], [2], [3]])},
        {"channel": pa.array([{"a": 1}] * 3)},
        {"wait": pa.array([[1.0]] * 3)},
    ],
)
async def test_a_parquet_column_of_a_wrong_type_is_refused_with_words(
    database: Database, database_url: str, tmp_path: Path, columns: dict[str, Any]
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(table(**columns), path)
    with pytest.raises(Problem) as refused:
        await bring_in(database, path)
    assert refused.value.code in ("import_column_type", "import_nothing")
    assert await rows(database_url, "select count(*) from imported_contact") == [(0,)]


async def test_a_cut_off_parquet_is_refused_with_words(database: Database, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(table(), path)
    whole = path.read_bytes()
    spoilt = random.Random(1)
    for content in (
        b"",
        b"PAR1",
        whole[:-1],
        whole[: len(whole) // 2],
        *(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :] for at in spoilt.sample(range(len(whole)), 60)),
    ):
        path.write_bytes(content)
        with suppress(Problem):
            await bring_in(database, path, dry_run=True)
    assert await rows(database_url, "select count(*) from imported_contact") == [(0,)]


async def test_the_same_file_is_noticed_and_an_import_can_be_undone(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "a.csv", HEADING + GOOD)
    first = await bring_in(database, path)
    renamed = written(tmp_path, "b.csv", HEADING + GOOD)
    with pytest.raises(Problem) as refused:
        await bring_in(database, renamed)
    assert (refused.value.code, refused.value.values["number"]) == ("import_twice", first.import_id)
    assert (await bring_in(database, renamed, again=True)).rows == 1
    assert await rows(database_url, "select count(*) from imported_contact") == [(2,)]
    async with database.transaction() as transaction:
        assert first.import_id is not None
        await imports.undo(transaction, first.import_id, NOW)
    assert await rows(database_url, "select count(*) from imported_contact") == [(1,)]
    async with database.transaction() as transaction:
        with pytest.raises(Problem):
            await imports.undo(transaction, first.import_id, NOW)
    async with database.reading() as transaction:
        listed = await imports.imports(transaction)
    assert [one.undone_at is None for one in listed] == [True, False]


async def test_a_dry_run_changes_nothing(database: Database, database_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADING + GOOD + "x,y,,,,,,\n")
    report = await bring_in(database, path, dry_run=True)
    assert (report.rows, report.set_aside, report.import_id) == (1, 1, None)
    assert [fault.line for fault in report.first_faults] == [3]
    assert os.listdir(tmp_path) == ["a.csv"]
    assert await rows(database_url, "select count(*) from import") == [(0,)]
    assert await rows(database_url, "select count(*) from imported_contact") == [(0,)]
    assert (await bring_in(database, path)).rows == 1


async def test_ten_thousand_malformed_rows_lose_no_good_one(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(120)
    lines = []
    for number in range(10_000):
        wrong = WRONG[number % len(WRONG)][0] if number % 2 else _scrambled(chance)
        lines += [wrong + "\n", GOOD]
    path = written(tmp_path, "a.csv", HEADING + "".join(lines))
    report = await bring_in(database, path)
    assert report.rows >= 10_000
    found = await rows(database_url, "select count(*) from imported_contact where mod(line, 2) = 1")
    assert found == [(10_000,)]
    assert report.rows + report.set_aside <= 20_000


def _scrambled(chance: random.Random) -> str:
    row = list(GOOD.strip())
    for _ in range(chance.randrange(1, 6)):
        row[chance.randrange(len(row))] = chance.choice(",\"\\;\t 0x-:'=@한")
    return "".join(row)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=2_000) | st.text(max_size=500).map(lambda text: (HEADING + text).encode()))
async def test_nothing_that_can_be_in_a_file_is_a_fault_of_ours(
    database: Database, tmp_path: Path, content: bytes
) -> None:
    for name in ("a.csv", "a.parquet", "a.csv.gz"):
        (tmp_path / name).write_bytes(content)
        # Whatever else it raised would be ours.
        with suppress(Problem):
            await bring_in(database, tmp_path / name, dry_run=True)
