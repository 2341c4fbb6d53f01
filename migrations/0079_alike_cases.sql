-- depends: 0071_case_notices 0072_dispatch_rules
-- The same thing reported more than once: found before it is sent and on the desk, dealt with together, followed by others.

alter table field_case drop constraint field_case_state_check;
alter table field_case add constraint field_case_state_check check (state in (
    'received', 'dispatched', 'transferred', 'returned', 'accepted', 'in_progress', 'needs_information', 'merged',
    'done', 'rejected', 'reopened', 'withdrawn', 'closed'));
alter table field_case
    -- The earlier case with which it is dealt with; kept once both are done.
    add column merged_into bigint references field_case check (merged_into < id),
    add check (state <> 'merged' or merged_into is not null);
create index field_case_of_main on field_case (merged_into) where merged_into is not null;
-- Cases are looked for around a point, among those of one type that are open.
create index field_case_open_around on field_case (type_code, latitude, longitude) where finished_at is null;
create index field_case_open_in on field_case (type_code, neighbourhood) where finished_at is null;

-- What was done to the main case and thereby to this one: the words are kept with each, photos with the main one's.
alter table case_history add column repeats bigint references case_history on delete set null;

-- How a photo looks, roughly (`sori/cases/photo.py`); null for those of before it was kept.
alter table case_photo add column looks bigint;

-- Others who follow a case that everybody may see, and where they are told of it; null: they look at its page.
create table case_follower (
    id         bigint generated always as identity primary key,
    case_id    bigint not null references field_case on delete cascade,
    language   text not null check (language in ('ko', 'en')),
    since      timestamptz not null,
    channel    text check (channel in ('sms', 'email')),
    recipient  text,
    public_url text,
    check ((channel is null) = (recipient is null))
);
create index case_follower_of_case on case_follower (case_id);
-- A link of a follower opens less: what the reporter wrote, and what was said to them, is theirs.
alter table case_link add column follower_id bigint references case_follower on delete cascade;
