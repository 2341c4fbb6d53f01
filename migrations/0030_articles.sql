-- depends: 0018_operations
-- Standard articles: what the centre answers, with every version that was ever written.

-- The city's departments, which own articles, and the staff who speak for one.
create table department (
    id   bigint generated always as identity primary key,
    code text not null unique check (code <> ''),
    name jsonb not null check (name ? 'ko' and name ? 'en')
);

create table staff_department (
    staff_id      bigint not null references staff on delete cascade,
    department_id bigint not null references department on delete cascade,
    primary key (staff_id, department_id)
);

-- `version` is the newest text, `published` the one that is given as an answer: an article that is being revised has
-- both. `change` is renewed with everything that happens to it, so that nobody overwrites what they have not seen; it
-- grows over all articles, so it is their order too, the last changed first.
create sequence article_change;

create table article (
    id            bigint generated always as identity primary key,
    code          text not null unique check (code ~ '^[[:alnum:]][[:alnum:]._-]{0,79}$'),
    state         text not null check (state in ('draft', 'review', 'scheduled', 'published', 'retired')),
    version       integer not null check (version > 0),
    published     integer check (published <= version),
    published_at  timestamptz,
    publish_at    timestamptz,
    approved_by_id bigint references staff,
    review_due    date,
    change        bigint not null unique default nextval('article_change'),
    changed_by_id bigint references staff,
    changed_at    timestamptz not null,
    check (state <> 'published' or published = version),
    check (state <> 'retired' or published is null),
    check ((state = 'scheduled') = (publish_at is not null)),
    check ((published is null) = (published_at is null))
);
create index article_scheduled on article (publish_at) where publish_at is not null;

create table article_version (
    article_id    bigint not null references article on delete cascade,
    number        integer not null,
    question      text not null check (question <> ''),
    short         text not null check (short <> ''),
    long          text not null,
    steps         jsonb not null,
    fees          text not null,
    forms         jsonb not null,
    links         jsonb not null,
    also          jsonb not null,
    files         bigint[] not null,
    department_id bigint not null references department,
    topics        text[] not null,
    audience      text not null check (audience in ('public', 'counsellors')),
    valid_from    date,
    valid_to      date check (valid_to >= valid_from),
    review_days   integer not null check (review_days between 1 and 3650),
    author_id     bigint not null references staff,
    written_at    timestamptz not null,
    note          text not null,
    primary key (article_id, number)
);
create index article_version_of_department on article_version (department_id);

create table article_file (
    id          bigint generated always as identity primary key,
    name        text not null,
    media_type  text not null,
    size        integer not null check (size > 0),
    content     bytea not null,
    added_by_id bigint not null references staff,
    added_at    timestamptz not null
);
alter table article_file alter column content set storage external;

-- What staff say about an article: a remark, or that it is wrong, which stays open until somebody settles it.
create table article_comment (
    id            bigint generated always as identity primary key,
    article_id    bigint not null references article on delete cascade,
    version       integer not null,
    kind          text not null check (kind in ('comment', 'wrong')),
    body          text not null check (body <> ''),
    author_id     bigint not null references staff,
    written_at    timestamptz not null,
    answer        text not null default '',
    settled_by_id bigint references staff,
    settled_at    timestamptz,
    check ((settled_by_id is null) = (settled_at is null))
);
create index article_comment_of_article on article_comment (article_id, id);
create index article_comment_open on article_comment (article_id) where settled_at is null;

-- Whether it helped: of a citizen without a name, of a counsellor with. A key sent twice counts once.
create table article_feedback (
    key        uuid primary key,
    article_id bigint not null references article on delete cascade,
    version    integer not null,
    helped     boolean not null,
    staff_id   bigint references staff,
    at         timestamptz not null
);
create index article_feedback_of_article on article_feedback (article_id);

-- How often it was opened, by the city's day.
create table article_opened (
    article_id bigint not null references article on delete cascade,
    day        date not null,
    by_staff   integer not null default 0,
    by_public  integer not null default 0,
    primary key (article_id, day)
);
