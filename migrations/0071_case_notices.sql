-- depends: 0055_case_life
-- Where a citizen is told how their case goes on. `public_url` is where browsers reached this installation when they
-- asked for it, for the links in what is sent; null where that wasn't set.
create table case_notice (
    case_id    bigint primary key references field_case on delete cascade,
    channel    text not null check (channel in ('sms', 'email')),
    recipient  text not null,
    public_url text,
    since      timestamptz not null
);
