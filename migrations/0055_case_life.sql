-- depends: 0040_cases
-- The life of a case: its moves, when it is due, what was asked and answered, and the link by which a citizen follows it.

alter table field_case drop constraint field_case_state_check;
alter table field_case add constraint field_case_state_check check (state in (
    'received', 'dispatched', 'transferred', 'returned', 'accepted', 'in_progress', 'needs_information',
    'done', 'rejected', 'reopened', 'withdrawn', 'closed'));
alter table field_case
    -- What the law or the office gives (`sori/cases/deadline.py`), from which moment on, and by how much it was extended.
    add column period        jsonb not null default '{"amount": 3, "unit": "hours"}',
    add column counted_from  timestamptz not null default now(),
    add column extended_by   integer not null default 0,
    add column extensions    smallint not null default 0,
    -- Null until it is computed, and while the clock stands still. From `near_at` on it is close to being due.
    add column due_at        timestamptz,
    add column near_at       timestamptz,
    add column stopped_at    timestamptz,
    -- When the citizen is told next how far it is, as the law has it every 30 days.
    add column notice_at     timestamptz,
    -- What its office was reminded of since the due date was computed last.
    add column reminded      text check (reminded in ('near', 'overdue')),
    -- When it was done, rejected or withdrawn; null again once it is reopened.
    add column finished_at   timestamptz,
    add column rating        smallint check (rating between 1 and 5),
    add column rating_text   text;
update field_case set counted_from = received_at, notice_at = received_at + interval '30 days';
create index field_case_by_due on field_case (due_at, id) where finished_at is null;
create index field_case_uncounted on field_case (id)
    where finished_at is null and due_at is null and stopped_at is null;
create index field_case_to_notice on field_case (notice_at) where finished_at is null;
create index field_case_to_close on field_case (finished_at) where state in ('done', 'rejected', 'withdrawn');

-- All that happened to a case. Appended, never edited: only the words go, when their time is over.
create table case_history (
    id            bigint generated always as identity primary key,
    case_id       bigint not null references field_case on delete cascade,
    at            timestamptz not null,
    move          text not null,
    state         text not null,
    department_id bigint not null references department,
    -- Who did it: one of the staff, the citizen, or neither, where it came of itself.
    staff_id      bigint references staff,
    by_citizen    boolean not null default false,
    text          text,
    due_at        timestamptz,
    check (staff_id is null or not by_citizen)
);
create index case_history_of_case on case_history (case_id, id);

create function refuse_case_history_change() returns trigger language plpgsql as $$
begin
    if new.text is null and (to_jsonb(new) - 'text') = (to_jsonb(old) - 'text') then
        return new;
    end if;
    raise exception 'the history of a case is appended to, never changed';
end $$;
create trigger case_history_unchanged before update on case_history
    for each row execute function refuse_case_history_change();

insert into case_history (case_id, at, move, state, department_id, by_citizen)
select id, received_at, 'filed', 'received', department_id, true from field_case;

-- From a question to its answer the clock stands still.
create table case_stop (
    case_id bigint not null references field_case on delete cascade,
    since   timestamptz not null,
    until   timestamptz,
    primary key (case_id, since)
);

-- Links by which a citizen follows a case, as hashes: 128 bits, any of them opens it.
create table case_link (
    token_hash bytea primary key,
    case_id    bigint not null references field_case on delete cascade,
    made_at    timestamptz not null
);
create index case_link_of_case on case_link (case_id);

-- Photos that officers took of results, each part of what it was sent with.
create table case_result_photo (
    id          bigint generated always as identity primary key,
    case_id     bigint not null references field_case on delete cascade,
    history_id  bigint references case_history on delete cascade,
    uploaded_by bigint not null references staff,
    name        text not null,
    media_type  text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
    size        integer not null check (size > 0),
    width       integer not null,
    height      integer not null,
    content     bytea not null,
    uploaded_at timestamptz not null
);
alter table case_result_photo alter column content set storage external;
create index case_result_photo_of_case on case_result_photo (case_id);

-- Replies kept to be used again, of one department or (null) of all.
create table case_reply (
    id            bigint generated always as identity primary key,
    department_id bigint references department,
    title         text not null,
    body          text not null,
    changed_at    timestamptz not null,
    changed_by    bigint not null references staff
);

-- How the offices work: hours, what a field complaint has where its form says nothing, how long one may be reopened.
create table case_office (
    only_one     boolean primary key default true check (only_one),
    spans        jsonb not null,
    field_period jsonb not null,
    reopen_days  smallint not null check (reopen_days between 0 and 365)
);
insert into case_office (spans, field_period, reopen_days) values (
    '[{"opens_minute": 540, "closes_minute": 720}, {"opens_minute": 780, "closes_minute": 1080}]',
    '{"amount": 3, "unit": "hours"}', 14);

-- Public holidays that were declared for once, beside those that are known beforehand.
create table temporary_holiday (
    day  date primary key,
    name text not null
);
