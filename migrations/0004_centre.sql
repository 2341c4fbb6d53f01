-- depends: 0003_citizens
-- How the centre is set up: the one centre, its queues, hours, menu, phrases and topics.

create table centre (
    only_one         boolean primary key default true check (only_one),
    version          bigint not null default 1,
    city             jsonb not null check (city ? 'ko' and city ? 'en'),
    time_zone        text not null,
    accept_within_s  smallint not null default 20 check (accept_within_s between 5 and 300),
    wrap_up_limit_s  smallint not null default 60 check (wrap_up_limit_s between 5 and 1800),
    sticky_days      smallint not null default 7 check (sticky_days between 0 and 90),
    sticky_wait_s    smallint not null default 0 check (sticky_wait_s between 0 and 600),
    desk_wait_s      smallint not null default 60 check (desk_wait_s between 0 and 3600),
    demo             boolean not null default false,
    simulation_on    boolean not null default false
);

create table queue (
    id                         bigint generated always as identity primary key,
    code                       text not null unique,
    name                       jsonb not null check (name ? 'ko' and name ? 'en'),
    head_start_s               integer not null default 0 check (head_start_s between 0 and 86400),
    target_s                   integer not null default 20 check (target_s > 0),
    target_pct                 smallint not null default 80 check (target_pct between 1 and 100),
    after_hours_queue_id       bigint references queue,
    open_on_holidays           boolean not null default false,
    elastic_minimum            integer check (elastic_minimum >= 0),
    elastic_maximum            integer check (elastic_maximum >= elastic_minimum),
    elastic_waiting_per_person integer check (elastic_waiting_per_person > 0),
    elastic_cooldown_s         integer check (elastic_cooldown_s > 0),
    check (num_nulls(elastic_minimum, elastic_maximum, elastic_waiting_per_person, elastic_cooldown_s) in (0, 4))
);

-- Step 0 is the dedicated group; later steps are overflow, open once a contact has waited `after_s`
-- (0: as soon as nobody of an earlier step is free).
create table queue_step (
    queue_id bigint not null references queue on delete cascade,
    position smallint not null check (position >= 0),
    after_s  integer not null check (after_s >= 0),
    skill_id bigint not null references skill,
    level    smallint not null check (level between 1 and 5),
    primary key (queue_id, position),
    check (position > 0 or after_s = 0)
);

-- Minutes of the city's day; a weekday without a row is closed. Monday is 0.
create table queue_hours (
    queue_id      bigint not null references queue on delete cascade,
    weekday       smallint not null check (weekday between 0 and 6),
    opens_minute  smallint not null check (opens_minute between 0 and 1439),
    closes_minute smallint not null check (closes_minute between 1 and 1440),
    primary key (queue_id, weekday, opens_minute),
    check (opens_minute < closes_minute)
);

create table holiday (
    day  date primary key,
    name jsonb not null check (name ? 'ko' and name ? 'en')
);

create table menu_entry (
    key      text primary key check (key ~ '^[0-9]$'),
    position smallint not null unique,
    label    jsonb not null check (label ? 'ko' and label ? 'en'),
    queue_id bigint not null references queue
);

create table announcement (
    id         bigint generated always as identity primary key,
    body       jsonb not null check (body ? 'ko' and body ? 'en'),
    shown_from timestamptz not null,
    shown_until timestamptz
);

create table canned_phrase (
    id       bigint generated always as identity primary key,
    shortcut text not null unique check (shortcut <> ''),
    title    jsonb not null check (title ? 'ko' and title ? 'en'),
    body     jsonb not null check (body ? 'ko' and body ? 'en')
);

create table topic (
    id        bigint generated always as identity primary key,
    parent_id bigint references topic,
    level     smallint not null check (level between 1 and 3),
    code      text not null unique,
    name      jsonb not null check (name ? 'ko' and name ? 'en'),
    check ((level = 1) = (parent_id is null))
);
