-- depends: 0006_setup
-- What a team leader does on the floor: skills for today, taking over, whispering, notes, alerts, breaks and rest.

-- A skill given or (level 0) taken away for a while. It lies over the person's own until the worker drops it, so that
-- whoever asks meanwhile is told the same.
create table staff_skill_today (
    staff_id bigint not null references staff on delete cascade,
    skill_id bigint not null references skill,
    level    smallint not null check (level between 0 and 5),
    until    timestamptz not null,
    primary key (staff_id, skill_id)
);

create view staff_skill_in_force as
    select staff_id, skill_id, level from staff_skill own
    where not exists (select from staff_skill_today today
                      where today.staff_id = own.staff_id and today.skill_id = own.skill_id)
    union all
    select staff_id, skill_id, level from staff_skill_today where level > 0;

-- What a team leader moved in one go: the rows of staff_skill_today as they were and as they became, for the way back.
create table skill_move (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    by_id     bigint not null references staff,
    before    jsonb not null,
    after     jsonb not null,
    undone_at timestamptz
);

-- A state that ends by itself (protected rest), and who set it where the counsellor didn't.
alter table counsellor_duty
    add column until timestamptz,
    add column set_by bigint references staff;
create index counsellor_duty_ending on counsellor_duty (until) where until is not null;

-- What each counsellor did, one row after another: who has worked longest without a break, and for how long.
create table duty_span (
    id       bigint generated always as identity primary key,
    staff_id bigint not null references staff on delete cascade,
    duty     text not null,
    reason   text,
    began_at timestamptz not null,
    ended_at timestamptz
);
create unique index duty_span_open on duty_span (staff_id) where ended_at is null;
create index duty_span_of_staff on duty_span (staff_id, began_at);
insert into duty_span (staff_id, duty, reason, began_at) select staff_id, state, reason, since from counsellor_duty;

-- A team leader says that somebody may go now. Accepted, it needs no free place.
create table break_suggestion (
    id         bigint generated always as identity primary key,
    staff_id   bigint not null references staff on delete cascade,
    by_id      bigint not null references staff,
    at         timestamptz not null,
    until      timestamptz not null check (until > at),
    outcome    text check (outcome in ('accepted', 'declined', 'expired', 'withdrawn')),
    settled_at timestamptz,
    check ((outcome is null) = (settled_at is null))
);
create unique index break_suggestion_live on break_suggestion (staff_id) where outcome is null;

-- Taken over, a contact stays its counsellor's, whose place it keeps; only the team leader speaks in it.
alter table contact
    add column taken_by_id bigint references staff,
    add check (taken_by_id is null or (counsellor_id is not null and state in ('talking', 'wrap_up')));
create table takeover (
    id            bigint generated always as identity primary key,
    contact_id    bigint not null references contact on delete cascade,
    leader_id     bigint not null references staff,
    counsellor_id bigint not null references staff,
    began_at      timestamptz not null,
    ended_at      timestamptz,
    outcome       text check (outcome in ('returned', 'taken_back', 'passed_on', 'closed')),
    check ((ended_at is null) = (outcome is null))
);
create unique index takeover_live on takeover (contact_id) where ended_at is null;

-- What a team leader says to the counsellor alone. A table of its own: nothing that a citizen is told reads it.
create table whisper (
    id         bigint generated always as identity primary key,
    contact_id bigint not null references contact on delete cascade,
    from_id    bigint not null references staff,
    to_id      bigint not null references staff,
    body       text not null check (length(body) between 1 and 1000),
    client_key uuid not null unique,
    sent_at    timestamptz not null,
    read_at    timestamptz
);
create index whisper_of_contact on whisper (contact_id, id);
create index whisper_unread on whisper (to_id) where read_at is null;

create table floor_note (
    id        bigint generated always as identity primary key,
    by_id     bigint not null references staff,
    body      text not null check (length(body) between 1 and 500),
    posted_at timestamptz not null,
    until     timestamptz not null check (until > posted_at)
);
create index floor_note_by_end on floor_note (until);
create table floor_note_seen (
    note_id  bigint not null references floor_note on delete cascade,
    staff_id bigint not null references staff on delete cascade,
    seen_at  timestamptz not null,
    primary key (note_id, staff_id)
);

-- What a rule found: since when it holds, and when that had lasted long enough to call for attention.
create table alert (
    id              bigint generated always as identity primary key,
    rule_code       text not null,
    kind            text not null,
    queue_id        bigint references queue,
    counsellor_id   bigint references staff,
    contact_id      bigint references contact on delete cascade,
    since           timestamptz not null,
    began_at        timestamptz,
    ended_at        timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by bigint references staff,
    check ((acknowledged_at is null) = (acknowledged_by is null))
);
create unique index alert_open on alert
    (rule_code, coalesce(queue_id, 0), coalesce(counsellor_id, 0), coalesce(contact_id, 0)) where ended_at is null;
create index alert_by_time on alert (began_at);
