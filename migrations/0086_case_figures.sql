-- depends: 0085_imported_cases
-- Figures of cases ask for those received, or ended, within days.
create index field_case_by_receipt on field_case (received_at);
create index field_case_by_end on field_case (finished_at) where finished_at is not null;
