-- depends: 0003_citizens 0005_conversations
-- Calls: one row a call, from the first ring to its end. What is said of it in the queue is the contact's.
create table call (
    id         bigint generated always as identity primary key,
    key        uuid not null,             -- made up by the caller's page: known to it only
    citizen_id bigint not null references citizen on delete cascade,
    contact_id bigint references contact on delete cascade,   -- once a queue was chosen
    began_at   timestamptz not null,
    heard_at   timestamptz not null,      -- renewed while the line is up; one not heard of for long is dead
    ended_at   timestamptz
);
-- A citizen has one call at a time; who calls again while the first is still there goes on with it.
create unique index call_live on call (citizen_id) where ended_at is null;
create index call_key on call (key);
create index call_contact on call (contact_id) where contact_id is not null;
create index call_began on call (began_at);

-- Somebody in a chat may call all the same, and the other way round: one live contact of each medium.
drop index contact_live_of_citizen;
create unique index contact_live_of_citizen on contact (citizen_id, medium)
    where state in ('waiting', 'offered', 'talking') and not simulated;
