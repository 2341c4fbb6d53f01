-- depends: 0003_citizens 0004_centre 0035_chatbot
-- Public services that citizens book, and the bookings.

-- The catalogue. `words` are the pairs of syllables of name, place and district, by which it is found.
create table bookable (
    id          bigint generated always as identity primary key,
    code        text not null unique check (code <> ''),
    content     jsonb not null,
    words       text[] not null,
    is_offered  boolean not null default true,
    changed_at  timestamptz not null
);
create index bookable_words on bookable using gin (words) where is_offered;

-- Who has a place, or waits for one. Who adds or cancels one locks the service first, so that places are counted right.
create table booking (
    id           bigint generated always as identity primary key,
    bookable_id  bigint not null references bookable,
    starts_at    timestamptz not null,
    citizen_id   bigint not null references citizen,
    people       integer not null check (people > 0),
    state        text not null check (state in ('booked', 'waiting', 'cancelled')),
    request_key  uuid not null unique,
    made_at      timestamptz not null,
    got_place_at timestamptz,        -- out of the waiting list
    told_at      timestamptz,        -- and when its citizen was told
    cancelled_at timestamptz,
    check ((state = 'cancelled') = (cancelled_at is not null))
);
-- One booking of a time for a citizen: a second would take places that nobody comes for.
create unique index booking_once on booking (bookable_id, starts_at, citizen_id) where state <> 'cancelled';
create index booking_news on booking (got_place_at) where got_place_at is not null and told_at is null;
create index booking_of_citizen on booking (citizen_id, starts_at);

alter table bot_conversation drop constraint bot_conversation_stage_check;
alter table bot_conversation add constraint bot_conversation_stage_check check (stage in
    ('listening', 'choosing', 'offered', 'filling', 'summary', 'reserving', 'ended', 'handed_over'));
