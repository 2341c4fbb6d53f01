-- depends: 0033_directory 0008_floor 0013_audit
-- Bulletins: time-limited briefings for counsellors, who acknowledged them, and other centres to exchange them with.

-- Another centre: where its feed is, by which key it signs, and what either shows the other to be let in.
create sequence bulletin_change_number;

create table bulletin_centre (
    id          bigint generated always as identity primary key,
    name        text not null unique check (name <> ''),
    address     text not null check (address <> ''),
    public_key  text not null check (public_key <> ''),
    token       text not null,      -- what we show there
    reader_hash bytea unique,       -- of what it shows here; null: it may not read ours
    trusted     boolean not null,   -- what comes from it is published without an editor's look
    is_on       boolean not null,
    -- The newest feed that was accepted; none below it ever is again.
    sequence    bigint not null default 0,
    etag        text,
    due_at      timestamptz not null,
    checked_at  timestamptz,
    accepted_at timestamptz,
    read_at     timestamptz,        -- when it read ours last
    fault       text,               -- why the last look came to nothing; null: it didn't
    fault_detail text not null default '',
    changed_at  timestamptz not null,
    changed_by  bigint not null references staff,
    change      bigint not null unique
);

-- The key by which this centre signs, made when it is first asked for.
create table bulletin_key (
    only_one    boolean primary key default true check (only_one),
    private_key text not null,
    made_at     timestamptz not null
);

-- A bulletin as it is now. `change` is the number of the last change of it: its version for who edits it, the order of
-- lists, and the sequence of the feed. `version` counts its texts: each is acknowledged anew.
create table bulletin (
    id           bigint generated always as identity primary key,
    state        text not null check (state in ('draft', 'published', 'withdrawn')),
    content      jsonb not null,
    version      integer not null default 1,
    valid_from   timestamptz,
    valid_to     timestamptz not null,
    begun        boolean not null default false, -- counsellors were told that it holds
    ever_shared  boolean not null default false, -- other centres were told of it, and must hear when they no longer are
    centre_id    bigint references bulletin_centre on delete set null,
    from_centre  text not null default '',       -- its name then; blank: our own
    foreign_id   text,
    foreign_version integer,
    created_at   timestamptz not null,
    changed_at   timestamptz not null,
    changed_by   bigint references staff,        -- null: it came, or was withdrawn, from another centre
    published_at timestamptz,
    published_by bigint references staff,        -- null: from a trusted centre
    withdrawn_at timestamptz,
    change       bigint not null unique,
    check (valid_from < valid_to),
    check (state <> 'published' or (published_at is not null and valid_from is not null)),
    check ((state = 'withdrawn') = (withdrawn_at is not null)),
    check ((foreign_id is null) = (from_centre = '')),
    unique (centre_id, foreign_id, foreign_version)
);
create index bulletin_current on bulletin (valid_to) where state = 'published';

-- Every text of a bulletin as it stood, so that what was acknowledged can be read.
create table bulletin_version (
    bulletin_id bigint not null references bulletin,
    number      integer not null,
    content     jsonb not null,
    by_id       bigint references staff,
    at          timestamptz not null,
    primary key (bulletin_id, number)
);

create table bulletin_acknowledged (
    bulletin_id bigint not null references bulletin,
    version     integer not null,
    staff_id    bigint not null references staff on delete cascade,
    at          timestamptz not null,
    primary key (bulletin_id, version, staff_id)
);
