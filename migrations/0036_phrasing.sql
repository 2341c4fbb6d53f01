-- depends: 0035_chatbot
-- Answers of the chatbot that a language model puts into other words, from the same articles.

create table bot_phrased_answer (
    turn_id           bigint primary key references bot_turn on delete cascade,
    -- Written with the answer itself; one process claims it. After `until` the answer stays as it was said.
    until             timestamptz not null,
    claimed_at        timestamptz,
    -- Null while it is under way. `phrased`: the citizen was shown `body`; anything else: why the answer stayed.
    outcome           text check (length(outcome) between 1 and 40),
    -- The sentences that passed the check, with their citations, and what these cite, by number.
    body              text check (length(body) <= 8000),
    sources           jsonb,
    model             text,
    prompt_tokens     integer,
    completion_tokens integer,
    took_ms           integer,
    settled_at        timestamptz,
    check ((outcome is null) = (settled_at is null)),
    check (outcome is distinct from 'phrased' or (body is not null and sources is not null))
);

-- Tokens of a language model by the city's day: used, or set aside for what is under way.
create table language_model_day (
    day    date primary key,
    tokens bigint not null check (tokens >= 0)
);
