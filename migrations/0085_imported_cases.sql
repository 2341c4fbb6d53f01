-- depends: 0021_statistics 0060_places
-- Cases of years before, or of another system, from files.

alter table import
    drop constraint import_kind_check,
    add constraint import_kind_check check (kind in ('contacts', 'counts', 'cases')),
    -- Of cases: the latest moment that the file tells. What was open in it was open then; of later it says nothing.
    add column known_until timestamptz;

-- One imported case. Type and department are called as in the file: whether one of ours is called the same is asked
-- when they are counted, so that a form or a department named later finds its history.
create table imported_case (
    import_id  bigint not null references import,
    line       integer not null,
    number     text,
    type       text not null,
    department text,
    opened_at  timestamptz not null,
    due_at     timestamptz,
    closed_at  timestamptz check (closed_at >= opened_at),
    -- Degrees of WGS84; both or none.
    longitude  double precision,
    latitude   double precision,
    primary key (import_id, line),
    check ((longitude is null) = (latitude is null))
);
create index imported_case_by_time on imported_case (opened_at);
create index imported_case_by_end on imported_case (closed_at) where closed_at is not null;
