-- depends: 0001_people
-- Scenarios of the twin that somebody kept, to be played again and shown to others.
create table twin_scenario (
    id      bigint generated always as identity primary key,
    title   text not null check (length(title) between 1 and 200),
    content jsonb not null,
    made_by bigint not null references staff,
    made_at timestamptz not null
);
