import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sori.platform.settings import ROOT
from sori.replay.recording import RecordingError, mapping, read

MAP = """
language = "en"
text = "type"
[time]
column = "opened_at"
format = "%Y-%m-%d %H:%M:%S"
zone = "America/New_York"
[category]
columns = ["reason", "source"]
[menu]
default = "3"
"Signs" = "1"
"Hotline" = "4"
[channel]
"App" = "smart_report"
"""
ROWS = """opened_at,reason,source,type
2015-01-02 09:00:00,Signs,Call,Sign down
2015-01-01 09:00:00,Trees,App,"Tree, fallen"
"""


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAP)
    return path


def recorded(tmp_path: Path, text: str, name: str = "rows.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def test_arrivals_come_in_the_order_of_their_time_in_utc(tmp_path: Path, map_file: Path) -> None:
    trees, signs = read(recorded(tmp_path, ROWS), mapping(map_file)).arrivals
    assert (trees.at, trees.menu_key, trees.channel) == (datetime(2015, 1, 1, 14, tzinfo=UTC), "3", "smart_report")
    assert (trees.text, trees.category, trees.language) == ("Tree, fallen", "Trees", "en")
    assert (signs.menu_key, signs.channel) == ("1", "web")


def test_a_later_category_column_wins(tmp_path: Path, map_file: Path) -> None:
    rows = ROWS + "2015-01-03 09:00:00,Signs,Hotline,x\n"
    assert read(recorded(tmp_path, rows), mapping(map_file)).arrivals[-1].menu_key == "4"


def test_a_compressed_recording_reads_the_same(tmp_path: Path, map_file: Path) -> None:
    mapped = mapping(map_file)
    plain, packed = recorded(tmp_path, ROWS), recorded(tmp_path, ROWS, "rows.csv.gz")
    assert read(plain, mapped) == read(packed, mapped)


def test_rows_limits_how_many_of_the_first_arrivals_are_read(tmp_path: Path, map_file: Path) -> None:
    (only,) = read(recorded(tmp_path, ROWS), mapping(map_file), 1).arrivals
    assert only.category == "Trees"


def test_bad_rows_are_set_aside_with_line_and_column(tmp_path: Path, map_file: Path) -> None:
    rows = (
        ROWS + 'yesterday,Signs,Call,x\n2015-01-03 09:00:00,,Call,x\n"2015-01-04\n",Signs,Call,x\n2015-01-05 09:00:00\n'
    )
    recording = read(recorded(tmp_path, rows), mapping(map_file))
    assert len(recording.arrivals) == 2
    assert [(bad.line, bad.column) for bad in recording.bad_rows] == [
        (4, "opened_at"),
        (5, "reason"),
        (7, "opened_at"),
        (8, "reason"),
    ]
    assert str(recording.bad_rows[0]) == "line 4, column 'opened_at': 'yesterday'"


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path, map_file: Path) -> None:
    with pytest.raises(RecordingError, match="no column 'reason', 'source'; its columns are 'opened_at', 'type'"):
        read(recorded(tmp_path, "opened_at,type\n"), mapping(map_file))


def test_a_broken_archive_and_a_missing_file_are_told(tmp_path: Path, map_file: Path) -> None:
    broken = tmp_path / "rows.csv.gz"
    broken.write_bytes(gzip.compress(ROWS.encode())[:-10])
    for path in (broken, tmp_path / "nothing.csv"):
        with pytest.raises(RecordingError, match=path.name):
            read(path, mapping(map_file))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[time]\n", "[times]\n", "unknown key 'times'"),
        ("zone = ", "timezone = ", "unknown key 'timezone'"),
        ("America/New_York", "America/Nowhere", "no time zone"),
        ('default = "3"\n', "", "needs default"),
        ('"Signs" = "1"', '"Signs" = "12"', "not one of the menu's keys"),
        ('"Signs" = "1"', '"Signs" = 1', "must be a text in quotes"),
        ("smart_report", "pigeon", "not one of"),
        ('["reason", "source"]', '"reason"', "needs columns"),
        ('language = "en"', 'language = "fr"', "language must be"),
        ("[category]", "[category", "not TOML"),
    ],
)
def test_a_mistake_in_the_map_is_told_with_the_file(map_file: Path, old: str, new: str, told: str) -> None:
    assert old in MAP
    map_file.write_text(MAP.replace(old, new))
    with pytest.raises(RecordingError, match=f"map.toml: .*{told}"):
        mapping(map_file)


def test_the_example_map_is_a_map() -> None:
    mapped = mapping(ROOT / "docs" / "replay" / "boston311.toml")
    assert mapped.key_of(["Signs & Signals", "Self Service"]) == "1"
    assert mapped.key_of(["Something new", "Self Service"]) == "3"
