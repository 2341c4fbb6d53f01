-- depends: 0030_articles 0005_conversations
-- What was used in a contact: which version of which article, by whom, and how.
create table article_use (
    key        uuid primary key,
    article_id bigint not null references article on delete cascade,
    version    integer not null,
    contact_id bigint not null references contact on delete cascade,
    staff_id   bigint not null references staff,
    how        text not null check (how in ('inserted', 'read_aloud')),
    at         timestamptz not null
);
create index article_use_of_contact on article_use (contact_id, at);
create index article_use_of_article on article_use (article_id, at);
