"""Files row by row: CSV (also .gz) and Parquet, in batches, so that a file of any size needs the same memory."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from sori.platform.problem import Problem
from sori.reports.imported.headings import known_heading

ENCODINGS = ("utf-8", "cp949", "euc-kr", "utf-16")
"""Encodings by the name that is told."""
LONGEST_LINE = 64 * 1024
_ROWS = 20_000
_PARQUET_ROWS = 65_536
_SAMPLE = 1 << 20
_DELIMITERS = ",;\t|"
_DAMAGED = (OSError, ValueError, pa.ArrowException)
"""What reading a damaged Parquet file ends in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its line, the field, which text tells it, and the row's own values."""

    line: int
    field: str
    code: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file: their lines, and a column of each heading; and rows that could not be taken apart."""

    lines: Sequence[int]
    columns: Sequence[pa.Array]
    faults: Sequence[Fault] = field(default_factory=list)

    def values(self, row: int) -> list[str]:
        """A row's values as they are in the file."""
        told = (column[row].as_py() for column in self.columns)
        return ["" if value is None else str(value) for value in told]


@dataclass(slots=True)
class Source:
    """A file that is read in batches."""

    path: Path
    headings: list[str]
    batches: Iterator[Batch]


def digest(path: Path) -> bytes:
    """SHA-256 of a file's content, by which it is known again. Raises Problem 422 where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise Problem(422, "import_unreadable", file=path.name, reason=error.strerror or "") from error


def opened(path: Path, encoding: str) -> Source:
    """A file to be read. Raises Problem 422 where it is none that can be read, and says why."""
    if encoding not in ENCODINGS:
        raise Problem(422, "import_encoding_unknown", encodings=", ".join(ENCODINGS))
    return _parquet(path) if path.suffix == ".parquet" else _csv(path, encoding)


def _csv(path: Path, encoding: str) -> Source:
    lines = _numbered(_text(path, encoding))
    # Rows that somebody left empty above the headings are passed over.
    heading = next((line for _, line in lines if line is not None and line.strip()), None)
    if heading is None:
        raise Problem(422, "import_empty", file=path.name)
    delimiter = max(_DELIMITERS, key=lambda mark: sum(map(known_heading, _parsed(heading, mark) or [])))
    headings = _parsed(heading, delimiter) or []
    return Source(path, headings, _csv_batches(path, lines, delimiter, len(headings)))


def _text(path: Path, encoding: str) -> IO[str]:
    """The file as text; bytes that are no text of this encoding become marks by which their line is found out."""
    try:
        with _binary(path) as file:
            sample = file.read(_SAMPLE)
    except (OSError, EOFError, zlib.error) as error:
        raise Problem(422, "import_unreadable", file=path.name, reason=str(error)) from error
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) and encoding != "utf-16":
        raise Problem(422, "import_encoding", file=path.name, encoding=encoding, other="utf-16")
    if encoding == "utf-8" and not _is(sample, "utf-8") and _is(sample, "cp949"):
        raise Problem(422, "import_encoding", file=path.name, encoding=encoding, other="cp949")
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(_binary(path), codec, errors="surrogateescape" if codec != "utf-16" else "replace")


def _binary(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _is(sample: bytes, encoding: str) -> bool:
    # The sample may end within a character, and its last line with it.
    whole = sample[: sample.rfind(b"\n")] if len(sample) == _SAMPLE else sample
    try:
        whole.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _numbered(text: IO[str]) -> Iterator[tuple[int, str | None]]:
    """Every line with its number; None for one that is too long, whose rest is passed over."""
    number = 0
    with text:
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) < LONGEST_LINE or line.endswith("\n"):
                yield number, line
                continue
            yield number, None
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass


def _csv_batches(path: Path, lines: Iterator[tuple[int, str | None]], delimiter: str, width: int) -> Iterator[Batch]:
    over = False
    while not over:
        numbers: list[int] = []
        texts: list[str] = []
        faults: list[Fault] = []
        try:
            for number, line in lines:
                if line is None:
                    faults.append(Fault(number, "", "import.line_too_long", []))
                elif "\0" in line:
                    faults.append(Fault(number, "", "import.nul", [line.replace("\0", "").rstrip("\r\n")]))
                elif line.strip():
                    numbers.append(number)
                    texts.append(line)
                if len(texts) + len(faults) >= _ROWS:
                    break
            else:
                over = True
        except (OSError, EOFError, zlib.error) as error:
            raise Problem(422, "import_unreadable", file=path.name, reason=str(error)) from error
        yield _batch(numbers, texts, faults, delimiter, width)


def _batch(numbers: list[int], texts: list[str], faults: list[Fault], delimiter: str, width: int) -> Batch:
    if not _is_text("".join(texts)):
        spoilt = [not _is_text(text) for text in texts]
        for number, text, bad in zip(numbers, texts, spoilt, strict=True):
            if bad:
                shown = text.rstrip("\r\n").encode("utf-8", "replace").decode()
                faults.append(Fault(number, "", "import.not_of_encoding", [shown]))
        numbers = [number for number, bad in zip(numbers, spoilt, strict=True) if not bad]
        texts = [text for text, bad in zip(texts, spoilt, strict=True) if not bad]
    rows: list[list[str]] | None
    try:
        rows = list(csv.reader(texts, delimiter=delimiter))
    except csv.Error:
        rows = None
    if rows is None or len(rows) != len(texts) or any(len(row) != width for row in rows):
        numbers, rows = _one_by_one(numbers, texts, faults, delimiter, width)
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] if rows else []
    return Batch(numbers, columns or [pa.array([], pa.string())] * width, faults)


def _one_by_one(
    numbers: Sequence[int], texts: Sequence[str], faults: list[Fault], delimiter: str, width: int
) -> tuple[list[int], list[list[str]]]:
    """The rows of which each line is one by itself: a quotation mark left open costs its own line only."""
    good: list[int] = []
    rows: list[list[str]] = []
    for number, text in zip(numbers, texts, strict=True):
        row = _parsed(text, delimiter)
        if row is None:
            faults.append(Fault(number, "", "import.quotation", [text.rstrip("\r\n")]))
        elif len(row) != width:
            faults.append(Fault(number, "", "import.columns", row))
        else:
            good.append(number)
            rows.append(row)
    return good, rows


def _parsed(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parquet(path: Path) -> Source:
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
        headings = file.schema_arrow.names
    except _DAMAGED as error:
        raise Problem(422, "import_parquet", file=path.name, reason=_first_line(error)) from error
    return Source(path, headings, _parquet_batches(path, file))


def _parquet_batches(path: Path, file: pq.ParquetFile) -> Iterator[Batch]:
    line = 1
    try:
        for batch in file.iter_batches(_PARQUET_ROWS):
            yield Batch(range(line, line + batch.num_rows), batch.columns)
            line += batch.num_rows
    except _DAMAGED as error:
        raise Problem(422, "import_parquet", file=path.name, reason=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
