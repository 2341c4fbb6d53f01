-- depends: 0060_places
-- Who may file through Open311: keys that an administrator gives to the city's partners, kept only as hashes.

create table open311_key (
    id         bigint generated always as identity primary key,
    name       text not null unique check (length(name) between 1 and 100),
    key_hash   bytea not null unique,
    made_at    timestamptz not null,
    made_by    bigint not null references staff,
    revoked_at timestamptz
);

create index field_case_published on field_case (received_at, id) where public and forgotten_at is null;
