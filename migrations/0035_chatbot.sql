-- depends: 0032_synonyms
-- What citizens and the chatbot say to one another. A conversation with it is no contact: it becomes one when a person
-- takes over, and is counted by itself.

create table bot_conversation (
    id           bigint generated always as identity primary key,
    key          uuid not null unique,
    citizen_id   bigint not null references citizen,
    language     text not null check (language in ('ko', 'en')),
    -- Where in the menu the citizen came from, if from anywhere.
    menu_key     text,
    stage        text not null check (stage in
        ('listening', 'choosing', 'offered', 'filling', 'summary', 'ended', 'handed_over')),
    -- All that the dialogue goes on from, but the words, which are turns.
    state        jsonb not null,
    started_at   timestamptz not null,
    last_at      timestamptz not null,
    ended_at     timestamptz,
    -- Why the citizen was passed on to a person, and the contact that came of it.
    reason       text check (reason in ('asked', 'not_understood', 'too_long')),
    contact_id   bigint references contact on delete set null,
    forgotten_at timestamptz,
    check ((stage in ('ended', 'handed_over')) = (ended_at is not null)),
    check (reason is null or stage = 'handed_over')
);
create index bot_conversation_of_citizen on bot_conversation (citizen_id, id);
create index bot_conversation_open on bot_conversation (last_at) where ended_at is null;
create index bot_conversation_by_time on bot_conversation (started_at);
create index bot_conversation_of_contact on bot_conversation (contact_id) where contact_id is not null;

create table bot_turn (
    id              bigint generated always as identity primary key,
    conversation_id bigint not null references bot_conversation on delete cascade,
    at              timestamptz not null,
    sender          text not null check (sender in ('citizen', 'bot')),
    body            text not null check (length(body) <= 8000),
    client_key      uuid unique,
    -- Of the chatbot's: which text it is, with what it is made of, so that its source and choices are known.
    said            jsonb,
    article_id      bigint references article on delete set null,
    article_version integer,
    form_code       text,
    -- Of the citizen's: what was made of the words, where they were a question.
    readings        jsonb,
    -- Of an answer: whether it helped.
    helped          boolean,
    -- Of a question: why it was not served, and what an editor made of it.
    miss            text check (miss in ('unknown', 'not_helped', 'handed_over', 'left')),
    settled_as      text check (settled_as in ('article', 'phrasing', 'synonym', 'dismissed')),
    settled_by_id   bigint references staff,
    settled_at      timestamptz,
    check ((said is not null) = (sender = 'bot')),
    check (client_key is null or sender = 'citizen'),
    check ((settled_as is null) = (settled_at is null))
);
create index bot_turn_of_conversation on bot_turn (conversation_id, id);
create index bot_turn_missed on bot_turn (at) where miss is not null and settled_at is null;

-- Words that an editor confirmed to mean an article: the chatbot learns from them as from the article's own.
create table bot_phrasing (
    id              bigint generated always as identity primary key,
    article_id      bigint not null references article on delete cascade,
    text            text not null check (length(text) between 1 and 300),
    confirmed_by_id bigint not null references staff,
    confirmed_at    timestamptz not null,
    unique (article_id, text)
);

-- What was said to the chatbot goes along when a person takes over, and what it is probably about.
alter table message drop constraint message_sender_check;
alter table message add constraint message_sender_check check (sender in ('citizen', 'counsellor', 'bot', 'system'));
alter table contact add column guessed_topic_id bigint references topic;

-- Dialogue tests as editors write them (YAML), kept to be run again.
create table bot_dialogue_file (
    name       text primary key check (length(name) between 1 and 80),
    content    text not null check (length(content) <= 200000),
    kept_by_id bigint not null references staff,
    kept_at    timestamptz not null
);
