-- depends: 0030_articles 0013_audit
-- The directory: who at the city, its districts and agencies handles what. Posts, never people.

create table district (
    id   bigint generated always as identity primary key,
    code text not null unique check (code <> ''),
    name jsonb not null check (name ? 'ko' and name ? 'en')
);

-- A post as it is now. `change` is the number of the last change of it (see below): its version, by which nobody
-- overwrites what they have not seen, and the order of lists, the last changed first.
create sequence post_change_number;

create table post (
    id            bigint generated always as identity primary key,
    office        text not null check (office <> ''),
    title         text not null check (title <> ''),
    department_id bigint not null references department,
    district_id   bigint references district,
    duties        text[] not null,
    numbers       jsonb not null check (jsonb_array_length(numbers) > 0),
    hours         text not null check (hours <> ''),
    substitutes   text[] not null,
    emergency     boolean not null,
    away_from     date,
    away_to       date check (away_to >= away_from),
    removed       boolean not null default false,
    change        bigint not null unique,
    check ((away_from is null) = (away_to is null))
);
create unique index post_named on post (office, title) where not removed;

-- Every change of a post, with what it was before and what it became.
create table post_change (
    number  bigint primary key,
    post_id bigint not null references post,
    kind    text not null check (kind in ('added', 'changed', 'removed', 'brought_back')),
    before  jsonb,
    after   jsonb,
    note    text not null,
    by_id   bigint not null references staff,
    at      timestamptz not null,
    check ((kind = 'added') = (before is null)),
    check ((kind = 'removed') = (after is null))
);
create index post_change_of_post on post_change (post_id, number);

create function post_change_is_appended() returns trigger language plpgsql as $$
begin
    raise exception 'changes of posts are appended, never edited' using errcode = 'restrict_violation';
end $$;
create trigger post_change_is_appended before update or delete on post_change
    for each row execute function post_change_is_appended();
