"""The report of a replay: what became of the arrivals, how long they waited, what went wrong, what it needed. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sori.replay.citizen import End, Outcome
from sori.replay.expectation import WaitsTold
from sori.replay.machine import Need
from sori.replay.tally import Tally


@dataclass(frozen=True, slots=True)
class Spread:
    """How some durations are spread, in seconds; None of nothing."""

    mean: float | None
    p50: float | None
    p90: float | None
    p99: float | None
    max: float | None


@dataclass(frozen=True, slots=True)
class Service:
    """What became of the arrivals of one menu key, or of all."""

    offered: int
    answered: int
    abandoned: int
    turned_away: int
    answer_rate_pct: float | None
    service_level_pct: float | None
    """Answered within the target, of those answered or abandoned."""
    wait_s: Spread
    """From queueing to the answer, of those answered."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast it was played."""

    recorded_s: float
    wall_s: float
    speed_asked: float
    speed_reached: float
    latest_s: float
    """How far an arrival was behind its time at worst, since the driver could not keep up."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a replay tells."""

    arrivals: int
    bad_rows: int
    target_s: float
    total: Service
    by_key: dict[str, Service]
    timing: Timing
    requests: int
    requests_per_s: float
    request_s: Spread
    sent_bytes: int
    received_bytes: int
    faults: dict[str, int]
    refusals: dict[str, int]
    retries: dict[str, int]
    machine: list[Need] = field(default_factory=list)
    waits_told: WaitsTold | None = None
    """How good the expected waits were that the centre told; None where it is no demo."""


def spread(durations: Iterable[float]) -> Spread:
    """Mean, percentiles (nearest rank: the smallest that so many per cent don't exceed) and the longest."""
    ordered = sorted(durations)
    if not ordered:
        return Spread(None, None, None, None, None)
    return Spread(
        round(sum(ordered) / len(ordered), 3),
        round(_ranked(ordered, 50), 3),
        round(_ranked(ordered, 90), 3),
        round(_ranked(ordered, 99), 3),
        round(ordered[-1], 3),
    )


def service(outcomes: Sequence[Outcome], target_s: float) -> Service:
    """What became of these; answer rate and service level are of those answered or abandoned."""
    ends = Counter(outcome.end for outcome in outcomes)
    waits = [outcome.wait_s for outcome in outcomes if outcome.end is End.ANSWERED]
    settled = ends[End.ANSWERED] + ends[End.ABANDONED]
    return Service(
        len(outcomes),
        ends[End.ANSWERED],
        ends[End.ABANDONED],
        ends[End.TURNED_AWAY],
        _percentage(ends[End.ANSWERED], settled),
        _percentage(sum(wait <= target_s for wait in waits), settled),
        spread(waits),
    )


def made(
    outcomes: Sequence[Outcome],
    bad_rows: int,
    target_s: float,
    timing: Timing,
    tally: Tally,
    machine: list[Need],
    waits_told: WaitsTold | None = None,
) -> Report:
    """The report of a run that is over."""
    keys = sorted({outcome.menu_key for outcome in outcomes})
    faults = Counter(tally.faults)
    if failed := sum(outcome.end is End.FAILED for outcome in outcomes):
        faults["contact without an end"] += failed
    ids = Counter(outcome.contact_id for outcome in outcomes if outcome.contact_id)
    if shared := sum(times - 1 for times in ids.values()):
        faults["contact given twice"] += shared
    return Report(
        arrivals=len(outcomes),
        bad_rows=bad_rows,
        target_s=target_s,
        total=service(outcomes, target_s),
        by_key={key: service([one for one in outcomes if one.menu_key == key], target_s) for key in keys},
        timing=timing,
        requests=tally.requests,
        requests_per_s=round(tally.requests / timing.wall_s, 1) if timing.wall_s else 0.0,
        request_s=spread(tally.times_s),
        sent_bytes=tally.sent_bytes,
        received_bytes=tally.received_bytes,
        faults=dict(faults),
        refusals=dict(tally.refusals.most_common()),
        retries=dict(tally.retries.most_common()),
        machine=machine,
        waits_told=waits_told,
    )


def table(report: Report) -> str:
    """The report to be read."""
    lines = [
        f"{'key':<8}{'offered':>9}{'answered':>10}{'abandoned':>11}{'away':>7}{'rate %':>8}{'level %':>9}"
        f"{'mean s':>9}{'p50':>8}{'p90':>8}{'p99':>8}{'max':>8}"
    ]
    lines += [_service_line(key, one) for key, one in [*report.by_key.items(), ("all", report.total)]]
    timing = report.timing
    lines += [
        "",
        f"Service level: answered within {report.target_s:g} s. Rows set aside: {report.bad_rows}.",
        f"Time: {timing.recorded_s:,.0f} s of the recording in {timing.wall_s:,.1f} s: {timing.speed_reached:,.0f} "
        f"times as fast ({timing.speed_asked:,g} asked); {report.arrivals / timing.wall_s:.1f} arrivals a second; "
        f"at worst {timing.latest_s:.2f} s late.",
        f"Requests: {report.requests:,} ({report.requests_per_s:,.0f} a second), sent {report.sent_bytes / 1e6:,.1f} MB"
        f", received {report.received_bytes / 1e6:,.1f} MB.",
        f"Answers took p50 {_seconds(report.request_s.p50)} s, p99 {_seconds(report.request_s.p99)} s, "
        f"at worst {_seconds(report.request_s.max)} s.",
        *_counted("Faults", report.faults),
        *_counted("Refused", report.refusals),
        *_counted("Tried again", report.retries),
    ]
    if (waits := report.waits_told) is not None:
        lines += [
            f"Expected waits told: {waits.given:,}; {_per_cent(waits.coverage_pct)} % of the waits lay in the range; "
            f"mean error {_seconds(waits.error_s)} s (average of recent waits {_seconds(waits.average_error_s)} s, "
            f"place × handling ÷ people {_seconds(waits.place_error_s)} s)."
        ]
    if report.machine:
        lines += ["", f"{'process':<14}{'CPU s':>9}{'peak MB':>10}"]
        lines += [f"{need.name:<14}{need.cpu_s:>9.1f}{need.peak_mb:>10.0f}" for need in report.machine]
    return "\n".join(lines)


def _service_line(key: str, one: Service) -> str:
    wait = one.wait_s
    return (
        f"{key:<8}{one.offered:>9,}{one.answered:>10,}{one.abandoned:>11,}{one.turned_away:>7,}"
        f"{_per_cent(one.answer_rate_pct):>8}{_per_cent(one.service_level_pct):>9}{_seconds(wait.mean):>9}"
        f"{_seconds(wait.p50):>8}{_seconds(wait.p90):>8}{_seconds(wait.p99):>8}{_seconds(wait.max):>8}"
    )


def _counted(name: str, counts: dict[str, int]) -> list[str]:
    if not counts:
        return [f"{name}: none."]
    return [f"{name}:", *(f"  {times:>7,}  {what}" for what, times in counts.items())]


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _per_cent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _ranked(ordered: Sequence[float], percent: int) -> float:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _percentage(part: int, whole: int) -> float | None:
    return None if whole == 0 else (part * 2000 + whole) // (whole * 2) / 10
