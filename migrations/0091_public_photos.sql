-- depends: 0040_cases
-- What everybody may see of a photo: a copy in which faces and number plates are covered.

create table case_photo_copy (
    photo_id   bigint primary key references case_photo on delete cascade,
    -- What is covered, in pixels of the photo: `sori/cases/public_photo/copy.py`.
    areas      jsonb not null,
    content    bytea not null,
    published  boolean not null,
    made_at    timestamptz not null,
    -- Who looked at it and said whether it is shown; null as long as nobody has.
    decided_by bigint references staff,
    decided_at timestamptz,
    check ((decided_by is null) = (decided_at is null))
);
-- Whether a copy was proposed, or needn't be; what came in before is looked over too.
alter table case_photo add column looked_over boolean not null default false;
create index case_photo_to_look_over on case_photo (id) where case_id is not null and not looked_over;
alter table case_photo_copy alter column content set storage external;
