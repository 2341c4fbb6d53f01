-- depends: 0012_access
-- The audit log is read by person, action, and what it is about; and nobody edits it.
create index audit_of_staff on audit (staff_id, id);
create index audit_of_action on audit (action, id);
create index audit_about_contact on audit (((about ->> 'contact')::bigint), id) where about ? 'contact';
create index audit_about_citizen on audit (((about ->> 'citizen')::bigint), id) where about ? 'citizen';
create index audit_about_staff on audit (((about ->> 'staff')::bigint), id) where about ? 'staff';
create index audit_about_counsellor on audit (((about ->> 'counsellor')::bigint), id) where about ? 'counsellor';

-- Only retention deletes, and says so in its transaction; a query that goes wrong, or a person in a hurry, does not.
create function audit_is_appended() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('sori.retention', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is appended, never edited' using errcode = 'restrict_violation';
end $$;
create trigger audit_is_appended before update or delete on audit
    for each row execute function audit_is_appended();
create trigger audit_is_not_emptied before truncate on audit
    for each statement execute function audit_is_appended();
