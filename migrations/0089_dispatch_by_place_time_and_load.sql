-- depends: 0060_places 0072_dispatch_rules
-- Rules of dispatch by what the city owns itself, by time and by load; areas that the city owns.

alter table boundary drop constraint boundary_level_check;
alter table boundary add constraint boundary_level_check check (level in ('district', 'neighbourhood', 'owned'));

alter table dispatch_rule
    -- Codes of areas that the city owns; null: wherever it is, also where that isn't known.
    add column areas text[] check (areas <> '{}'),
    -- As people write hours; null: at any time.
    add column hours text,
    -- Who share what the rule is of; none: the type's own department.
    add column departments bigint[] not null default '{}',
    -- Open cases at which a department takes no more by this rule; null: it takes any number.
    add column fewer_than integer check (fewer_than > 0);
update dispatch_rule set departments = array[department_id];
alter table dispatch_rule drop column department_id;

create index field_case_in_care on field_case (department_id) where finished_at is null;
