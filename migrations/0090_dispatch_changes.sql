-- depends: 0089_dispatch_by_place_time_and_load
-- Changes of the rules by which cases are dispatched; the last one is the version of what holds.

create table dispatch_change (
    id      bigint generated always as identity primary key,
    made_at timestamptz not null,
    made_by bigint not null references staff,
    note    text not null default '',
    -- The rules since, as they are written (`sori/cases/dispatch/written.py`).
    rules   jsonb not null
);
