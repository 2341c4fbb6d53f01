-- depends: 0006_setup
-- The wait that people are told, what came of it, and what those do who are told that it is long.

-- What one who joins a queue now is told, as computed last; no seconds: no end in sight.
create table wait_outlook (
    queue_id    bigint not null references queue,
    medium      text not null check (medium in ('call', 'chat')),
    computed_at timestamptz not null,
    place       integer not null,
    low_s       integer,
    mean_s      integer,
    high_s      integer,
    outlook_s   real,
    spread_s    real,
    average_s   real not null,
    by_place_s  real,
    primary key (queue_id, medium),
    check (num_nulls(low_s, mean_s, high_s, outlook_s, spread_s) in (0, 5))
);

-- Every estimate that was told, with what two rules in use elsewhere would have told, and the wait that came.
create table wait_estimate (
    id         bigint generated always as identity primary key,
    visit_id   bigint not null references queue_visit on delete cascade,
    contact_id bigint not null references contact on delete cascade,
    queue_id   bigint not null references queue,
    given_at   timestamptz not null,
    during     boolean not null,
    place      integer not null,
    low_s      integer,
    mean_s     integer,
    high_s     integer,
    outlook_s  real,
    spread_s   real,
    average_s  real not null,
    by_place_s real,
    settled_at timestamptz,
    waited_s   real,
    outcome    text check (outcome in ('answered', 'abandoned', 'left_message')),
    check (num_nulls(low_s, mean_s, high_s, outlook_s, spread_s) in (0, 5)),
    check (num_nulls(settled_at, waited_s, outcome) in (0, 3))
);
create index wait_estimate_live on wait_estimate (contact_id, id) where settled_at is null;
create index wait_estimate_of_visit on wait_estimate (visit_id) where settled_at is null;
create index wait_estimate_by_time on wait_estimate (given_at, queue_id);
create index queue_visit_answered on queue_visit (queue_id, left_at) where outcome = 'answered';

-- A stay may also end because the citizen leaves a message instead of waiting on.
alter table queue_visit
    drop constraint queue_visit_outcome_check,
    add check (outcome in ('answered', 'abandoned', 'left_message'));

-- A message left is answered later: nobody waits at a screen for it, so nobody gives up either.
alter table contact add column left_message boolean not null default false;

-- Somebody was told that it is congested, and which way they took; none after a while: they went away.
create table congestion_notice (
    id         bigint generated always as identity primary key,
    key        uuid not null unique,
    queue_id   bigint not null references queue,
    shown_at   timestamptz not null,
    during     boolean not null,
    mean_s     integer,
    offered    text[] not null,
    contact_id bigint references contact on delete cascade,
    taken      text check (taken in ('waited', 'message', 'report_form', 'chatbot', 'callback', 'left')),
    taken_at   timestamptz,
    check ((taken is null) = (taken_at is null))
);
create index congestion_notice_by_time on congestion_notice (shown_at, queue_id);
create index congestion_notice_of_contact on congestion_notice (contact_id);
