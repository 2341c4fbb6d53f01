-- depends: 0045_bookings 0050_outbox
-- Where a citizen wants to be told of a booking: a mobile number given for this alone, forgotten soon after the time booked.
alter table booking
    add column notices_to text,
    add column notices_language text,
    add column notices_wanted_at timestamptz,
    add check ((notices_to is null) = (notices_language is null)),
    add check (notices_to is null or notices_wanted_at is not null);
create index booking_notices on booking (starts_at) where notices_to is not null;
