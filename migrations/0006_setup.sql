-- depends: 0005_conversations
-- The setup as an administrator keeps it: changed as a whole, at a chosen moment, with what was before and after.
-- What contacts may refer to is never deleted but retired: it leaves the setup, its name stays.

alter table skill add column retired boolean not null default false;
alter table queue add column retired boolean not null default false;
alter table topic add column retired boolean not null default false;

alter table announcement add column code text;
update announcement set code = 'announcement-' || id;
alter table announcement alter column code set not null, add unique (code), alter column shown_from drop not null;

-- A public holiday on which the centre works all the same is a row that is not closed.
alter table holiday add column closed boolean not null default true;

-- The menu is a tree by its keys: 12 lies below 1. An entry with others below it leads to them, not to a queue.
alter table menu_entry
    drop constraint menu_entry_key_check,
    drop constraint menu_entry_position_key,
    add check (key ~ '^[0-9]{1,3}$'),
    alter column queue_id drop not null;

alter table centre
    add column holiday_country text,
    add column notice_after_s integer not null default 120 check (notice_after_s between 0 and 7200),
    add column message_queue_id bigint references queue;

-- What the "0" line becomes when the emergency switch is thrown, prepared beforehand.
create table emergency_plan (
    only_one           boolean primary key default true check (only_one),
    queue_id           bigint not null references queue,
    menu_key           text not null check (menu_key ~ '^[0-9]$'),
    label              jsonb not null check (label ? 'ko' and label ? 'en'),
    notice             jsonb not null check (notice ? 'ko' and notice ? 'en'),
    head_start_s       integer not null check (head_start_s between 0 and 86400),
    elastic_minimum    integer not null check (elastic_minimum >= 0),
    elastic_maximum    integer not null check (elastic_maximum >= elastic_minimum),
    elastic_waiting_per_person integer not null check (elastic_waiting_per_person > 0),
    elastic_cooldown_s integer not null check (elastic_cooldown_s > 0)
);

-- The emergency that is on now; it ends by itself at `until_at`.
create table emergency (
    only_one boolean primary key default true check (only_one),
    since    timestamptz not null,
    until_at timestamptz not null check (until_at > since),
    by_id    bigint not null references staff
);

-- When the floor calls for attention: a wait, a wrap-up or a queue without people that lasts longer than `after_s`.
create table alert_rule (
    code     text primary key,
    kind     text not null check (kind in ('longest_wait', 'nobody_on_duty', 'long_wrap_up')),
    queue_id bigint references queue,
    after_s  integer not null check (after_s between 0 and 86400)
);

-- Limits of what a counsellor may choose: how long, and how many in a hundred of those at work at once.
create table duty_rule (
    duty         text primary key check (duty in ('break', 'training', 'meeting', 'protected_rest')),
    limit_min    integer check (limit_min between 1 and 600),
    most_pct     integer check (most_pct between 1 and 100),
    reasons      jsonb not null default '[]'
);

create table setup_change (
    id           bigint generated always as identity primary key,
    made_at      timestamptz not null,
    made_by      bigint references staff,
    note         text not null,
    effective_at timestamptz not null,
    state        text not null check (state in ('scheduled', 'applied', 'cancelled', 'failed')),
    settled_at   timestamptz,
    edits        jsonb not null,
    faults       jsonb not null default '[]',
    undoes_id    bigint references setup_change,
    check ((state = 'scheduled') = (settled_at is null))
);
create index setup_change_due on setup_change (effective_at) where state = 'scheduled';
