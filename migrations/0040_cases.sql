-- depends: 0030_articles 0035_chatbot
-- Field complaints: the forms by which they are taken, as data, and the cases that come of finished ones.

create table case_type (
    code          text primary key,
    -- The form: its names, questions, phrasings (`sori/cases/forms.py`).
    form          jsonb not null,
    department_id bigint not null references department,
    offered       boolean not null,
    changed_at    timestamptz not null,
    changed_by    bigint not null references staff
);

-- The last number that was given to a case of each of the city's years.
create table case_number (
    year smallint primary key,
    last integer not null
);

create table field_case (
    id                  bigint generated always as identity primary key,
    number              text not null unique check (number ~ '^[0-9]{4}-[0-9]{6,}$'),
    type_code           text not null references case_type,
    -- What follows is as it was when the case was filed, whatever becomes of the form.
    type_name           jsonb not null,
    department_id       bigint not null references department,
    public              boolean not null,
    state               text not null check (state in ('received')),
    citizen_id          bigint not null references citizen,
    channel             text not null check (channel in (
        'phone', 'sms', 'chatbot', 'smart_report', 'portal', 'web', 'eungdapso',
        'foreign_language', 'sign_language', 'email')),
    language            text not null check (language in ('ko', 'en')),
    -- Which complaint of which conversation with the chatbot it was: the same one is filed once.
    bot_conversation_id bigint references bot_conversation on delete set null,
    complaint           integer,
    received_at         timestamptz not null,
    -- When what the citizen wrote and sent was deleted; the case stays, to be counted.
    forgotten_at        timestamptz,
    check ((bot_conversation_id is null) or (complaint is not null)),
    unique (bot_conversation_id, complaint)
);
create index field_case_by_type on field_case (type_code, id);
create index field_case_by_department on field_case (department_id, id);
create index field_case_of_citizen on field_case (citizen_id, id);
create index field_case_to_forget on field_case (received_at) where forgotten_at is null;

-- Each question as it was asked, in order; without a value it was left out.
create table case_answer (
    case_id  bigint not null references field_case on delete cascade,
    place    smallint not null,
    question text not null,
    kind     text not null check (kind in ('text', 'choice', 'place', 'time')),
    ask      text not null,
    value    text,
    primary key (case_id, place)
);

-- A photo as it was sent to the chatbot: with which words, to which question of which complaint, and the case it
-- became part of. One that is in no case is deleted after some days.
create table case_photo (
    id                  bigint generated always as identity primary key,
    bot_conversation_id bigint not null references bot_conversation on delete cascade,
    turn_id             bigint references bot_turn on delete set null,
    complaint           integer,
    question            text,
    ask                 text not null default '',
    case_id             bigint references field_case on delete cascade,
    name                text not null,
    media_type          text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
    size                integer not null check (size > 0),
    width               integer not null,
    height              integer not null,
    content             bytea not null,
    uploaded_at         timestamptz not null,
    check ((complaint is null) = (question is null))
);
alter table case_photo alter column content set storage external;
create index case_photo_of_conversation on case_photo (bot_conversation_id);
create index case_photo_of_case on case_photo (case_id) where case_id is not null;
create index case_photo_unfiled on case_photo (uploaded_at) where case_id is null;
