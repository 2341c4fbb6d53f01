-- depends: 0011_floor_counts
-- What keeps the centre in order: signs of life, and how long what is kept is kept.

-- When a leader or a round of the worker last did its work. Not kept over a crash: whoever lives tells again.
create unlogged table heartbeat (
    name     text primary key,
    at       timestamptz not null,
    every_s  real not null,
    failures integer not null default 0
);

-- How many days a kind of data is kept where that differs from what is usual; null: without end.
create table retention (
    kind text primary key,
    days integer check (days between 0 and 36500)
);

-- What a contact's people wrote is deleted when its time is over; the contact stays, to be counted.
alter table contact add column forgotten_at timestamptz;
create index contact_to_forget on contact (ended_at)
    where forgotten_at is null and state in ('closed', 'abandoned');
create index citizen_device_by_age on citizen_device (last_seen_at);
