-- depends: 0021_statistics
-- Where others are told of contacts, and what was sent to them with what became of it.
create table webhook (
    id              bigint generated always as identity primary key,
    address         text not null,
    kinds           text[] not null check (cardinality(kinds) > 0),
    secret          text not null,
    -- The secret before the last rotation signs too, until this moment.
    previous_secret text,
    previous_until  timestamptz,
    -- Everything up to here has been put into deliveries: a place in the order of events, and of which server's
    -- transactions. Restored into another server, the numbers of transactions begin anew.
    read_to_transaction xid8 not null,
    read_to_event       bigint not null,
    read_on             bigint not null,
    created_at      timestamptz not null,
    created_by      bigint not null references staff,
    changed_at      timestamptz not null,
    changed_by      bigint references staff, -- null: it was disabled because it failed
    failing_since   timestamptz,
    disabled_at     timestamptz,
    disabled_why    text check (disabled_why in ('chosen', 'failing', 'gone')),
    version         integer not null default 1,
    check ((disabled_at is null) = (disabled_why is null)),
    check ((previous_secret is null) = (previous_until is null))
);

create table webhook_delivery (
    id            bigint generated always as identity primary key,
    webhook_id    bigint not null references webhook on delete cascade,
    event_id      bigint,                -- null: a test
    kind          text not null,
    body          text not null,         -- as it is signed and sent, byte by byte
    created_at    timestamptz not null,
    due_at        timestamptz,           -- null: delivered or given up
    claimed_until timestamptz,           -- somebody is sending it; who dies over it is not waited for longer than this
    attempts      integer not null default 0,
    delivered_at  timestamptz,
    given_up_at   timestamptz,
    last_at       timestamptz,
    last_status   integer,
    last_error    text,
    last_ms       integer
);
create index webhook_delivery_due on webhook_delivery (webhook_id, due_at, id) where due_at is not null;
create index webhook_delivery_of on webhook_delivery (webhook_id, id);
create index webhook_delivery_age on webhook_delivery (created_at);
