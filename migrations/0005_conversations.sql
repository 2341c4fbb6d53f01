-- depends: 0004_centre

create table contact (
    id                 bigint generated always as identity primary key,
    citizen_id         bigint not null references citizen,
    channel            text not null check (channel in (
        'phone', 'sms', 'chatbot', 'smart_report', 'portal', 'web', 'eungdapso',
        'foreign_language', 'sign_language', 'email')),
    medium             text not null check (medium in ('call', 'chat')),
    language           text not null check (language in ('ko', 'en')),
    menu_key           text,
    request_key        uuid not null unique,
    simulated          boolean not null default false,
    state              text not null check (state in ('waiting', 'offered', 'talking', 'wrap_up', 'closed', 'abandoned')),
    queue_id           bigint not null references queue,
    waiting_since      timestamptz not null,
    counsellor_id      bigint references staff,
    desk_counsellor_id bigint references staff,
    desk_until         timestamptz,
    started_at         timestamptz not null,
    answered_at        timestamptz,
    ended_at           timestamptz,
    closed_at          timestamptz,
    topic_id           bigint references topic,
    result             text check (result in
        ('answered', 'handed_over', 'callback_promised', 'case_filed', 'cut_off', 'abusive')),
    note               text,
    rating             smallint check (rating between 1 and 5),
    rating_comment     text,
    citizen_read       bigint not null default 0,
    counsellor_read    bigint not null default 0,
    check ((desk_counsellor_id is null) = (desk_until is null)),
    check (state not in ('offered', 'talking', 'wrap_up') or counsellor_id is not null),
    check (state not in ('wrap_up', 'closed', 'abandoned') or ended_at is not null)
);
create index contact_of_citizen on contact (citizen_id, id);
create index contact_in_hand on contact (counsellor_id) where state in ('offered', 'talking', 'wrap_up');
create index contact_waiting on contact (queue_id, waiting_since) where state = 'waiting';
create unique index contact_live_of_citizen on contact (citizen_id)
    where state in ('waiting', 'offered', 'talking') and not simulated;

-- One stay in one queue: entered, and how it left. What the floor's figures count.
create table queue_visit (
    id            bigint generated always as identity primary key,
    contact_id    bigint not null references contact on delete cascade,
    queue_id      bigint not null references queue,
    entered_at    timestamptz not null,
    left_at       timestamptz,
    outcome       text check (outcome in ('answered', 'abandoned')),
    counsellor_id bigint references staff,
    check ((left_at is null) = (outcome is null))
);
create unique index queue_visit_live on queue_visit (contact_id) where outcome is null;
create index queue_visit_by_time on queue_visit (entered_at, queue_id);

-- One contact offered to one counsellor. The partial index allows one live offer a contact, whatever two routers do.
create table offer (
    id            bigint generated always as identity primary key,
    contact_id    bigint not null references contact on delete cascade,
    counsellor_id bigint not null references staff,
    offered_at    timestamptz not null,
    expires_at    timestamptz not null,
    epoch         bigint not null,
    outcome       text check (outcome in ('accepted', 'refused', 'expired', 'withdrawn')),
    settled_at    timestamptz,
    check ((outcome is null) = (settled_at is null))
);
create unique index offer_live on offer (contact_id) where outcome is null;
create index offer_live_of_counsellor on offer (counsellor_id) where outcome is null;

-- One counsellor's turn with a contact, from accepting to passing it on or finishing its wrap-up.
create table handling (
    id            bigint generated always as identity primary key,
    contact_id    bigint not null references contact on delete cascade,
    counsellor_id bigint not null references staff,
    started_at    timestamptz not null,
    ended_at      timestamptz,
    wrapped_up_at timestamptz
);
create unique index handling_live on handling (contact_id) where ended_at is null;
create index handling_of_counsellor on handling (counsellor_id, started_at);
create index handling_of_contact on handling (contact_id);

create table transfer (
    id               bigint generated always as identity primary key,
    contact_id       bigint not null references contact on delete cascade,
    at               timestamptz not null,
    from_staff_id    bigint not null references staff,
    to_queue_id      bigint not null references queue,
    to_counsellor_id bigint references staff,
    note             text not null check (note <> '')
);
create index transfer_of_contact on transfer (contact_id, id);

create table message (
    id         bigint generated always as identity primary key,
    contact_id bigint not null references contact on delete cascade,
    sender     text not null check (sender in ('citizen', 'counsellor', 'system')),
    staff_id   bigint references staff,
    body       text not null check (length(body) <= 4000),
    event      text check ((event is null) = (sender <> 'system')),
    client_key uuid unique,
    sent_at    timestamptz not null
);
create index message_of_contact on message (contact_id, id);

create table attachment (
    id          bigint generated always as identity primary key,
    contact_id  bigint not null references contact on delete cascade,
    message_id  bigint references message on delete cascade,
    sender      text not null check (sender in ('citizen', 'counsellor')),
    name        text not null,
    media_type  text not null,
    size        integer not null check (size > 0),
    width       integer,
    height      integer,
    content     bytea not null,
    uploaded_at timestamptz not null
);
alter table attachment alter column content set storage external;
create index attachment_of_message on attachment (message_id);
create index attachment_of_contact on attachment (contact_id);

-- What a counsellor chose (or was set to). What is shown on the floor also depends on what is in hand.
create table counsellor_duty (
    staff_id   bigint primary key references staff on delete cascade,
    state      text not null default 'offline' check (state in (
        'offline', 'available', 'not_answering', 'break', 'training', 'meeting', 'protected_rest')),
    reason     text,
    since      timestamptz not null,
    idle_since timestamptz not null
);

-- Whoever holds the routing lock writes its epoch here first; offers of an older epoch are refused.
create table routing_leader (
    only_one boolean primary key default true check (only_one),
    epoch    bigint not null,
    holder   text not null,
    since    timestamptz not null
);
insert into routing_leader (epoch, holder, since) values (0, 'nobody', now());

-- Whose browsers are connected to which web process. Not kept over a crash: after one they all connect anew.
create unlogged table presence (
    side       text not null check (side in ('citizen', 'counsellor')),
    id         bigint not null,
    process    text not null,
    seen_until timestamptz not null,
    primary key (side, id, process)
);
