"""SQL of what only the citizen's own picture needs."""

from dataclasses import dataclass
from datetime import datetime

from sori.conversations.conversation import ExpectedWait, Message
from sori.conversations.model import ContactState
from sori.conversations.store.messages import MESSAGES
from sori.platform.database import Transaction
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """What a citizen is shown of a contact. `place` is of one who waits."""

    contact_id: int
    state: ContactState
    queue_id: int
    queue: Text
    menu_key: str | None
    place: int | None
    waiting_since: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    counsellor_name: str | None
    counsellor_seen_until: datetime | None
    counsellor_read: int
    simulated_counsellor: bool
    rating: int | None
    rating_comment: str | None
    messages: list[Message]
    left_message: bool
    expected: ExpectedWait | None
    estimated: bool
    setup_version: int


async def shown(transaction: Transaction, contact_id: int, after: int) -> Shown | None:
    """A contact as its citizen is shown it, with the messages after the one with id `after`."""
    return await transaction.maybe(
        Shown,
        """select contact.id as contact_id, state, queue_id, queue.name as queue, menu_key, waiting_since, answered_at,
                  ended_at, display_name as counsellor_name, coalesce(staff.simulated, false) as simulated_counsellor,
                  (select max(seen_until) from presence where side = 'counsellor' and id = staff.id)
                      as counsellor_seen_until,
                  counsellor_read, rating, rating_comment, left_message,
                  told.id is not null as estimated, (select version from centre) as setup_version,
                  case when mean_s is not null then
                      jsonb_build_object('low_s', low_s, 'mean_s', mean_s, 'high_s', high_s) end as expected,
                  case when state = 'waiting' then (
                      select 1 + count(*) from contact other
                      where other.queue_id = contact.queue_id and other.medium = contact.medium
                        and other.state = 'waiting' and not other.rests
                        and (other.waiting_since, other.id) < (contact.waiting_since, contact.id)) end as place,
                  coalesce((select jsonb_agg(line) from ("""
        + MESSAGES
        + """where contact_id = contact.id and message.id > %(after)s order by message.id) line), '[]') as messages
           from contact join queue on queue.id = queue_id
                left join staff on staff.id = coalesce(taken_by_id, counsellor_id)
               left join lateral (
                   select id, low_s, mean_s, high_s from wait_estimate
                   where contact_id = contact.id and settled_at is null order by id desc limit 1) told on true
           where contact.id = %(contact)s""",
        {"after": after, "contact": contact_id},
    )
