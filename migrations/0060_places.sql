-- depends: 0040_cases
-- Where cases are: the city's districts and neighbourhoods, and where in them each case lies.

create table boundary (
    level      text not null check (level in ('district', 'neighbourhood')),
    code       text not null,
    name       jsonb not null,
    -- The district that a neighbourhood is in, blank where it is in none.
    district   text not null default '',
    -- Well-known binary, WGS84 degrees.
    shape      bytea not null,
    changed_at timestamptz not null,
    changed_by bigint not null references staff,
    primary key (level, code),
    check (level = 'neighbourhood' or district = '')
);

-- Which state of the boundaries this is, for those who hold them in memory.
create table boundaries_version (
    only_one boolean primary key default true check (only_one),
    version  uuid not null
);

alter table field_case
    add column longitude double precision,
    add column latitude double precision,
    -- Codes of boundaries, where they are certain.
    add column district text,
    add column neighbourhood text,
    -- A form that was filed beside the chatbot: the same one is filed once.
    add column filing_key uuid unique,
    add check ((longitude is null) = (latitude is null)),
    add check (longitude between -180 and 180 and latitude between -90 and 90),
    add check (neighbourhood is null or district is not null);
create index field_case_by_district on field_case (district, id) where district is not null;

-- A photo on its way to a form that is filed beside the chatbot.
alter table case_photo alter column bot_conversation_id drop not null;
alter table case_photo add column filing_key uuid, add check ((bot_conversation_id is null) <> (filing_key is null));
create index case_photo_of_filing on case_photo (filing_key) where filing_key is not null;
-- When it was taken, as the camera noted it; nothing else of its notes is kept.
alter table case_photo add column taken_at timestamptz;
