-- depends: 0076_callbacks
-- Warn and end: the counsellor has a warning played, and after it the call ended. Kept with the contact, as its flag.
create table abuse_step (
    contact_id bigint not null references contact on delete cascade,
    step       text not null check (step in ('warned', 'ended')),
    staff_id   bigint not null references staff,
    at         timestamptz not null,
    heard_at   timestamptz,               -- of the warning: since when the caller has heard it to its end
    primary key (contact_id, step)
);
