-- depends: 0018_operations
-- Doors: the second factor, log-in through the city's identity provider, sessions that can be told apart, network
-- addresses of failed log-ins.

-- Set by somebody else: it is changed before anything else is done.
alter table staff add column password_must_change boolean not null default false;

alter table staff_session
    add column id bigint generated always as identity unique,
    add column address text not null default '',
    add column way text not null default 'password' check (way in ('password', 'second_factor', 'single_sign_on')),
    -- To what the identity provider narrows this session; null: the person's own roles.
    add column roles text[];

alter table failed_log_in add column address text not null default '';
create index failed_log_in_by_address on failed_log_in (address, at);

-- A code that changes every half minute, from a secret that the person's telephone shares. Encrypted under the
-- installation's secret; in force once a first code was shown.
create table second_factor (
    staff_id     bigint primary key references staff on delete cascade,
    secret       bytea not null,
    confirmed_at timestamptz,
    -- The time step of the last code that was taken: no code is taken twice.
    last_step    bigint not null default 0
);

-- One code each for a lost telephone, kept as hashes and gone once used.
create table recovery_code (
    staff_id  bigint not null references staff on delete cascade,
    code_hash bytea not null,
    primary key (staff_id, code_hash)
);

-- Who has one of these roles needs a second factor.
create table second_factor_policy (
    role text primary key
);

-- A log-in whose password was right and whose code is still to come.
create table log_in_step (
    token_hash bytea primary key,
    staff_id   bigint not null references staff on delete cascade,
    expires_at timestamptz not null
);

-- Who somebody is at the identity provider: by e-mail address until the first log-in, from then on by its own id.
create table staff_identity (
    staff_id bigint primary key references staff on delete cascade,
    email    text unique check (email = lower(email)),
    issuer   text,
    subject  text,
    unique (issuer, subject)
);

-- A log-in begun at the identity provider; each is taken once.
create table single_sign_on (
    state_hash   bytea primary key,
    browser_hash bytea not null,
    nonce        text not null,
    verifier     text not null,
    goal         text not null,
    expires_at   timestamptz not null
);
