-- depends: 0060_places 0055_case_life
-- Whose a case is: rules in order, the first that applies decides, and why a case went where it went.

create table dispatch_rule (
    place         smallint primary key,
    -- Null: of any type.
    type_code     text references case_type,
    -- Codes of districts; null: wherever it is, also where that isn't known.
    districts     text[] check (districts <> '{}'),
    department_id bigint not null references department
);

-- Why a case went to its department, or to none (`sori/cases/dispatch/rules.py`); null where a person says so.
alter table case_history add column because jsonb;
