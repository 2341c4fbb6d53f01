-- depends: 0005_conversations 0045_bookings
-- Messages that leave the house: text messages and emails, put here in the transaction of what they tell of and sent after it.

create table outgoing_message (
    id            bigint generated always as identity primary key,
    -- What it is sent for, such as "booking:12:made": the same is never put twice, also when its contents are forgotten.
    key           text not null unique check (key <> ''),
    channel       text not null check (channel in ('sms', 'email')),
    recipient     text,                  -- personal data; null once forgotten
    language      text not null,
    template      text,                  -- null: the text was written for it
    subject       text,
    body          text,
    about         jsonb not null default '{}',
    state         text not null default 'waiting' check (state in
        ('waiting', 'sending', 'sent', 'delivered', 'failed', 'given_up', 'kept')),
    made_at       timestamptz not null,
    due_at        timestamptz,           -- when it is sent, or tried again; null: nothing more is to be done
    sent_until    timestamptz not null,  -- what wasn't sent by then isn't sent any more
    claimed_until timestamptz,           -- somebody is sending it; who dies over it is not waited for longer than this
    attempts      integer not null default 0,
    unclear       integer not null default 0, -- tries after which nobody knows whether it was taken
    last_at       timestamptz,
    last_fault    text,
    last_code     text,                  -- what the other side called it
    sent_at       timestamptz,
    ended_at      timestamptz,           -- delivered, failed, given up or kept
    check ((state = 'sending') = (claimed_until is not null)),
    check ((state in ('waiting', 'sending')) = (due_at is not null)),
    check ((recipient is null) = (body is null))
);
create index outgoing_message_due on outgoing_message (channel, due_at, id) where due_at is not null;
create index outgoing_message_tried on outgoing_message (channel, last_at);
create index outgoing_message_to on outgoing_message (channel, recipient, last_at) where recipient is not null;
create index outgoing_message_age on outgoing_message (made_at) where recipient is not null;
create index outgoing_message_state on outgoing_message (state, id);

-- What the other side has taken of a message: a long text message goes in parts, and each has a receipt of its own.
create table outgoing_part (
    message_id bigint not null references outgoing_message on delete cascade,
    number     integer not null,
    reference  text not null,            -- by which the other side calls it
    arrived    boolean,                  -- null: no receipt yet
    primary key (message_id, number)
);
create index outgoing_part_reference on outgoing_part (reference);

-- How a channel fares: why nothing is sent by it at the moment, where that is so.
create table outgoing_channel (
    channel text primary key check (channel in ('sms', 'email')),
    trouble text,
    code    text,
    since   timestamptz not null
);
