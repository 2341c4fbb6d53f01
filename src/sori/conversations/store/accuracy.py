"""SQL of how good the estimates were, and of the congestion notices."""

from datetime import datetime

from sori.conversations.accuracy import Counts, EstimateFigure, EstimateRecord, NoticeRecord, TakenCount
from sori.conversations.deflection import Taken
from sori.platform.database import Transaction


async def counts(transaction: Transaction, since: datetime) -> list[Counts]:
    """The estimates given since then, counted by queue and phase."""
    return await transaction.all(
        Counts,
        """
    with told as (
        select *, case when low_s is null or settled_at is null then null
                       when waited_s > high_s then false
                       when outcome = 'answered' then waited_s >= low_s end as held,
               low_s is not null and outcome = 'answered' as known
        from wait_estimate where given_at >= %s)
    select queue_id, during, count(*) as given,
           count(*) filter (where held) as inside, count(*) filter (where not held) as outside,
           count(*) filter (where known) as answered,
           count(*) filter (where low_s is not null and outcome <> 'answered' and held is null) as gave_up,
           count(*) filter (where low_s is null) as no_end,
           coalesce(sum(abs(waited_s - mean_s)) filter (where known), 0)::float8 as error_s,
           coalesce(sum(abs(waited_s - average_s)) filter (where known), 0)::float8 as average_error_s,
           count(*) filter (where known and by_place_s is not null) as by_place,
           coalesce(sum(abs(waited_s - by_place_s)) filter (where known), 0)::float8 as place_error_s
    from told group by queue_id, during""",
        (since,),
    )


async def taken(transaction: Transaction, since: datetime) -> list[TakenCount]:
    """The notices shown since then, counted by the way taken."""
    return await transaction.all(
        TakenCount,
        """select taken, count(*) as count from congestion_notice where shown_at >= %s
           group by taken order by count desc""",
        (since,),
    )


async def estimates(
    transaction: Transaction,
    figure: EstimateFigure,
    queue_id: int | None,
    during: bool | None,
    since: datetime,
    before: int | None,
    most: int,
) -> list[EstimateRecord]:
    """The estimates behind a figure, newest first."""
    return await transaction.all(
        EstimateRecord,
        """select id, contact_id, queue_id, given_at, during, place, average_s::float8, by_place_s::float8,
                  waited_s::float8, outcome, case when mean_s is not null then
                      jsonb_build_object('low_s', low_s, 'mean_s', mean_s, 'high_s', high_s) end as told
           from wait_estimate
           where given_at >= %(since)s and (%(queue)s::bigint is null or queue_id = %(queue)s)
             and (%(during)s::boolean is null or during = %(during)s)
             and (%(before)s::bigint is null or id < %(before)s)
             and case %(figure)s
                 when 'inside' then outcome = 'answered' and waited_s between low_s and high_s
                 when 'outside' then waited_s > high_s or (outcome = 'answered' and waited_s < low_s)
                 when 'answered' then low_s is not null and outcome = 'answered'
                 when 'gave_up' then outcome <> 'answered' and waited_s <= high_s
                 when 'no_end' then low_s is null
                 else true end
           order by id desc limit %(most)s""",
        {
            "figure": figure,
            "queue": queue_id,
            "during": during,
            "since": since,
            "before": before,
            "most": most,
        },
    )


async def notices(
    transaction: Transaction, taken: Taken | None, open_only: bool, since: datetime, before: int | None, most: int
) -> list[NoticeRecord]:
    """The notices whose reader took this way (None: any), or only those of whom it is not known yet; newest first."""
    return await transaction.all(
        NoticeRecord,
        """select id, contact_id, queue_id, shown_at, during, mean_s, taken from congestion_notice
           where shown_at >= %(since)s and (%(taken)s::text is null or taken = %(taken)s)
             and (not %(open_only)s or taken is null) and (%(before)s::bigint is null or id < %(before)s)
           order by id desc limit %(most)s""",
        {"since": since, "taken": taken, "open_only": open_only, "before": before, "most": most},
    )
