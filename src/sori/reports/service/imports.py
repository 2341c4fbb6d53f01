"""Bringing files of contacts, counts and cases in, all or nothing, and taking them out again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sori.centre import service as centre_service
from sori.conversations.model import Channel
from sori.people import service as people
from sori.platform import events
from sori.platform.database import Transaction
from sori.platform.problem import Problem
from sori.platform.translation import Language, translated
from sori.reports.imported import cases, contacts, counts
from sori.reports.imported.cases import Flags
from sori.reports.imported.contacts import Known
from sori.reports.imported.counts import NewCount
from sori.reports.imported.headings import HISTORY, Kind, Layout, MappingFile, layout
from sori.reports.imported.rejected import RejectedFile
from sori.reports.imported.source import Batch, Fault, Source, digest, opened
from sori.reports.model import ImportSummary
from sori.reports.naming import by_name
from sori.reports.store import imports as store
from sori.reports.store import rollup as rollup_store
from sori.reports.store.facts import CHANNEL_NUMBER, CHANNELS
from sori.reports.store.imports import Name


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be brought in, and how."""

    path: Path
    mapped: MappingFile | None = None
    kinds: Sequence[Kind] = HISTORY
    encoding: str = "utf-8"
    dry_run: bool = False
    again: bool = False
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an import.

    Attributes:
        import_id: its number; None where nothing was brought in.
        rows: contacts, counts or cases that were loaded (or would be).
        set_aside: rows in which something is wrong.
        rejected: the file these were written to.
        reasons: how many rows by field and reason, the most frequent first.
        first_faults: the first of them, with line, field and reason.
        unused: headings of columns that nothing was read from.
        beside: counts of whose period and channel contacts are known one by one: docs/statistics.md, overlaps.
        without_place: cases whose place isn't known.
        flags: published on-time flags of cases beside those that follow from their times.
    """

    kind: Kind
    import_id: int | None
    rows: int
    set_aside: int
    rejected: Path | None
    reasons: Sequence[tuple[tuple[str, str], int]]
    first_faults: Sequence[Fault]
    unused: Sequence[str]
    first_day: date | None
    last_day: date | None
    beside: int
    without_place: int
    flags: Flags


@dataclass(slots=True)
class _Loaded:
    """What was loaded so far."""

    import_id: int
    zone: str
    rows: int = 0
    first_day: date | None = None
    last_day: date | None = None
    first_faults: list[Fault] = field(default_factory=list)
    latest_us: int = 0
    without_place: int = 0
    flags: Flags = field(default_factory=lambda: Flags(0, ()))

    def sets_aside(self, rejected: RejectedFile, faults: Sequence[Fault]) -> None:
        """Sets rows aside, in the order of their lines."""
        ordered = sorted(faults, key=lambda fault: fault.line)
        rejected.add(ordered)
        self.first_faults += ordered[: _FIRST_FAULTS - len(self.first_faults)]

    def saw_moments(self, first_us: int, last_us: int) -> None:
        """Widens the days to those of these moments."""
        zone = ZoneInfo(self.zone)
        self.saw_days(datetime.fromtimestamp(us / 1_000_000, zone).date() for us in (first_us, last_us))

    def saw_days(self, days: Iterable[date]) -> None:
        """Widens the days to these too."""
        seen = [day for day in (*days, self.first_day, self.last_day) if day is not None]
        self.first_day, self.last_day = min(seen, default=None), max(seen, default=None)


_FIRST_FAULTS = 10


async def imports(transaction: Transaction) -> list[ImportSummary]:
    """All imports, newest first, undone ones too."""
    return await store.imports(transaction)


async def bring_in(transaction: Transaction, order: Order, now: datetime) -> Report:
    """Loads a file's good rows and sets the others aside beside it; in one transaction, so all of it or nothing.

    Raises Problem 409 for a file that is in already, 422 for one that can't be read or has no row that is right.
    """
    sha256 = digest(order.path)
    await store.lock(transaction)
    same = await store.same_file(transaction, sha256)
    if same is not None and not order.again:
        at = f"{same.imported_at:%Y-%m-%d %H:%M} UTC"
        raise Problem(409, "import_twice", file=order.path.name, number=same.id, at=at)
    source = opened(order.path, order.encoding)
    made = layout(source.headings, order.mapped, order.kinds)
    rejected = RejectedFile(order.path, source.headings, _reason(order.language))
    try:
        await transaction.execute("savepoint before_import")
        loaded = await _load(transaction, order, sha256, source, made, rejected, now)
        report = await _report(transaction, made, loaded, rejected)
        if order.dry_run:
            await transaction.execute("rollback to savepoint before_import")
            return replace(report, import_id=None, rejected=None)
        rejected.keep()
    except OSError as error:
        raise Problem(422, "import_set_aside", file=rejected.path.name, reason=error.strerror or "") from error
    finally:
        rejected.close()
    if report.first_day is None:
        raise Problem(422, "import_nothing", file=order.path.name, rows=rejected.count, rejected=rejected.path.name)
    detail: dict[str, int | str] = {"rows": report.rows, "set_aside": report.set_aside, "from": str(report.first_day)}
    detail["to"] = str(report.last_day)
    await _note(transaction, loaded.import_id, "import.made", detail, now)
    return report


def told(report: Report, file: str) -> list[str]:
    """What came of an import, for the terminal."""
    verb = "imported" if report.import_id is not None else "would be imported (--dry-run)"
    number = "" if report.import_id is None else f", import {report.import_id}"
    lines = [f"{file}: {report.rows} {report.kind} {verb}{number}, {report.first_day} - {report.last_day}"]
    if report.set_aside:
        lines.append(f"{report.set_aside} rows set aside" + (f" in {report.rejected}" if report.rejected else ""))
        lines += [f"  {rows} x {f'{name}: ' if name else ''}{reason}" for (name, reason), rows in report.reasons]
        if not report.rejected:
            lines += [f"  line {one.line}" + (f", {one.field}" if one.field else "") for one in report.first_faults]
    if report.unused:
        lines.append(f"columns that nothing was read from: {', '.join(report.unused)}")
    if report.without_place:
        lines.append(f"{report.without_place} of them without a place")
    if report.flags.compared:
        lines.append(_flags_told(report.flags))
    if report.beside:
        lines.append(
            f"{report.beside} counts are of days and channels of which contacts are known one by one: those contacts "
            "are taken for a part of the count, so that only the rest of it is added to them"
        )
    return lines


def _flags_told(flags: Flags) -> str:
    told = f"{flags.compared} rows tell due time, closing time and whether that was on time:"
    if not flags.differing:
        return f"{told} all agree"
    more = ", …" if len(flags.differing) > _FIRST_FAULTS else ""
    lines = ", ".join(map(str, flags.differing[:_FIRST_FAULTS]))
    return f"{told} {len(flags.differing)} contradict their times, which are what counts; lines {lines}{more}"


async def undo(transaction: Transaction, import_id: int, now: datetime) -> ImportSummary:
    """Takes out again what an import brought in; Problem 404 where there is none in force with this number."""
    await store.lock(transaction)
    undone = await store.undo(transaction, import_id, now)
    if undone is None:
        raise Problem(404, "no_import", number=import_id)
    if undone.kind == Kind.CONTACTS and undone.first_day is not None and undone.last_day is not None:
        await rollup_store.make_due(transaction, undone.first_day, undone.last_day)
    detail: dict[str, int | str] = {"rows": undone.rows, "from": str(undone.first_day), "to": str(undone.last_day)}
    await _note(transaction, import_id, "import.undone", detail, now)
    return undone


async def _note(
    transaction: Transaction, import_id: int, kind: str, detail: Mapping[str, int | str], now: datetime
) -> None:
    await people.audit(transaction, now, None, kind, {"import": import_id}, detail)
    await events.append(transaction, now, kind, {"import": import_id}, detail)


async def _load(
    transaction: Transaction,
    order: Order,
    sha256: bytes,
    source: Source,
    made: Layout,
    rejected: RejectedFile,
    now: datetime,
) -> _Loaded:
    known = await _known(transaction, now)
    loaded = _Loaded(await store.begin(transaction, order.path.name, sha256, made.kind, now), known.zone)
    match made.kind:
        case Kind.CONTACTS:
            await _load_contacts(transaction, loaded, source, made, known, rejected)
        case Kind.COUNTS:
            await _load_counts(transaction, loaded, source, made, known, rejected)
        case Kind.CASES:
            await _load_cases(transaction, loaded, source, made, known, rejected)
    if loaded.first_day is not None and loaded.last_day is not None:
        await store.finish(
            transaction, loaded.import_id, loaded.rows, rejected.count, loaded.first_day, loaded.last_day
        )
        if made.kind is Kind.CONTACTS:
            await rollup_store.make_due(transaction, loaded.first_day, loaded.last_day)
    return loaded


async def _load_contacts(
    transaction: Transaction, loaded: _Loaded, source: Source, made: Layout, known: Known, rejected: RejectedFile
) -> None:
    async with store.writing_contacts(transaction, loaded.import_id) as writer:
        for batch in source.batches:
            good, faults = contacts.checked(batch, made, known)
            loaded.sets_aside(rejected, [*batch.faults, *faults])
            if len(good.lines):
                await writer.write(good)
                loaded.rows += len(good.lines)
                loaded.saw_moments(int(good.opened_us.min()), int(good.opened_us.max()))


async def _load_cases(
    transaction: Transaction, loaded: _Loaded, source: Source, made: Layout, known: Known, rejected: RejectedFile
) -> None:
    async with store.writing_cases(transaction, loaded.import_id) as write:
        for batch in source.batches:
            found = cases.checked(batch, made, known.zone, known.now)
            loaded.sets_aside(rejected, [*batch.faults, *found.faults])
            differing = (*loaded.flags.differing, *found.flags.differing)
            loaded.flags = Flags(loaded.flags.compared + found.flags.compared, differing)
            if len(found.right):
                await write(found.right)
                loaded.rows += len(found.right)
                loaded.without_place += found.without_place
                loaded.latest_us = max(loaded.latest_us, found.latest_us)
                loaded.saw_moments(int(found.opened_us.min()), int(found.opened_us.max()))
    if loaded.rows:
        await store.set_known_until(
            transaction, loaded.import_id, datetime.fromtimestamp(loaded.latest_us / 1_000_000, UTC)
        )


async def _load_counts(
    transaction: Transaction, loaded: _Loaded, source: Source, made: Layout, known: Known, rejected: RejectedFile
) -> None:
    channels = dict(enumerate(CHANNELS, 1))
    told = {count.same: (count.inbound, count.answered) for count in await store.told(transaction)}
    for batch in source.batches:
        found, faults = counts.checked(batch, made, known, channels)
        # One line may tell several counts: none of a line is loaded of which one contradicts what is told already.
        wrong = {count.line for count in found if _contradicts(count, told)}
        good = [count for count in found if count.line not in wrong]
        faults += _contradicting(batch, wrong)
        loaded.sets_aside(rejected, [*batch.faults, *faults])
        await store.add_counts(transaction, loaded.import_id, good)
        loaded.rows += len(good)
        loaded.saw_days(day for count in good for day in (count.first_day, count.last_day))


def _contradicts(count: NewCount, told: dict[tuple[object, ...], tuple[int | None, int]]) -> bool:
    """Whether something else is told of the same already; what isn't is told from now on."""
    inbound, answered = told.setdefault(count.same, (count.inbound, count.answered))
    if answered != count.answered or (None not in (inbound, count.inbound) and inbound != count.inbound):
        return True
    told[count.same] = (inbound if count.inbound is None else count.inbound, answered)
    return False


def _contradicting(batch: Batch, lines: set[int]) -> list[Fault]:
    places = {line: place for place, line in enumerate(batch.lines)}
    return [Fault(line, "answered", "import.contradicts", batch.values(places[line])) for line in sorted(lines)]


async def _report(transaction: Transaction, made: Layout, loaded: _Loaded, rejected: RejectedFile) -> Report:
    beside = 0
    if made.kind is not Kind.CASES and loaded.first_day is not None and loaded.last_day is not None:
        beside = await store.counts_beside_contacts(transaction, loaded.zone, loaded.first_day, loaded.last_day)
    return Report(
        kind=made.kind,
        import_id=loaded.import_id,
        rows=loaded.rows,
        set_aside=rejected.count,
        rejected=rejected.path if rejected.count else None,
        reasons=rejected.reasons.most_common(),
        first_faults=loaded.first_faults,
        unused=made.unused,
        first_day=loaded.first_day,
        last_day=loaded.last_day,
        beside=beside,
        without_place=loaded.without_place,
        flags=loaded.flags,
    )


async def _known(transaction: Transaction, now: datetime) -> Known:
    """What names in files can mean, as everything is called now or was."""
    zone = (await centre_service.centre(transaction)).time_zone
    channels = {spelling: CHANNEL_NUMBER[channel] for channel in CHANNELS for spelling in _spellings(channel)}
    return Known(
        channels,
        _ids(await store.queue_names(transaction)),
        _ids(await store.topic_names(transaction)),
        _ids(await store.staff_names(transaction)),
        zone,
        now,
    )


def _spellings(channel: Channel) -> set[str]:
    names = {translated(language, f"channel.{channel}").casefold() for language in Language}
    return {channel.value, channel.value.replace("_", " "), *names}


def _ids(names: Sequence[Name]) -> dict[str, int]:
    return {spelling: name.id for spelling, name in by_name(names).items()}


def _reason(language: Language) -> Callable[[str], str]:
    return lambda code: translated(language, code)
