-- depends: 0020_reports
-- Tables that statistics are read from fast. All of it follows from contacts, their stays and what was imported:
-- `sori.reports.service.rollup` keeps it, and builds it anew.

-- How far the events are followed, and what the sums rest on (the city's zone, the queues' targets).
create table statistics_state (
    only_one       boolean primary key default true check (only_one),
    transaction_id xid8 not null,
    event_id       bigint not null,
    basis          jsonb not null
);

-- The days of which anything is kept here. Due: nothing of it is right yet, the first tables are read. Facts: its facts
-- are. Cells: its sums are too. A day that is not here has no contacts.
create table statistics_day (
    day   date primary key,
    state text not null check (state in ('due', 'facts', 'cells'))
);
create index statistics_day_unfinished on statistics_day (state, day) where state <> 'cells';

-- The months that have sums: right while all their days have theirs.
create table statistics_month (
    month date primary key check (extract(day from month) = 1)
);

-- What is counted of live contacts (unit 1) and their stays (unit 2), as `sori.reports.store.facts` has it.
create table statistics_fact (
    contact_id    bigint   not null,
    unit          smallint not null,
    visit_id      bigint   not null,
    day           date     not null,
    hour          smallint not null,
    channel       smallint not null,
    queue_id      bigint   not null,
    topic_id      bigint   not null,
    counsellor_id bigint   not null,
    answered      boolean  not null,
    abandoned     boolean  not null,
    within        boolean  not null,
    targeted      boolean  not null,
    wait_us       bigint,
    handling_us   bigint,
    primary key (contact_id, unit, visit_id)
);
create index statistics_fact_by_day on statistics_fact (day, unit);

-- Sums of a day's or a month's facts by some of the dimensions; those that a cube doesn't have are 0.
create table statistics_cell (
    cube          smallint not null,
    starts        date     not null,
    hour          smallint not null,
    channel       smallint not null,
    queue_id      bigint   not null,
    topic_id      bigint   not null,
    counsellor_id bigint   not null,
    inbound       integer  not null,
    answered      integer  not null,
    abandoned     integer  not null,
    within        integer  not null,
    targeted      integer  not null,
    waited        integer  not null,
    wait_us       bigint   not null,
    handled       integer  not null,
    handling_us   bigint   not null,
    waits         bytea    not null,
    handlings     bytea    not null
);
alter table statistics_cell alter column waits set storage external, alter column handlings set storage external;
create index statistics_cell_by_start on statistics_cell (cube, starts);
create index statistics_cell_of_topic on statistics_cell (cube, topic_id, starts) where topic_id <> 0;
create index statistics_cell_of_counsellor on statistics_cell (cube, counsellor_id, starts) where counsellor_id <> 0;
