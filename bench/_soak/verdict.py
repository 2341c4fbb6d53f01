"""The verdict: the ledger beside what the database holds, what floor and statistics tell, and what may never be."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import httpx
import psycopg

from bench._soak.day import WRITTEN, Day
from bench._soak.ledger import Acknowledged

Three = tuple[int, int, int]
"""Inbound, answered, abandoned."""
_NONE = (0, 0, 0)


@dataclass
class Verdict:
    """What became of what was acknowledged. All of `wrong` must be 0."""

    acknowledged: dict[str, int]
    wrong: dict[str, int]
    queues: dict[str, "Compared"] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled or counted otherwise."""
        return not any(self.wrong.values())


@dataclass
class Compared:
    """A queue's inbound, answered and abandoned by the ledger, the floor, the statistics and the database's records."""

    ledger: Three
    floor: Three
    statistics: Three
    records: Three

    @property
    def is_equal(self) -> bool:
        """Whether all four say the same."""
        return len({self.ledger, self.floor, self.statistics, self.records}) == 1


def reach(url: str, base: str, team_leader: str, day: Day, known: Acknowledged) -> Verdict:
    """Compares a ledger with everything else; `team_leader` is the cookie of somebody who may see the floor."""
    with psycopg.connect(url) as connection:
        _bring_in(connection, day, known)
        found = {name: _count(connection, query) for name, query in _WRONG.items()}
        records = _by_queue(connection)
    ledger = _expected(day, known)
    floor, statistics = _floor(base, team_leader), _statistics(base, team_leader)
    queues = {
        code: Compared(ledger[code], floor.get(code, _NONE), statistics.get(code, _NONE), records.get(code, _NONE))
        for code in sorted(ledger)
    }
    found["queues counted otherwise"] = sum(not one.is_equal for one in queues.values())
    acknowledged = {
        "contacts": len(known.contacts),
        "answered": len(known.contacts) - len(known.gave_up),
        "abandoned": len(known.gave_up),
        "closed": len(known.closed),
        "transferred": len(known.transfers),
        "messages": sum(map(len, known.messages.values())),
        "ratings": len(known.ratings),
    }
    return Verdict(acknowledged, found, queues)


def _expected(day: Day, known: Acknowledged) -> dict[str, Three]:
    """Inbound, answered and abandoned by queue: of a contact that is passed on, two stays, each of them answered."""
    inbound, abandoned = Counter[str](), Counter[str]()
    for number in known.contacts:
        visit = day.visit(number)
        inbound[visit.queue] += 1
        abandoned[visit.queue] += number in known.gave_up
        if number in known.transfers:
            inbound[str(visit.transferred_to)] += 1
    codes = {*inbound, WRITTEN}
    return {code: (inbound[code], inbound[code] - abandoned[code], abandoned[code]) for code in codes}


def _floor(base: str, team_leader: str) -> dict[str, Three]:
    return {
        queue["code"]: (queue["inbound"], queue["answered"], queue["abandoned"])
        for queue in _asked(base, team_leader, "/api/floor")["queues"]
    }


def _statistics(base: str, team_leader: str) -> dict[str, Three]:
    today, week = datetime.now(UTC).date(), timedelta(days=7)
    codes = {str(queue["id"]): queue["code"] for queue in _asked(base, team_leader, "/api/stats/choices")["queues"]}
    table = _asked(base, team_leader, f"/api/stats/table?by=queue&from={today - week}&to={today + week}")
    rows = {codes[row["key"]]: row["figures"] for row in table["rows"]}
    return {code: (row["inbound"], row["answered"], row["abandoned"]) for code, row in rows.items()}


def _asked(base: str, team_leader: str, path: str) -> Any:
    name, _, token = team_leader.partition("=")
    return httpx.get(base + path, cookies={name: token}, timeout=60).raise_for_status().json()


def _by_queue(connection: psycopg.Connection) -> dict[str, Three]:
    rows = connection.execute(
        """select code, count(*), count(*) filter (where outcome = 'answered'),
                  count(*) filter (where outcome = 'abandoned')
           from queue_visit join queue on queue.id = queue_id group by code"""
    ).fetchall()
    return {code: (inbound, answered, abandoned) for code, inbound, answered, abandoned in rows}


def _bring_in(connection: psycopg.Connection, day: Day, known: Acknowledged) -> None:
    connection.execute(
        """create temp table told (number int, contact bigint, key uuid, gave_up bool, closed bool, rating int);
           create temp table said (contact bigint, key uuid, body text)"""
    )
    with connection.cursor() as cursor:
        with cursor.copy("copy told from stdin") as copy:
            for number, contact in known.contacts.items():
                gave_up, closed = number in known.gave_up, number in known.closed
                copy.write_row((number, contact, day.key(number, 0), gave_up, closed, known.ratings.get(number)))
        with cursor.copy("copy said from stdin") as copy:
            for number, messages in known.messages.items():
                for message in messages:
                    copy.write_row((known.contacts[number], day.key(number, message + 1), day.body(number, message)))
    connection.execute("analyze told; analyze said")


def _count(connection: psycopg.Connection, query: LiteralString) -> int:
    row: Any = connection.execute(query).fetchone()
    return int(row[0])


# Each process reads the time when it begins something, so two processes' times may cross by what one takes to commit;
# that a contact never has two live offers or turns at once is moreover held by unique indexes.
_WRONG: dict[str, LiteralString] = {
    "contacts lost": """
        select count(*) from told left join contact on contact.id = contact and request_key = key
        where contact.id is null""",
    "contacts nobody asked for": "select count(*) from contact where id not in (select contact from told)",
    "contacts doubled": "select count(contact) - count(distinct contact) from told",
    "contacts not over": "select count(*) from contact where state not in ('closed', 'abandoned')",
    "ends lost": """
        select count(*) from told join contact on contact.id = contact
        where state <> case when closed then 'closed' when gave_up then 'abandoned' else '' end""",
    "contacts offered twice at once": """
        select count(*) from offer one join offer other on other.contact_id = one.contact_id and other.id > one.id
        where other.offered_at < coalesce(one.settled_at, 'infinity') - interval '1 second'""",
    "contacts in two hands at once": """
        select count(*) from handling one
            join handling other on other.contact_id = one.contact_id and other.id > one.id
        where other.started_at < coalesce(one.ended_at, 'infinity') - interval '1 second'""",
    "messages lost or changed": """
        select count(*) from said left join message
            on client_key = key and contact_id = contact and message.body = said.body where message.id is null""",
    "messages doubled": """
        select count(client_key) - count(distinct client_key) from message where client_key is not null""",
    "ratings lost": """
        select count(*) from told join contact on contact.id = contact
        where told.rating is not null and contact.rating is distinct from told.rating""",
    "ends without their one event": """
        select count(*) from (
            select contact.id from contact left join event
                on (about->>'contact')::bigint = contact.id and kind in ('contact.closed', 'contact.abandoned')
            group by contact.id having count(event.id) <> 1) one""",
}
