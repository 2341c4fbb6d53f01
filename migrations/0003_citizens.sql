-- depends: 0002_events
create table citizen (
    id         bigint generated always as identity primary key,
    created_at timestamptz not null
);

-- A browser that talks to us without a log-in. The cookie holds the token; the table only its SHA-256.
create table citizen_device (
    token_hash   bytea primary key,
    citizen_id   bigint not null references citizen on delete cascade,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null
);
create index citizen_device_of_citizen on citizen_device (citizen_id);
