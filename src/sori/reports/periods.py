"""The tables of whole periods, made of what imported counts say and nothing else."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from sori.conversations.model import Channel, percentage
from sori.reports.model import (
    FieldCount,
    Origin,
    PeriodAnswers,
    PeriodChannels,
    Periods,
    PeriodShare,
    PeriodSuggestions,
    daily_mean,
)
from sori.reports.store.counts import Count

_SUGGESTIONS = "suggestions"


def periods(counts: Sequence[Count]) -> Periods:
    """All tables; of figures told twice the one imported last stands."""
    contacts = [count for count in counts if count.series != _SUGGESTIONS]
    whole = [count for count in contacts if count.part is None and count.field is None]
    return Periods(
        channels=[_channels(of) for of in _by_period(count for count in whole if count.channel is not None)],
        answers=[_answers(of) for of in _by_period_and_channel(whole)],
        shares=_shares(contacts),
        suggestions=[_suggestions(of) for of in _by_period(count for count in counts if count.series == _SUGGESTIONS)],
    )


def _by_period(counts: Iterable[Count]) -> list[list[Count]]:
    ordered = sorted(counts, key=_period)
    return [list(of) for _, of in groupby(ordered, key=_period)]


def _period(count: Count) -> tuple[date, date]:
    return count.first_day, count.last_day


def _by_period_and_channel(counts: Sequence[Count]) -> list[list[Count]]:
    told = [count for count in counts if count.channel is not None and count.inbound is not None]
    return [list(of) for period in _by_period(told) for _, of in groupby(sorted(period, key=_channel), key=_channel)]


def _channel(count: Count) -> str:
    return count.channel or ""


def _channels(of: Sequence[Count]) -> PeriodChannels:
    by_channel = {channel: count for channel in Channel for count in of if count.channel is channel}
    total = sum(count.answered for count in by_channel.values())
    days = of[0].days
    return PeriodChannels(
        of[0].first_day,
        of[0].last_day,
        days,
        {channel.value: count.answered for channel, count in by_channel.items()},
        total,
        int(daily_mean(total, days)),
        _origins(by_channel.values()),
    )


def _answers(of: Sequence[Count]) -> PeriodAnswers:
    count = of[-1]
    inbound = count.inbound or 0
    return PeriodAnswers(
        count.first_day,
        count.last_day,
        count.days,
        count.channel or Channel.PHONE,
        inbound,
        count.answered,
        percentage(count.answered, inbound),
        int(daily_mean(inbound, count.days)),
        int(daily_mean(count.answered, count.days)),
        count.printed_pct,
        _origins([count]),
    )


def _shares(contacts: Sequence[Count]) -> list[PeriodShare]:
    shares = []
    for of in _by_period(contacts):
        totals = [count for count in of if count.part is None and count.channel is None and count.field is None]
        by_channel = [count for count in of if count.part is None and count.channel is not None and count.field is None]
        for part in sorted({count.part for count in of if count.part is not None}):
            shares.append(_share(part, of, totals[-1:] or by_channel))
    return shares


def _share(part: str, of: Sequence[Count], whole: Sequence[Count]) -> PeriodShare:
    fields = [count for count in of if count.part == part and count.field is not None]
    told = [count for count in of if count.part == part and count.field is None]
    count = told[-1].answered if told else sum(field.answered for field in fields)
    days = of[0].days
    total = sum(one.answered for one in {one.channel: one for one in whole}.values()) or None
    return PeriodShare(
        of[0].first_day,
        of[0].last_day,
        days,
        part,
        total,
        None if total is None else int(daily_mean(total, days)),
        count,
        int(daily_mean(count, days)),
        None if total is None else percentage(count, total),
        told[-1].printed_pct if told else None,
        _fields(fields),
        _origins([*whole, *told]),
    )


def _suggestions(of: Sequence[Count]) -> PeriodSuggestions:
    fields = _fields(of)
    return PeriodSuggestions(of[0].first_day, of[0].last_day, sum(field.count for field in fields), fields)


def _fields(of: Sequence[Count]) -> list[FieldCount]:
    latest = {count.field: count for count in of}
    total = sum(count.answered for count in latest.values())
    made = [
        FieldCount(
            count.field or "",
            count.answered,
            percentage(count.answered, total),
            count.printed_pct,
            _origin(count),
        )
        for count in latest.values()
    ]
    return sorted(made, key=lambda field: -field.count)


def _origin(count: Count) -> Origin:
    return Origin(count.import_id, count.file, count.line)


def _origins(of: Iterable[Count]) -> list[Origin]:
    return list({_origin(count): None for count in of})
