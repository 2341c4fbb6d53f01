-- depends: 0072_dispatch_rules
-- What is learned of whose cases are, and whether cases are sent by it.

create table dispatch_learning (
    only_one    boolean primary key default true check (only_one),
    -- Whether what rules leave to people is sent without one where it is sure enough.
    automatic   boolean not null default false,
    -- The share of what is so sent that may go wrong.
    most_errors double precision not null default 0.015 check (most_errors > 0 and most_errors <= 0.2)
);
insert into dispatch_learning default values;

-- What was learned last (`sori/cases/dispatch/learning.py`), packed as `sori.cases.dispatch.store` reads it.
create table dispatch_model (
    id         bigint generated always as identity primary key,
    learned_at timestamptz not null,
    packed     bytea not null
);
alter table dispatch_model alter column packed set storage external;
