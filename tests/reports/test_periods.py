"""Counted history: published tables shown exactly, counts in tables of statistics, and nothing counted twice."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from importing import bring_in, written

from factories import Browser
from running import People
from sori.platform.database import Database
from sori.platform.problem import Problem
from sori.platform.settings import ROOT

MAPPINGS = ROOT / "docs/import"
PUBLISHED = ROOT.parent / "shared/data/seoul120"
published = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published tables are not here")
FILES = {
    "contacts_by_channel.csv": "contacts-by-channel.toml",
    "phone_answer_rate.csv": "phone-answer-rate.toml",
    "covid_contacts.csv": "covid-contacts.toml",
    "covid_topics_2021_07.csv": "covid-topics.toml",
    "voc_2021_06.csv": "suggestions.toml",
}
INVENTED = {
    "contacts_by_channel.csv": """period,days,total,phone,sms,chatbot,smart_report,portal,sign
2015,365,1130,1000,100,,30,,
2016-01-01/2016-03-31,91,555,500,50,5,,,
""",
    "phone_answer_rate.csv": """period,inbound,answered,answer_rate_pct
2015,1200,1000,83.3
2016-01-01/2016-03-31,800,500,62.5
""",
    "covid_contacts.csv": """period,total,total_daily_mean,covid,covid_daily_mean,covid_share_pct
2015,1130,3,113,0,10.0
2016-02,200,7,31,1,15.5
""",
    "covid_topics_2021_07.csv": "topic_ko,topic,contacts\n백신,vaccine,3\n마스크,masks,7\n",
    "voc_2021_06.csv": "field_ko,count,share_pct_published\n교통,1,34.0\n환경,2,66.0\n",
}
CHANNELS = {"sign": "sign_language"}


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    for name, text in INVENTED.items():
        written(tmp_path, name, text)
    return tmp_path


async def load(database: Database, folder: Path, into: Path) -> None:
    for name, mapped in FILES.items():
        # Beside a copy, so that nothing is ever written where the published tables lie.
        path = into / f"copy-{name}"
        path.write_bytes((folder / name).read_bytes())
        report = await bring_in(database, path, MAPPINGS / mapped)
        assert (report.set_aside, report.unused) == (0, report.unused), report.reasons


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / name).read_text("utf-8").splitlines()))


def days_of(period: str) -> tuple[str, str]:
    first, _, last = period.partition("/")
    if len(first) == 4:
        return f"{first}-01-01", f"{first}-12-31"
    if len(first) == 7:
        year, month = map(int, first.split("-"))
        after = date(year + month // 12, month % 12 + 1, 1)
        return f"{first}-01", date.fromordinal(after.toordinal() - 1).isoformat()
    return first, last


def of_period(told: list[Any], period: str) -> Any:
    return next(row for row in told if (row["first_day"], row["last_day"]) == days_of(period))


async def shows_the_tables(browser: Browser, folder: Path) -> None:
    """Every figure of the files is shown as it stands there, the printed percentages too."""
    periods = await browser.read("/api/stats/periods")
    for row in table(folder, "contacts_by_channel.csv"):
        shown = of_period(periods["channels"], row["period"])
        channels = {CHANNELS.get(name, name): int(row[name]) for name in list(row)[3:] if row[name]}
        assert shown["by_channel"] == channels
        assert (shown["days"], shown["total"]) == (int(row["days"]), int(row["total"]))
        statistics = await browser.read(
            "/api/stats/table",
            by="channel",
            **dict(zip(("from", "to"), days_of(row["period"]), strict=True)),
        )
        assert {line["key"]: line["figures"]["answered"] for line in statistics["rows"]} == channels
        assert statistics["total"]["answered"] == int(row["total"])
        assert round(statistics["total"]["answered_daily_mean"] + 1e-9) in (
            shown["daily_mean"],
            shown["daily_mean"] - 1,
        )
    for row in table(folder, "phone_answer_rate.csv"):
        shown = of_period(periods["answers"], row["period"])
        assert (shown["inbound"], shown["answered"]) == (int(row["inbound"]), int(row["answered"]))
        assert shown["answer_rate_pct"] == shown["printed_rate_pct"] == float(row["answer_rate_pct"])
        statistics = await browser.read(
            "/api/stats/table",
            by="channel",
            channel="phone",
            **dict(zip(("from", "to"), days_of(row["period"]), strict=True)),
        )
        figures = statistics["total"]
        assert (figures["inbound"], figures["answered"]) == (int(row["inbound"]), int(row["answered"]))
        assert figures["answer_rate_pct"] == float(row["answer_rate_pct"])
    for row in table(folder, "covid_contacts.csv"):
        shown = of_period(periods["shares"], row["period"])
        assert shown["part"] == "COVID-19"
        assert (shown["total"], shown["total_daily_mean"]) == (int(row["total"]), int(row["total_daily_mean"]))
        assert (shown["count"], shown["daily_mean"]) == (int(row["covid"]), int(row["covid_daily_mean"]))
        assert shown["share_pct"] == shown["printed_share_pct"] == float(row["covid_share_pct"])
    topics = {row["topic_ko"]: int(row["contacts"]) for row in table(folder, "covid_topics_2021_07.csv")}
    shown = of_period(periods["shares"], "2021-07")
    assert {field["field"]: field["count"] for field in shown["fields"]} == topics
    suggestions = of_period(periods["suggestions"], "2021-06")
    rows = table(folder, "voc_2021_06.csv")
    assert suggestions["total"] == sum(int(row["count"]) for row in rows)
    for row in rows:
        field = next(field for field in suggestions["fields"] if field["field"] == row["field_ko"])
        assert (field["count"], field["printed_share_pct"]) == (int(row["count"]), float(row["share_pct_published"]))
        assert field["share_pct"] == pytest.approx(100 * field["count"] / suggestions["total"], abs=0.0501)


@published
async def test_the_published_tables_are_shown_exactly(database: Database, people: People, tmp_path: Path) -> None:
    await load(database, PUBLISHED, tmp_path)
    manager = await people.staff("manager")
    await shows_the_tables(manager, PUBLISHED)
    periods = await manager.read("/api/stats/periods")
    assert sum(field["count"] for field in of_period(periods["shares"], "2021-07")["fields"]) == 213_938
    shares = {field["count"]: field["share_pct"] for field in periods["suggestions"][0]["fields"]}
    assert shares[72] == 51.4  # printed 51.5: the quotient stands beside it


async def test_tables_of_periods_are_shown_as_their_files_have_them(
    database: Database, people: People, invented: Path
) -> None:
    await load(database, invented, invented)
    manager = await people.staff("manager")
    await shows_the_tables(manager, invented)


async def test_exports_have_the_same_figures_as_numbers(database: Database, people: People, invented: Path) -> None:
    await load(database, invented, invented)
    manager = await people.staff("manager")
    for name, expected in {
        "channels": ["2015-01-01", "2015-12-31", "365", "1130", "3", "1000", "100", "30", ""],
        "answers": ["2015-01-01", "2015-12-31", "365", "전화", "1200", "1000", "83.3", "83.3", "3", "3"],
        "shares": ["2015-01-01", "2015-12-31", "365", "COVID-19", "", "1130", "3", "113", "0", "10.0", "10.0"],
        "suggestions": ["2021-06-01", "2021-06-30", "환경", "2", "66.7", "66.0"],
    }.items():
        path = f"/api/stats/periods/{name}/file"
        told = await manager.get(path, params={"format": "csv", "language": "ko"})
        assert told.content.startswith(b"\xef\xbb\xbf"), name
        lines = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
        assert lines[0][:2] == ["시작일", "종료일"]
        assert lines[1] == expected, name
        assert {len(line) for line in lines} == {len(expected)}, name
        book = openpyxl.load_workbook(
            io.BytesIO((await manager.get(path, params={"format": "xlsx", "language": "ko"})).content)
        )
        row = [cell.value for cell in book.worksheets[0][2]]
        assert row[0] == datetime.fromisoformat(expected[0])
        numbers = [float(cell) for cell in expected[2:] if cell and cell[0].isdecimal()]
        assert [value for value in row[2:] if isinstance(value, int | float)] == numbers, name


async def test_a_count_opens_the_line_that_it_came_from(database: Database, people: People, invented: Path) -> None:
    await load(database, invented, invented)
    manager = await people.staff("manager")
    page = await manager.read(
        "/api/stats/contacts",
        **{"figure": "answered", "by": "channel", "channel": "phone", "from": "2015-01-01", "to": "2015-12-31"},
    )
    assert page["items"] == []
    assert [(count["origin"]["file"], count["origin"]["line"]) for count in page["counts"]] == [
        ("copy-contacts_by_channel.csv", 2),
        ("copy-phone_answer_rate.csv", 2),
    ]
    assert page["counts"][1]["values"] == {
        "period": "2015",
        "inbound": "1200",
        "answered": "1000",
        "answer_rate_pct": "83.3",
    }
    looked = await manager.read("/api/stats/imports")
    assert len(looked) == len(FILES)


async def test_counts_and_contacts_of_the_same_day_are_not_counted_twice(
    database: Database, people: People, tmp_path: Path
) -> None:
    counts = "day,channel,queue,inbound,answered\n2025-06-01,phone,,10,8\n2025-06-02,phone,,5,5\n2025-06-01,web,,,4\n"
    contacts = "opened,channel,queue,outcome\n" + (
        "2025-06-01 10:00,phone,general,answered\n" * 3
        + "2025-06-01 11:00,phone,general,abandoned\n"
        + "2025-06-01 11:00,web,general,answered\n" * 6
    )
    await bring_in(database, written(tmp_path, "counts.csv", counts))
    report = await bring_in(database, written(tmp_path, "contacts.csv", contacts))
    assert report.beside == 2
    manager = await people.staff("manager")
    of_days = {"from": "2025-06-01", "to": "2025-06-02"}
    told = await manager.read("/api/stats/table", by="channel", **of_days)
    figures = {row["key"]: row["figures"] for row in told["rows"]}
    assert (figures["phone"]["inbound"], figures["phone"]["answered"], figures["phone"]["counted"]) == (15, 13, 11)
    assert (figures["web"]["inbound"], figures["web"]["answered"], figures["web"]["counted"]) == (6, 6, 0)
    by_day = await manager.read("/api/stats/table", by="day", **of_days)
    assert [row["figures"]["inbound"] for row in by_day["rows"]] == [16, 5]
    by_hour = await manager.read("/api/stats/table", by="hour", **of_days)
    assert by_hour["total"]["inbound"] == 10
    assert by_hour["left_out"] == {"rows": 3, "inbound": 19, "answered": 17}


async def test_of_counts_that_overlap_the_longest_that_fits_is_taken(
    database: Database, people: People, tmp_path: Path
) -> None:
    lines = [
        "2024,phone,,1000",
        "2024-03,phone,,100",
        "2024-03-05,phone,,7",
        "2024-03,phone,general,60",
        "2024-03,phone,water,30",
    ]
    await bring_in(database, written(tmp_path, "a.csv", "period,channel,queue,answered\n" + "\n".join(lines)))
    manager = await people.staff("manager")

    async def answered(by: str, first: str, last: str) -> list[int]:
        told = await manager.read("/api/stats/table", **{"by": by, "from": first, "to": last})
        return [row["figures"]["answered"] for row in told["rows"]]

    assert await answered("channel", "2024-01-01", "2024-12-31") == [1000]
    assert await answered("channel", "2024-02-01", "2024-04-30") == [100]
    assert await answered("month", "2024-01-01", "2024-12-31") == [100]
    assert await answered("day", "2024-01-01", "2024-12-31") == [7]
    assert await answered("queue", "2024-03-01", "2024-03-31") == [60, 30]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (",phone,1,1", "day", "the day is missing"),
        ("2024-02-30,phone,1,1", "day", "not a day such as 2021-06-01"),
        ("2024-02-01,phone,1,", "answered", "the number answered is missing"),
        ("2024-02-01,phone,1,2", "answered", "more answered than inbound"),
        ("2024-02-01,phone,-1,0", "inbound", "not a number from 0 on"),
        ("2024-02-01,phone,1e9,0", "inbound", "not a number from 0 on"),
        ("2024-02-01,pigeon,1,1", "channel", "no such channel"),
        ("2024-02-02,phone,3,1", "answered", "another figure is known of the same period already"),
    ],
)
async def test_a_count_that_is_wrong_is_told_and_set_aside(
    database: Database, tmp_path: Path, line: str, field: str, reason: str
) -> None:
    text = f'day,channel,inbound,answered\n2024-02-02,phone,"1,234",1200\n{line}\n'
    report = await bring_in(database, written(tmp_path, "a.csv", text))
    assert (report.rows, report.reasons) == (1, [((field, reason), 1)])


async def test_a_line_that_contradicts_itself_is_set_aside(database: Database, tmp_path: Path) -> None:
    heading = INVENTED["contacts_by_channel.csv"].splitlines()[0]
    text = heading + "\n2015,364,1130,1000,100,,30,,\n2016,366,1130,1000,100,,31,,\n2017,365,9,9,,,,,\n"
    report = await bring_in(database, written(tmp_path, "a.csv", text), MAPPINGS / "contacts-by-channel.toml")
    assert report.rows == 1
    assert [(fault.line, fault.field) for fault in report.first_faults] == [(2, "days"), (3, "total")]


async def test_a_mapping_that_names_what_isnt_there_is_refused_with_words(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "day,n\n2024-01-01,1\n")
    for text, code in {
        'kind = "counts"\ncolumns = {day = "day", answered = "m"}': "import_no_column",
        'kind = "counts"\ncolumns = {day = "day", replied = "n"}': "import_mapping",
        'kind = "poems"': "import_mapping",
        "kind = ": "import_mapping",
        'kind = "counts"\ncolumns = {day = "day"}': "import_headings",
    }.items():
        with pytest.raises(Problem) as refused:
            await bring_in(database, path, written(tmp_path, "a.toml", text))
        assert refused.value.code == code, text
