-- depends: 0001_people
-- Every state change appends its event in the same transaction. Readers order by transaction id, below the oldest
-- transaction still running: a cursor on the serial alone would skip those that commit late.
create table event (
    id             bigint generated always as identity primary key,
    transaction_id xid8 not null default pg_current_xact_id(),
    at             timestamptz not null,
    kind           text not null,
    about          jsonb not null,
    detail         jsonb not null default '{}'
);
create index event_in_order on event (transaction_id, id);
