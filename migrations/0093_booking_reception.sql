-- depends: 0051_booking_notices
-- Staff see to bookings: a booking is called off with a reason that its citizen is told, a time is taken off for all.

create table bookable_time_off (
    bookable_id bigint not null references bookable,
    starts_at   timestamptz not null,
    reason      text not null check (reason <> ''),
    staff_id    bigint references staff on delete set null,
    made_at     timestamptz not null,
    primary key (bookable_id, starts_at)
);

-- Set where the centre called it off, not its citizen.
alter table booking
    add column called_off_because text check (called_off_because <> ''),
    add check (called_off_because is null or state = 'cancelled');
create index booking_coming on booking (starts_at) where state <> 'cancelled';
drop index booking_news;
create index booking_news on booking (id)
    where told_at is null and (got_place_at is not null or called_off_because is not null);
