-- Staff: who works in the centre, what they may do and what they can answer.

create table staff (
    id            bigint generated always as identity primary key,
    login         text not null unique check (login = lower(login) and login <> ''),
    display_name  text not null check (display_name <> ''),
    password_hash text not null,
    active        boolean not null default true,
    language      text not null default 'ko' check (language in ('ko', 'en')),
    chat_capacity smallint not null default 0 check (chat_capacity between 0 and 20),
    takes_calls   boolean not null default false,
    simulated     boolean not null default false,
    created_at    timestamptz not null
);

create table staff_role (
    staff_id bigint not null references staff on delete cascade,
    role     text not null check (role in (
        'counsellor', 'team_leader', 'knowledge_editor', 'quality_analyst', 'planner',
        'analyst', 'officer', 'manager', 'administrator')),
    primary key (staff_id, role)
);

create table skill (
    id   bigint generated always as identity primary key,
    code text not null unique,
    name jsonb not null check (name ? 'ko' and name ? 'en')
);

create table staff_skill (
    staff_id bigint not null references staff on delete cascade,
    skill_id bigint not null references skill,
    level    smallint not null check (level between 1 and 5),
    primary key (staff_id, skill_id)
);

-- A log-in on one browser. The cookie holds the token; the table only its SHA-256.
create table staff_session (
    token_hash   bytea primary key,
    staff_id     bigint not null references staff on delete cascade,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    user_agent   text not null
);
create index staff_session_of_staff on staff_session (staff_id);

-- Failed log-ins, counted to slow down guessing.
create table failed_log_in (
    login text not null,
    at    timestamptz not null
);
create index failed_log_in_recent on failed_log_in (login, at);

-- Who looked at or changed what. Appended, never edited.
create table audit (
    id       bigint generated always as identity primary key,
    at       timestamptz not null,
    staff_id bigint references staff,
    action   text not null,
    about    jsonb not null default '{}',
    detail   jsonb not null default '{}'
);
create index audit_by_time on audit (at);
