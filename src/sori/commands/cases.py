"""Types of cases, and boundaries, from files; dispatch that is learned; figures of cases."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sori.cases import importing, places
from sori.cases.dispatch import automatic
from sori.cases.dispatch import keeping as dispatch
from sori.cases.dispatch.automatic import LearningReport
from sori.cases.dispatch.learning import FEWEST, LearningSetting
from sori.centre import service as centre_service
from sori.commands.installation import content_of, in_database, on_database, say, write_set_aside
from sori.geo.boundaries import Level
from sori.operations.installation import in_transactions
from sori.people import service as people
from sori.platform.database import Database, Transaction
from sori.platform.translation import Language
from sori.reports.cases import files as figure_files
from sori.reports.cases import service as case_figures
from sori.reports.cases.model import CaseDimension, CaseFigures, CaseFilters, CaseMoment


def import_case_types(path: Path, login: str) -> int:
    """Brings the complaint forms of a file in; gives the exit status, 1 where forms were set aside.

    Those are written to a file beside it, with what is wrong, to be put right and brought in again.
    """
    content = content_of(path)

    async def bring_in(transaction: Transaction) -> int:
        await centre_service.centre(transaction)  # there must be one
        actor = await people.actor_named(transaction, login)
        done = await importing.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC))
        for form in done.rejected:
            print(f"{path}:{form.line}: {form.code}: {form.field}: {form.reason}", file=sys.stderr)
        await write_set_aside(path, done.set_aside, ".toml")
        say(f"{done.added} added, {done.changed} changed, {done.unchanged} as before")
        return 1 if done.rejected else 0

    return in_database(bring_in)


def import_dispatch_rules(path: Path, login: str) -> int:
    """Has the rules of a file say whose cases are; gives the exit status, 1 where one is wrong and nothing changed."""
    content = content_of(path)

    async def bring_in(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        done = await dispatch.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC))
        for one in done.rejected:
            print(f"{path}:{one.line}: rule {one.rule}: {one.field}: {one.reason}", file=sys.stderr)
        say("nothing was changed" if done.rejected else f"{done.rules} rules hold from now on")
        return 1 if done.rejected else 0

    return in_database(bring_in)


def import_districts(paths: Sequence[Path], login: str, level: Level | None = None) -> int:
    """Brings the boundaries of GeoJSON files in; gives the exit status, 1 where features were left out.

    `level` is what a feature is that doesn't say so.
    """
    contents = [content_of(path) for path in paths]

    async def bring_in(transaction: Transaction) -> int:
        actor = await people.actor_named(transaction, login)
        rejected = 0
        for path, content in zip(paths, contents, strict=True):
            done = await places.bring_in(transaction, actor, content, Language.EN, datetime.now(UTC), level)
            for one in done.rejected:
                print(f"{path}: feature {one.index}: {one.property}: {one.reason}", file=sys.stderr)
            say(f"{path}: {done.added} added, {done.changed} changed, {done.unchanged} as before")
            rejected += len(done.rejected)
        return 1 if rejected else 0

    return in_database(bring_in)


def figures(by: str, first_day: date, last_day: date, moment: str, language: Language) -> int:
    """Tells figures of the cases of these days, by something; gives the exit status."""

    async def tell(transaction: Transaction) -> int:
        filters = CaseFilters(first_day, last_day, CaseMoment(moment))
        table = await case_figures.table(transaction, None, CaseDimension(by), filters, datetime.now(UTC))
        sheet = figure_files.sheet(table, language)
        say("".join(f"{name:>13}" for name in figure_files.FIGURES))
        # The name stands last: Korean letters are twice as wide.
        for (name, *_), of in zip(sheet.rows, [*(row.figures for row in table.rows), table.total], strict=True):
            say(f"{_told(of)}  {name}")
        for note in sheet.notes:
            say(note)
        return 0

    return in_database(tell)


def _told(of: CaseFigures) -> str:
    values = (getattr(of, name) for name in figure_files.FIGURES)
    return "".join(f"{'–' if value is None else value:>13}" for value in values)


def dispatch_report() -> int:
    """Learns whose cases are anew, and tells what would be sent by it at what error; gives the exit status."""

    async def tell(database: Database) -> int:
        _tell(await automatic.learn(database, datetime.now(UTC)))
        return 0

    return on_database(lambda url: asyncio.run(in_transactions(url, tell)))


def set_dispatch(automatic_: bool, most_errors: float, login: str) -> int:
    """Has cases be sent by what is learned, or not, aiming at a share of errors; gives the exit status."""

    async def change(database: Database) -> int:
        async with database.reading() as transaction:
            actor = await people.actor_named(transaction, login)
        kept = LearningSetting(automatic_, most_errors)
        _tell(await automatic.set_learning(database, actor, kept, datetime.now(UTC)))
        return 0

    return on_database(lambda url: asyncio.run(in_transactions(url, change)))


def _tell(report: LearningReport) -> None:
    setting, model = report.setting, report.model
    say(f"sending without a person is {'on' if setting.automatic else 'off'}; may go wrong: {setting.most_errors:.1%}")
    say(f"{report.cases:,} cases of a year were taken on; rules as they are leave {report.left_to_people:,} to people")
    if model is None:
        say(f"that is too little: it takes {FEWEST} cases, some of them such as rules leave to people, to measure on")
        return
    trial = model.trial
    say(f"tried on the last {trial.cases:,} of these: right in {trial.right / trial.cases:.1%},")
    wrong = f"{trial.sent_wrongly} of them wrongly ({trial.sent_wrongly / trial.sent:.1%})" if trial.sent else "none"
    say(f"{trial.sent:,} would have been sent without a person ({trial.sent / trial.cases:.1%}), {wrong}")
    say(f"what is stated as a chance was off by {model.calibration_error:.1%} on average")
    say("type, cases measured, sent from which chance on, how many of them, how many wrongly:")
    for type_code, of_type in sorted(model.thresholds.types.items()):
        sends = model.thresholds.sends(type_code, None, of_type.chance) and of_type.sent
        sent = f"{of_type.chance:.3f}{of_type.sent:>7}{of_type.wrong:>6}" if sends else "nothing"
        say(f"  {type_code:<40}{of_type.cases:>7}  {sent}")
