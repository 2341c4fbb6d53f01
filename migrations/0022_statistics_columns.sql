-- depends: 0021_statistics
-- The facts of a day whose sums are right, a column each, packed as `sori.reports.columns` reads them: what no cube has
-- is added up from them. The tables of statistics are built anew once, since they have none yet.
create table statistics_column (
    day    date     not null,
    unit   smallint not null,
    name   text     not null,
    packed bytea    not null,
    primary key (day, unit, name)
);
alter table statistics_column alter column packed set storage external;
