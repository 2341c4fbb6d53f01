-- depends: 0065_calls 0071_case_notices
-- Callbacks: a caller hangs up and keeps the place. The contact goes on waiting in its queue; this is how it is called.

-- How the centre calls back, as `routing.callback.CallbackRule` has it; null: callbacks are not offered.
alter table centre add column callback jsonb;

-- Nobody is on the line: whoever takes the contact calls the citizen. While it rests it is offered to nobody.
alter table contact
    add column called_back boolean not null default false,
    add column rests boolean not null default false;

create table callback (
    contact_id bigint primary key references contact on delete cascade,
    citizen_id bigint not null references citizen on delete cascade,
    asked_at   timestamptz not null,
    state      text not null check (state in ('placed', 'resting', 'ringing', 'reached', 'given_up', 'cancelled')),
    tries      integer not null default 0,
    due_at     timestamptz,               -- of one that rests: when it may be made again
    number     text,                      -- where the citizen is told; forgotten when it is over
    public_url text,                      -- where the page is on which they take the call
    check ((state = 'resting') = (due_at is not null))
);
create index callback_live on callback (state) where state in ('placed', 'resting', 'ringing');
create index callback_citizen on callback (citizen_id);

-- What opens the page of a callback, sent to the number: only hashes are kept.
create table callback_link (
    token_hash bytea primary key,
    contact_id bigint not null references callback on delete cascade
);
create index callback_link_contact on callback_link (contact_id);
