-- depends: 0018_operations
-- What statistics count: what was imported, and the ways to what is live.

-- One file that was brought in. It is undone by deleting its rows; that it was there stays known.
create table import (
    id          bigint generated always as identity primary key,
    file        text not null,
    sha256      bytea not null,
    kind        text not null check (kind in ('contacts', 'counts')),
    imported_at timestamptz not null,
    rows        bigint not null,
    set_aside   bigint not null,
    first_day   date,
    last_day    date,
    undone_at   timestamptz
);
create index import_of_file on import (sha256);

-- One imported contact, its whole life in one row. Fixed width and nothing null, so that it is written and read fast:
-- 0 is "none" of an id, -1 "unknown" of a duration. Ids are checked when they are imported, not row by row.
create table imported_contact (
    import_id     integer  not null,
    line          integer  not null,
    opened_at     timestamptz not null,
    channel       smallint not null,
    outcome       smallint not null,
    queue_id      integer  not null,
    topic_id      integer  not null,
    counsellor_id integer  not null,
    wait_ms       integer  not null,
    handling_ms   integer  not null,
    primary key (import_id, line)
);
create index imported_contact_by_time on imported_contact (opened_at);

-- One figure of a period that a file told, without the contacts behind it. Series other than contacts, parts of them
-- and figures of all channels together are statements about the period, which no statistics add up.
create table imported_count (
    id          bigint generated always as identity primary key,
    import_id   bigint not null references import,
    line        integer not null,
    series      text not null check (series in ('contacts', 'suggestions')),
    first_day   date not null,
    last_day    date not null check (last_day >= first_day),
    channel     text,
    queue_id    bigint references queue,
    topic_id    bigint references topic,
    part        text,
    field       text,
    inbound     bigint check (inbound >= answered),
    answered    bigint not null check (answered >= 0),
    printed_pct numeric(5, 1),
    file_values jsonb not null
);
create index imported_count_by_time on imported_count (last_day, first_day);
create index imported_count_of_import on imported_count (import_id);

create index contact_by_start on contact (started_at);
create index queue_visit_of_contact on queue_visit (contact_id, id);

-- The bucket of a duration: ceil(log(seconds) ÷ log(gamma)), gamma = (1 + 0.01) ÷ (1 - 0.01); -32768 holds zero.
-- Masson, Rim, Lee: DDSketch, VLDB 2019, section 2. `sori.reports.sketch` reads them.
create function duration_bucket(microseconds bigint) returns smallint immutable parallel safe language sql
    return case when microseconds <= 0 then -32768
                else ceil(ln(microseconds / 1000000.0::float8) / ln(1.01::float8 / 0.99::float8)) end::smallint;
