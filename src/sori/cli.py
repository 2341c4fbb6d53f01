"""The `sori` command: `sori run` is what a visitor needs, `sori init` what a city needs; the rest are its processes."""

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sori.platform.problem import Problem
from sori.platform.translation import Language, translated

if TYPE_CHECKING:
    from sori.platform.embedded import StateFolder

DEFAULT_PORT = 8120
_NOBODY_READS = 141
"""The status of what ends since nobody reads its output: 128 and the number of SIGPIPE, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one `sori` command; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        result: int = chosen.command(chosen)
        sys.stdout.flush()
    except Problem as problem:
        print(f"sori: {translated(Language.EN, f'problem.{problem.code}', **problem.values)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever reads what is told, such as `head`, has enough; Python would complain when it closes its output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sori", description="The open contact centre that a city runs.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start everything; makes the demo city where no centre was made before")
    run.add_argument("--host", default=os.environ.get("SORI_HOST", "127.0.0.1"), help="address to listen on (loopback)")
    run.add_argument("--port", type=int, default=int(os.environ.get("SORI_PORT", DEFAULT_PORT)))
    run.add_argument("--web", type=int, default=2, metavar="N", help="number of web processes (2)")
    run.set_defaults(command=_run)

    init = commands.add_parser("init", help="make an empty production centre with one administrator")
    init.add_argument("--city", required=True, help="the city's name in Korean")
    init.add_argument("--city-en", required=True, help="the city's name in English")
    init.add_argument("--time-zone", default="Asia/Seoul")
    init.add_argument("--administrator", required=True, metavar="LOGIN")
    init.add_argument("--name", help="the administrator's name (the log-in)")
    init.set_defaults(command=_init)

    password = commands.add_parser(
        "password", help="give somebody who is locked out a new password, to be changed then"
    )
    password.add_argument("login", metavar="LOGIN")
    password.set_defaults(command=_password)

    factor = commands.add_parser("second-factor", help="for somebody who lost their telephone and their recovery codes")
    factor_does = factor.add_subparsers(required=True, metavar="reset")
    reset = factor_does.add_parser("reset", help="take the second factor away, and end all sessions")
    reset.add_argument("login", metavar="LOGIN")
    reset.set_defaults(command=_reset_second_factor)

    setup = commands.add_parser("setup", help="the centre's setup as a file to keep under version control")
    does = setup.add_subparsers(required=True, metavar="export | import")
    export = does.add_parser("export", help="write the setup in force")
    export.add_argument("file", type=Path)
    export.set_defaults(command=_export_setup)
    bring_in = does.add_parser("import", help="bring the setup to what a file has, at once")
    bring_in.add_argument("file", type=Path)
    bring_in.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="the administrator who does it")
    bring_in.add_argument("--dry-run", action="store_true", help="only tell what would change, and what is wrong")
    bring_in.set_defaults(command=_import_setup)

    _add_imports(commands)
    _add_cases(commands)
    _add_planning(commands)
    _add_open311(commands)
    _add_operations(commands)
    _add_processes(commands)
    return parser


def _add_imports(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What comes from files: docs/statistics.md, knowledge.md, directory.md, cases.md, places.md."""
    bring_in = commands.add_parser("import", help="bring history or knowledge in from files, or take history out")
    does = bring_in.add_subparsers(
        required=True,
        metavar="contacts | cases | list | undo | knowledge | directory | bookables | case-types | dispatch-rules | "
        "districts | areas",
    )
    contacts = does.add_parser("contacts", help="load a file of contacts or of counts; wrong rows are set aside")
    contacts.set_defaults(command=_import_history, cases=False)
    cases = does.add_parser("cases", help="load a file of cases of years before; wrong rows are set aside")
    cases.set_defaults(command=_import_history, cases=True)
    for history in (contacts, cases):
        history.add_argument("file", type=Path, help="CSV, .csv.gz or Parquet, with headings in Korean or English")
        history.add_argument("--map", type=Path, metavar="TOML", help="what the file's headings and values mean")
        history.add_argument("--encoding", default="utf-8", help="of a CSV: utf-8 (default), cp949, euc-kr or utf-16")
        history.add_argument("--dry-run", action="store_true", help="only tell what would be loaded, and what is wrong")
        history.add_argument("--again", action="store_true", help="even if the same file was imported before")
        history.add_argument(
            "--language", default="en", choices=["ko", "en"], help="of the reasons beside wrong rows (en)"
        )
    known = does.add_parser("list", help="what was imported")
    known.set_defaults(command=_list_imports)
    undo = does.add_parser("undo", help="take out what an import brought in")
    undo.add_argument("number", type=int)
    undo.set_defaults(command=_undo_import)
    knowledge = does.add_parser("knowledge", help="articles: CSV, XLSX, DOCX, HTML or TOML; bad rows are set aside")
    knowledge.add_argument("file", type=Path)
    knowledge.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="whose articles they are")
    knowledge.add_argument("--publish", action="store_true", help="publish them at once; the log-in's an administrator")
    knowledge.set_defaults(command=_import_knowledge)
    directory = does.add_parser("directory", help="posts and hotlines: CSV, XLSX or TOML; bad rows are set aside")
    directory.add_argument("file", type=Path)
    directory.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="who brings them in")
    directory.set_defaults(command=_import_directory)
    services = does.add_parser("bookables", help="services that citizens book: CSV or XLSX; bad rows are set aside")
    services.add_argument("file", type=Path)
    services.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="the administrator who does it")
    services.set_defaults(command=_import_bookables)
    types = does.add_parser("case-types", help="complaint forms: TOML; bad forms are set aside")
    types.add_argument("file", type=Path)
    types.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="who brings them in")
    types.set_defaults(command=_import_case_types)
    rules = does.add_parser("dispatch-rules", help="whose cases are, by type, place, time and load: TOML")
    rules.add_argument("file", type=Path)
    rules.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="who brings them in")
    rules.set_defaults(command=_import_dispatch_rules)
    districts = does.add_parser("districts", help="boundaries of districts and neighbourhoods: GeoJSON")
    districts.add_argument("files", type=Path, nargs="+", metavar="FILE")
    districts.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="who brings them in")
    districts.set_defaults(command=_import_districts)
    areas = does.add_parser(
        "areas", help="roads and parks that the city owns itself: GeoJSON, areas or lines of a width"
    )
    areas.add_argument("files", type=Path, nargs="+", metavar="FILE")
    areas.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="who brings them in")
    areas.set_defaults(command=_import_areas)


def _add_cases(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Figures, and dispatch that is learned: docs/statistics.md, docs/cases.md."""
    cases = commands.add_parser("cases", help="figures of cases; dispatch by what is learned from closed ones")
    does = cases.add_subparsers(required=True, metavar="figures | dispatch-report | dispatch")
    figures = does.add_parser("figures", help="how many were received and done, on time, in how many days")
    figures.add_argument("--from", dest="first_day", type=date.fromisoformat, required=True, metavar="DAY")
    figures.add_argument("--to", dest="last_day", type=date.fromisoformat, required=True, metavar="DAY")
    figures.add_argument("--by", default="type", choices=["type", "department", "day", "week", "month"])
    figures.add_argument(
        "--moment", default="received", choices=["received", "finished"], help="whose day counts (received)"
    )
    figures.add_argument("--language", default="en", choices=["ko", "en"])
    figures.set_defaults(command=_case_figures)
    report = does.add_parser("dispatch-report", help="learn anew; tell what would be sent without a person, how wrong")
    report.set_defaults(command=_dispatch_report)
    dispatch = does.add_parser("dispatch", help="send by what is learned what rules leave to people, or not; then tell")
    dispatch.add_argument("--automatic", required=True, choices=["on", "off"])
    dispatch.add_argument("--most-errors", type=float, default=1.5, metavar="PERCENT", help="may go wrong (1.5)")
    dispatch.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="the administrator who does it")
    dispatch.set_defaults(command=_set_dispatch)


def _add_planning(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """How many people it takes: docs/staffing.md."""
    staffing = commands.add_parser("staffing", help="how many people one queue takes, by the formulas")
    staffing.add_argument("--calls", type=float, required=True, help="calls in the interval")
    staffing.add_argument("--per", type=float, default=30, metavar="MINUTES", help="length of the interval (30)")
    staffing.add_argument("--handling", type=float, required=True, metavar="SECONDS", help="mean, wrap-up included")
    staffing.add_argument("--patience", type=float, metavar="SECONDS", help="mean; without it nobody gives up")
    staffing.add_argument("--target", type=float, default=0.8, metavar="SHARE", help="to be answered in time (0.8)")
    staffing.add_argument("--within", type=float, default=20, metavar="SECONDS", help="what is in time (20)")
    staffing.set_defaults(command=_staffing)

    twin = commands.add_parser("twin", help="the same centre in virtual time: docs/twin.md")
    does = twin.add_subparsers(required=True, metavar="run | compare | staff | calibrate | schema")
    run = does.add_parser("run", help="play a scenario many times and tell its figures")
    run.add_argument("scenario", type=Path, metavar="TOML")
    run.add_argument("--replications", type=int, metavar="N", help="instead of the scenario's own number")
    run.add_argument("--contacts", type=Path, metavar="PARQUET", help="also write every contact")
    run.add_argument("--json", action="store_true", help="as JSON")
    run.set_defaults(command=_twin_run)
    compare = does.add_parser("compare", help="play two scenarios with the same callers and tell what differs")
    compare.add_argument("before", type=Path, metavar="TOML")
    compare.add_argument("after", type=Path, metavar="TOML")
    compare.add_argument("--replications", type=int, metavar="N", help="instead of the scenarios' own number")
    compare.set_defaults(command=_twin_compare)
    staff = does.add_parser("staff", help="find how many people of each group every interval takes for a target")
    staff.add_argument("scenario", type=Path, metavar="TOML")
    staff.add_argument("--target", type=_share, default=0.8, metavar="SHARE", help="answered in time (0.8)")
    staff.add_argument("--together", action="store_true", help="of all queues together, instead of each")
    staff.add_argument("--replications", type=int, metavar="N", help="instead of the scenario's own number")
    staff.add_argument("--out", type=Path, metavar="TOML", help="write the scenario with these people")
    staff.set_defaults(command=_twin_staff)
    calibrate = does.add_parser(
        "calibrate", help="fit a scenario to the centre's own contacts, and replay one of its days"
    )
    calibrate.add_argument("file", type=Path, metavar="TOML", help="where the scenario is written")
    calibrate.add_argument("--day", type=date.fromisoformat, metavar="DATE", help="the day to be replayed (yesterday)")
    calibrate.add_argument(
        "--weeks", type=_from_to(3, 60), default=8, help="the same weekday of so many weeks before it (8)"
    )
    calibrate.add_argument("--interval", type=int, default=30, choices=(15, 30, 60), help="minutes of an interval (30)")
    calibrate.add_argument("--within", type=float, default=20, metavar="SECONDS", help="what counts as in time (20)")
    calibrate.add_argument(
        "--replays", type=_from_to(3, 1000), default=39, metavar="N", help="how often the day is replayed (39)"
    )
    calibrate.add_argument(
        "--pool", action="store_true", help="where a queue has too few contacts, fit all queues together in its place"
    )
    calibrate.set_defaults(command=_twin_calibrate)
    schema = does.add_parser("schema", help="print the form of a scenario as JSON Schema, for editors")
    schema.set_defaults(command=_twin_schema)


def _from_to(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number between two."""

    def number(text: str) -> int:
        found = int(text)
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"{found} is not between {least} and {most}")
        return found

    return number


def _share(text: str) -> float:
    found = float(text)
    if not 0 < found < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share between 0 and 1, such as 0.8")
    return found


def _add_open311(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Keys of partners, and the suite for any server: docs/open311.md."""
    open311 = commands.add_parser("open311", help="keys of those who file through Open311; check any server of it")
    does = open311.add_subparsers(required=True, metavar="make-key | revoke-key | keys | check")
    for name, text in (
        ("make-key", "make a key, which is shown this once"),
        ("revoke-key", "let a key hold no longer"),
    ):
        one = does.add_parser(name, help=text)
        one.add_argument("name", metavar="NAME", help="whose key it is")
        one.add_argument("--as", dest="login", required=True, metavar="LOGIN", help="the administrator who does it")
        one.set_defaults(command=_change_open311_key, revoke=name == "revoke-key")
    listed = does.add_parser("keys", help="whose keys there are")
    listed.set_defaults(command=_list_open311_keys)
    check = does.add_parser("check", help="hold a server to the specification")
    check.add_argument("url", metavar="URL", help="such as https://city.example/open311/v2")
    check.add_argument("--jurisdiction", metavar="ID")
    check.add_argument("--api-key", metavar="KEY", help="also file a request, which becomes a real one")
    check.set_defaults(command=_check_open311)


def _add_operations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What an operator does: docs/operations.md."""
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(command=_migrate)

    restart = commands.add_parser("restart", help="renew the running processes, with no request failing")
    restart.set_defaults(command=_restart)

    doctor = commands.add_parser("doctor", help="tell what is wrong with this installation, and what to do")
    doctor.add_argument("--host", default=os.environ.get("SORI_HOST", "127.0.0.1"))
    doctor.add_argument("--port", type=int, default=int(os.environ.get("SORI_PORT", DEFAULT_PORT)))
    doctor.add_argument("--json", action="store_true", help="as JSON")
    doctor.set_defaults(command=_doctor)

    backup = commands.add_parser("backup", help="write a backup of the whole centre, running or not")
    backup.add_argument("file", type=Path)
    backup.add_argument("--recipient", metavar="KEY", help="encrypt it for this public key of age (age1…)")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="put a backup in place of what is there; Sori must not be running")
    restore.add_argument("file", type=Path)
    restore.add_argument("--identity", type=Path, metavar="FILE", help="the file with the secret key, if encrypted")
    restore.add_argument("--replace", action="store_true", help="lose the centre that is there")
    restore.set_defaults(command=_restore)

    retention = commands.add_parser("retention", help="delete what was kept long enough, as the worker does bit by bit")
    retention.add_argument("--dry-run", action="store_true", help="only tell how long what is kept, and what is over")
    retention.add_argument("--keep", metavar="KIND=DAYS", help="from now on keep a kind so long; KIND=ever: for ever")
    retention.add_argument("--as", dest="login", metavar="LOGIN", help="the administrator who chooses that")
    retention.set_defaults(command=_retention)


def _add_processes(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What `sori run` starts, and what belongs to development."""
    web = commands.add_parser("web", help="one web process on a socket that `sori run` opened")
    web.add_argument("--fd", type=int, required=True)
    web.set_defaults(command=_web)

    router = commands.add_parser("router", help="one routing process: leads, or stands by")
    router.add_argument("--name", default=f"router-{os.getpid()}")
    router.set_defaults(command=_router)

    worker = commands.add_parser("worker", help="does what time makes due, such as ending an emergency")
    worker.set_defaults(command=_worker)

    search = commands.add_parser("search", help="the search process: holds the index of the knowledge and answers")
    search.set_defaults(command=_search)

    voice = commands.add_parser("voice", help="the voice process: takes calls from browsers, and on telephone lines")
    voice.set_defaults(command=_voice)
    voice_does = voice.add_subparsers(metavar="setup")
    lines = voice_does.add_parser("setup", help="write the configuration of an Asterisk with a SIP trunk")
    lines.add_argument("folder", type=Path, help="where Asterisk has its configuration, such as /etc/asterisk")
    lines.add_argument("--trunk", required=True, metavar="HOST", help="the provider's host")
    lines.add_argument("--trunk-port", type=int, default=5060, metavar="PORT")
    lines.add_argument(
        "--trunk-user", metavar="USER", help="where we register there; its password: SORI_TRUNK_PASSWORD"
    )
    lines.add_argument("--sounds", type=Path, required=True, metavar="FOLDER", help="where Sori puts what is played")
    lines.add_argument("--sip-address", default="0.0.0.0", metavar="ADDRESS")  # noqa: S104
    lines.add_argument("--sip-port", type=int, default=5060, metavar="PORT")
    lines.add_argument("--http-port", type=int, default=8088, metavar="PORT", help="of the interface, on loopback")
    lines.add_argument("--sound-ports", type=int, nargs=2, default=(10_000, 19_999), metavar=("FIRST", "LAST"))
    lines.add_argument("--public-address", metavar="ADDRESS", help="where the provider reaches us, behind a router")
    lines.set_defaults(command=_voice_setup)

    simulate = commands.add_parser("simulate", help="the demo city's simulated citizens and counsellors")
    simulate.add_argument("--url", required=True)
    simulate.set_defaults(command=_simulate)

    dialogues = commands.add_parser(
        "dialogues", help="hold editors' dialogue tests with the chatbot, on knowledge files"
    )
    dialogues.add_argument("files", type=Path, nargs="+", metavar="FILE")
    dialogues.add_argument("--knowledge", type=Path, metavar="FOLDER", help="TOML files (the demo city's)")
    dialogues.set_defaults(command=_dialogues)

    schema = commands.add_parser("schema", help="print the API as OpenAPI 3.1")
    schema.set_defaults(command=_schema)

    replay = commands.add_parser("replay", help="play recorded arrivals through a running centre")
    replay.add_argument("file", type=Path, help="CSV (or .csv.gz) with a time and a category per row")
    replay.add_argument("--map", type=Path, required=True, help="TOML that maps categories to menu keys")
    replay.add_argument("--speed", type=float, default=1.0, help="times as fast as recorded (1)")
    replay.add_argument("--url", default=f"http://127.0.0.1:{DEFAULT_PORT}")
    replay.add_argument("--rows", type=int, help="stop after so many arrivals")
    replay.add_argument("--counsellors", type=int, default=30, help="simulated counsellors who answer (30)")
    replay.add_argument("--login", default="sim-{}", help="their log-ins, {} for 01, 02 and so on (sim-{})")
    replay.add_argument("--password", help="their password (the demo's; better in SORI_REPLAY_PASSWORD)")
    replay.add_argument("--seed", type=int, default=120, help="seed of all random draws (120)")
    replay.add_argument("--state", type=Path, help="the centre's state folder, to tell what its processes needed")
    replay.add_argument("--report", type=Path, help="also write the report as JSON")
    replay.set_defaults(command=_replay)


def _run(chosen: argparse.Namespace) -> int:
    from sori import processes

    return processes.run(chosen.host, chosen.port, chosen.web)


def _init(chosen: argparse.Namespace) -> int:
    from sori.commands import setup

    password = _asked_password("SORI_ADMINISTRATOR_PASSWORD", "the administrator")
    return setup.init(
        chosen.city,
        chosen.city_en,
        chosen.time_zone,
        chosen.administrator,
        chosen.name or chosen.administrator,
        password,
    )


def _export_setup(chosen: argparse.Namespace) -> int:
    from sori.commands import setup

    return setup.export_setup(chosen.file)


def _import_setup(chosen: argparse.Namespace) -> int:
    from sori.commands import setup

    return setup.import_setup(chosen.file, chosen.login, dry_run=chosen.dry_run)


def _import_knowledge(chosen: argparse.Namespace) -> int:
    from sori.commands import knowledge

    return knowledge.import_knowledge(chosen.file, chosen.login, publish=chosen.publish)


def _import_directory(chosen: argparse.Namespace) -> int:
    from sori.commands import knowledge

    return knowledge.import_directory(chosen.file, chosen.login)


def _import_bookables(chosen: argparse.Namespace) -> int:
    from sori.commands import bookings

    return bookings.import_bookables(chosen.file, chosen.login)


def _import_case_types(chosen: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.import_case_types(chosen.file, chosen.login)


def _import_dispatch_rules(chosen: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.import_dispatch_rules(chosen.file, chosen.login)


def _import_districts(chosen: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.import_districts(chosen.files, chosen.login)


def _import_areas(chosen: argparse.Namespace) -> int:
    from sori.commands import cases
    from sori.geo.boundaries import Level

    return cases.import_districts(chosen.files, chosen.login, Level.OWNED)


def _dispatch_report(_: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.dispatch_report()


def _case_figures(chosen: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.figures(chosen.by, chosen.first_day, chosen.last_day, chosen.moment, Language(chosen.language))


def _set_dispatch(chosen: argparse.Namespace) -> int:
    from sori.commands import cases

    return cases.set_dispatch(chosen.automatic == "on", chosen.most_errors / 100, chosen.login)


def _change_open311_key(chosen: argparse.Namespace) -> int:
    from sori.commands import open311

    return open311.change_key(chosen.name, chosen.login, revoke=chosen.revoke)


def _list_open311_keys(_: argparse.Namespace) -> int:
    from sori.commands import open311

    return open311.list_keys()


def _check_open311(chosen: argparse.Namespace) -> int:
    from sori.commands import open311

    return open311.check(chosen.url, chosen.jurisdiction, chosen.api_key)


def _import_history(chosen: argparse.Namespace) -> int:
    from sori.commands import history

    return history.import_history(
        chosen.file,
        chosen.map,
        chosen.encoding,
        Language(chosen.language),
        cases=chosen.cases,
        dry_run=chosen.dry_run,
        again=chosen.again,
    )


def _list_imports(_: argparse.Namespace) -> int:
    from sori.commands import history

    return history.list_imports()


def _undo_import(chosen: argparse.Namespace) -> int:
    from sori.commands import history

    return history.undo_import(chosen.number)


def _staffing(chosen: argparse.Namespace) -> int:
    from sori.commands import staffing

    return staffing.show(chosen.calls, chosen.per, chosen.handling, chosen.patience, chosen.target, chosen.within)


def _twin_run(chosen: argparse.Namespace) -> int:
    from sori.commands import twin

    return twin.run(chosen.scenario, chosen.replications, chosen.contacts, chosen.json)


def _twin_compare(chosen: argparse.Namespace) -> int:
    from sori.commands import twin

    return twin.compare(chosen.before, chosen.after, chosen.replications)


def _twin_staff(chosen: argparse.Namespace) -> int:
    from sori.commands import twin

    return twin.staff(twin.StaffAsked(chosen.scenario, chosen.target, chosen.together, chosen.replications, chosen.out))


def _twin_calibrate(chosen: argparse.Namespace) -> int:
    from sori.commands import calibration

    return calibration.run(
        calibration.Asked(
            chosen.file,
            chosen.day,
            chosen.weeks,
            chosen.interval,
            chosen.within,
            chosen.replays,
            chosen.pool,
        )
    )


def _twin_schema(_: argparse.Namespace) -> int:
    from sori.commands import twin

    return twin.schema()


def _password(chosen: argparse.Namespace) -> int:
    from sori.commands import people

    login = chosen.login.strip().lower()
    return people.set_password(login, _asked_password("SORI_NEW_PASSWORD", login))


def _reset_second_factor(chosen: argparse.Namespace) -> int:
    from sori.commands import people

    return people.reset_second_factor(chosen.login.strip().lower())


def _asked_password(variable: str, whose: str) -> str:
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise SystemExit(f"sori: no terminal to ask for a password: put it in {variable}.")
    password = getpass.getpass(f"Password for {whose} (at least 10 characters): ")
    if getpass.getpass("Once more: ") != password:
        raise SystemExit("sori: the two passwords differ; nothing was done.")
    return password


def _migrate(_: argparse.Namespace) -> int:
    from sori.commands import setup

    return setup.bring_up_to_date()


def _restart(_: argparse.Namespace) -> int:
    from sori.operations import restart

    return restart.restart(_state())


def _doctor(chosen: argparse.Namespace) -> int:
    from sori.demo.city import PASSWORD
    from sori.operations.doctor import service
    from sori.platform.settings import ROOT
    from sori.worker import ROUNDS

    apps = ROOT / "web" / "apps"
    return service.examine(_state(), apps, chosen.host, chosen.port, ROUNDS, PASSWORD, as_json=chosen.json)


def _backup(chosen: argparse.Namespace) -> int:
    from sori.operations.backup import service

    return service.backup(_state(), chosen.file, chosen.recipient)


def _restore(chosen: argparse.Namespace) -> int:
    from sori.operations.backup import service

    return service.restore(_state(), chosen.file, chosen.identity, replace=chosen.replace)


def _retention(chosen: argparse.Namespace) -> int:
    from sori.commands import retention

    if chosen.keep is None:
        return retention.delete_what_is_over(dry_run=chosen.dry_run)
    kind, _, days = chosen.keep.partition("=")
    if chosen.login is None or not (days == "ever" or days.isdecimal()):
        print("sori: write it as --keep contents=365 --as LOGIN; days are a number, or ever.", file=sys.stderr)
        return 2
    return retention.keep(chosen.login, kind, None if days == "ever" else int(days))


def _state() -> "StateFolder":
    from sori.platform.embedded import StateFolder
    from sori.platform.settings import ROOT

    return StateFolder.chosen(ROOT)


def _web(chosen: argparse.Namespace) -> int:
    from sori import server

    server.serve_web(chosen.fd)
    return 0


def _router(chosen: argparse.Namespace) -> int:
    from sori import router

    router.run_router(chosen.name)
    return 0


def _worker(_: argparse.Namespace) -> int:
    from sori import worker

    worker.run_worker()
    return 0


def _search(_: argparse.Namespace) -> int:
    from sori import search

    search.run_search()
    return 0


def _voice(_: argparse.Namespace) -> int:
    from sori import voice

    voice.run_voice()
    return 0


def _voice_setup(chosen: argparse.Namespace) -> int:
    from sori.channels.telephone.configuration import Machine, Trunk
    from sori.commands import telephone

    secret = os.environ.get("SORI_TRUNK_PASSWORD") or None
    machine = Machine(
        Trunk(chosen.trunk, chosen.trunk_port, chosen.trunk_user, secret),
        telephone.password(),
        chosen.sounds / "music",
        sip_address=chosen.sip_address,
        sip_port=chosen.sip_port,
        http_port=chosen.http_port,
        sound_ports=(chosen.sound_ports[0], chosen.sound_ports[1]),
        public_address=chosen.public_address,
    )
    return telephone.set_up(chosen.folder, machine, chosen.sounds)


def _simulate(chosen: argparse.Namespace) -> int:
    from sori.demo import simulation

    simulation.run(chosen.url)
    return 0


def _dialogues(chosen: argparse.Namespace) -> int:
    from datetime import datetime

    from sori.chatbot import dialogue_file, known
    from sori.demo import articles
    from sori.language.morphemes import KiwiAnalyser

    now = datetime.now().astimezone()
    there = known.from_files(chosen.knowledge or articles.FOLDER, now.date())
    understand = known.understanding(there.items, KiwiAnalyser())
    held = faults = 0
    for file in chosen.files:
        try:
            content = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            faults += 1
            continue
        tried = dialogue_file.tried(content, understand, there.knowledge, now)
        held += tried.dialogues
        faults += len(tried.faults)
        for fault in tried.faults:
            print(f"{file}:{fault.line}: {fault.what}")
    print(f"{held} dialogues, {faults} went wrong" if faults else f"{held} dialogues went as written")
    return 1 if faults else 0


def _schema(_: argparse.Namespace) -> int:
    import msgspec

    from sori.platform.openapi import described
    from sori.platform.settings import Settings
    from sori.server import create_app

    app = create_app(Settings("postgresql://", "127.0.0.1", DEFAULT_PORT, secrets.token_hex(), False, None))
    print(msgspec.json.format(msgspec.json.encode(described(app))).decode())
    return 0


def _replay(chosen: argparse.Namespace) -> int:
    import uvloop

    from sori.demo.city import PASSWORD
    from sori.replay import recording, session

    state = chosen.state or _state().path
    try:
        arrivals = recording.read(chosen.file, recording.mapping(chosen.map), chosen.rows)
    except recording.RecordingError as error:
        print(f"sori: {error}", file=sys.stderr)
        return 2
    plan = session.Play(
        url=chosen.url,
        speed=chosen.speed,
        counsellors=chosen.counsellors,
        login=chosen.login,
        password=chosen.password or os.environ.get("SORI_REPLAY_PASSWORD", PASSWORD),
        simulator_key=session.key_of(state),
        state=state if state.exists() else None,
        seed=chosen.seed,
    )
    return uvloop.run(session.play(arrivals, plan, chosen.report))


if __name__ == "__main__":
    raise SystemExit(main())
