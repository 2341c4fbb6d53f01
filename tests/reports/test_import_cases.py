"""Importing cases: what is right is loaded, what is wrong is told and set aside."""

import csv
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
from sori.reports.imported.headings import CASES
from sori.reports.service import imports

HEADING = "number,type,department,opened,due,closed,on_time,latitude,longitude\n"
GOOD = "7,Street light,Roads,2025-06-01 09:00:00,2025-06-03 18:00:00,2025-06-03 18:00:00,on time,37.5663,126.9779\n"
BARE = ",Pothole,,2025-06-02 00:30:00,,,,,\n"
LOADED = """
    select line, number, type, department, opened_at, due_at, closed_at, latitude, longitude
    from imported_case order by import_id, line"""


async def test_a_case_is_loaded_with_all_that_is_known_of_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    report = await bring_in(database, written(tmp_path, "a.csv", HEADING + GOOD + BARE), kinds=CASES)
    assert (report.rows, report.set_aside, report.without_place, report.flags.compared) == (2, 0, 1, 1)
    due = datetime(2025, 6, 3, 9, tzinfo=UTC)
    assert await rows(database_url, LOADED) == [
        (2, "7", "Street light", "Roads", datetime(2025, 6, 1, tzinfo=UTC), due, due, 37.5663, 126.9779),
        (3, None, "Pothole", None, datetime(2025, 6, 1, 15, 30, tzinfo=UTC), None, None, None, None),
    ]
    assert await rows(database_url, "select kind, rows, first_day::text, last_day::text, known_until from import") == [
        ("cases", 2, "2025-06-01", "2025-06-02", due)
    ]
    assert report.import_id is not None
    async with database.transaction() as transaction:
        await imports.undo(transaction, report.import_id, NOW)
    assert await rows(database_url, "select count(*) from imported_case") == [(0,)]


async def test_headings_may_be_korean_and_a_parquet_is_taken_with_its_types(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    korean = (
        "민원유형,처리부서,접수일시,처리기한,완료일시,기한준수,위도,경도\n도로,도로과,2025-06-01 09:00,,,,37.5,127\n"
    )
    assert (await bring_in(database, written(tmp_path, "a.csv", korean, "cp949"), encoding="cp949", kinds=CASES)).rows
    at = datetime(2025, 6, 1, tzinfo=UTC)
    table = pa.table(
        {
            "case_id": pa.array([1, 2], pa.int64()),
            "type": pa.array(["도로", "Road\0"]).dictionary_encode(),
            "opened_at": pa.array([at, at], pa.timestamp("us", "UTC")),
            "target_at": pa.array([at + timedelta(days=1), None], pa.timestamp("us", "UTC")),
            "closed_at": pa.array([at + timedelta(days=2), None], pa.timestamp("us", "UTC")),
            "on_time": pa.array([False, None]),
            "lat": pa.array([37.5, float("nan")]),
            "lon": pa.array([127, None], pa.int32()),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    report = await bring_in(database, tmp_path / "a.parquet", kinds=CASES)
    assert (report.rows, report.reasons) == (1, [(("type", "there is a NUL character in it"), 1)])
    assert (report.flags.compared, report.flags.differing) == (1, ())
    found = await rows(database_url, "select number, type, closed_at, latitude, longitude from imported_case")
    assert found == [(None, "도로", None, 37.5, 127.0), ("1", "도로", at + timedelta(days=2), 37.5, 127.0)]


async def test_a_published_flag_that_contradicts_its_times_is_told_and_the_times_count(
    database: Database, tmp_path: Path
) -> None:
    late = GOOD.replace("18:00:00,on time", "18:00:01,on time")
    report = await bring_in(database, written(tmp_path, "a.csv", HEADING + GOOD + late), kinds=CASES)
    assert (report.rows, report.flags.compared, report.flags.differing) == (2, 2, (3,))
    assert any("1 contradict their times, which are what counts; lines 3" in line for line in imports.told(report, "a"))


WRONG = [
    ("1,Light,,,,,,,", "opened", "when it was opened is missing"),
    ("1,Light,,1889-06-01 09:00:00,,,,,", "opened", "before 1990, or in the future"),
    ("1,Light,,2027-06-01 09:00:00,,,,,", "opened", "before 1990, or in the future"),
    ("1,Light,,2025-06-01 09:00:00,soon,,,,", "due", "not a date and time such as 2021-06-01 09:05:00"),
    ("1,Light,,2025-06-01 09:00:00,9999-06-01 09:00:00,,,,", "due", "due before 1990, or after 2199"),
    ("1,Light,,2025-06-01 09:00:00,,2025-06-01 08:59:59,,,", "closed", "closed before it was opened"),
    ("1,Light,,2025-06-01 09:00:00,,2027-06-01 08:59:59,,,", "closed", "closed before 1990, or in the future"),
    ("1, ,,2025-06-01 09:00:00,,,,,", "type", "the type is missing"),
    ("1," + "x" * 201 + ",,2025-06-01 09:00:00,,,,,", "type", "the text is too long"),
    ("1,Light,,2025-06-01 09:00:00,,,perhaps,,", "on_time", "neither on time nor late"),
    ("1,Light,,2025-06-01 09:00:00,,,,here,127", "latitude", "not degrees of WGS84, such as 37.5663 and 126.9779"),
    ("1,Light,,2025-06-01 09:00:00,,,,37,180.1", "longitude", "not degrees of WGS84, such as 37.5663 and 126.9779"),
    ("1,Light,,2025-06-01 09:00:00,,,,37,", "longitude", "there is only one of longitude and latitude"),
    ("1,Light,,2025-06-01 09:00:00,,,,,127", "latitude", "there is only one of longitude and latitude"),
    ("1,Light", "", "it has another number of columns than the headings"),
]


async def test_a_bad_row_is_told_with_line_field_and_reason_and_the_rest_is_loaded(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "a.csv", HEADING + "".join(wrong + "\n" + GOOD for wrong, _, _ in WRONG))
    report = await bring_in(database, path, kinds=CASES)
    assert (report.rows, report.set_aside) == (len(WRONG), len(WRONG))
    with path.with_name("a.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.reader(file))
    assert [row[:3] for row in told[1:]] == [
        [str(2 + 2 * number), field, reason] for number, (_, field, reason) in enumerate(WRONG)
    ]
    # What was set aside is brought in again by the same command, once it is put right.
    again = tmp_path / "corrected.csv"
    with again.open("w", newline="") as file:
        corrected = [[*row[:4], "Light", *row[5:]] for row in told[1:] if row[1] == "type"]
        csv.writer(file).writerows([told[0], *corrected])
    assert (await bring_in(database, again, kinds=CASES)).rows == 2
    assert await rows(database_url, "select count(*) from imported_case") == [(len(WRONG) + 2,)]


async def test_a_mapping_names_columns_values_and_what_means_no_place(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    mapping = written(
        tmp_path,
        "map.toml",
        'kind = "cases"\n'
        'columns = { opened = "when", type = "what", latitude = "y", longitude = "x" }\n'
        'fixed = { department = "Roads" }\nno_place = [{ latitude = 42.3594, longitude = -71.0587 }]\n'
        '[values.type]\n"LGT" = "Street light"\n',
    )
    text = "when,what,y,x\n2025-06-01 09:00,lgt,42.3594,-71.0587\n2025-06-01 09:00,Tree,42.3594,-71.0588\n"
    report = await bring_in(database, written(tmp_path, "a.csv", text), mapping, kinds=CASES)
    assert report.without_place == 1
    found = await rows(database_url, "select type, department, latitude from imported_case order by line")
    assert found == [("Street light", "Roads", None), ("Tree", "Roads", 42.3594)]


@pytest.mark.parametrize(
    ("mapping", "text", "code"),
    [
        (None, "opened,channel\n2025-06-01 09:00,phone\n", "import_headings"),
        ('kind = "contacts"', HEADING + GOOD, "import_kind"),
        ('kind = "cases"\ncolumns = { opened = "when", type = "type" }', HEADING + GOOD, "import_no_column"),
        ('kind = "cases"\ncolumns = { opened = "opened" }', HEADING + GOOD, "import_headings"),
        ('kind = "cases"\ncolumns = { colour = "type" }', HEADING + GOOD, "import_mapping"),
        ('kind = "cases"\nno_place = [{ latitude = "City Hall" }]', HEADING + GOOD, "import_mapping"),
        ("kind = ", HEADING + GOOD, "import_mapping"),
    ],
)
async def test_a_file_or_mapping_that_is_none_of_cases_is_refused_with_words(
    database: Database, database_url: str, tmp_path: Path, mapping: str | None, text: str, code: str
) -> None:
    mapped = None if mapping is None else written(tmp_path, "map.toml", mapping)
    with pytest.raises(Problem) as refused:
        await bring_in(database, written(tmp_path, "a.csv", text), mapped, kinds=CASES)
    assert refused.value.code == code
    assert await rows(database_url, "select count(*) from import") == [(0,)]


@pytest.mark.parametrize(
    "columns", [{"type": pa.array([[1]])}, {"lat": pa.array([[1.5]])}, {"lat": pa.array([b"\xff"])}]
)
async def test_a_parquet_column_of_a_wrong_type_is_refused_with_words(
    database: Database, tmp_path: Path, columns: dict[str, Any]
) -> None:
    at = pa.array([datetime(2025, 6, 1, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    pq.write_table(
        pa.table({"opened": at, "type": pa.array(["a"]), "lon": pa.array([1.0])} | columns), tmp_path / "a.parquet"
    )
    with pytest.raises(Problem) as refused:
        await bring_in(database, tmp_path / "a.parquet", kinds=CASES)
    assert refused.value.code == "import_column_type"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.lists(
        st.lists(
            st.sampled_from(["", "1", "nan", "-1e999", "한", '"', "2025-06-01", "9999-12-31 23:59", "on time", ","])
        )
    ).map(lambda table: "\n".join(map(",".join, table)))
    | st.text(max_size=500)
)
async def test_nothing_that_can_be_in_a_file_is_a_fault_of_ours(
    database: Database, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEADING + content).encode("utf-8", "surrogatepass"))
    # Whatever else it raised would be ours.
    with suppress(Problem):
        await bring_in(database, path, dry_run=True, kinds=CASES)
