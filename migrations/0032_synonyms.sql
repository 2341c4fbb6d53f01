-- depends: 0030_articles
-- Words that mean the same to those who search, kept by editors.
create table synonym_group (
    id    bigint generated always as identity primary key,
    terms text[] not null check (cardinality(terms) >= 2)
);
