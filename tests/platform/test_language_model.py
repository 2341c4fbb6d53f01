"""Where a language model answers, as an operator tells it, and what the doctor finds there."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from endpoint import Endpoint, answering
from factories import Clock
from sori.operations.doctor import language_model as checks
from sori.operations.doctor.model import Level
from sori.platform import token_budget
from sori.platform.database import Database
from sori.platform.language_model import LanguageModel, Message
from sori.platform.model_endpoint import Failure, ModelError
from sori.platform.settings import LanguageModelEndpoint, endpoint_keys, language_model

Environment = Callable[..., LanguageModelEndpoint | None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Environment:
    def environment(**values: str) -> LanguageModelEndpoint | None:
        for name, value in values.items():
            monkeypatch.setenv(f"SORI_LLM_{name}", value)
        return language_model()

    return environment


def test_there_is_none_unless_it_is_named(told: Environment) -> None:
    assert told() is None
    assert told(MODEL="small", KEY="k") is None


def test_an_endpoint_is_read_from_the_environment(told: Environment) -> None:
    found = told(URL="https://models.example/v1/", MODEL="small", KEY="secret", TOKENS_A_DAY="0", TIMEOUT_S="9.5")
    assert found == LanguageModelEndpoint("https://models.example/v1", "small", "secret", whole_s=9.5, tokens_a_day=0)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"URL": "models.example/v1"},
        {"URL": "https://user:secret@models.example/v1"},
        {"URL": "https://models.example/v1?key=secret"},
        {"MODEL": ""},
        {"TIMEOUT_S": "soon"},
        {"FIRST_TOKEN_S": "0"},
        {"TOKENS_A_DAY": "-5"},
    ],
)
def test_what_is_wrong_is_said_without_a_key(told: Environment, wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        told(**{"URL": "https://models.example/v1", "MODEL": "small", **wrong})
    assert "SORI_LLM_" in str(ended.value)
    assert "secret" not in str(ended.value)


def test_keys_may_stand_in_files_of_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert endpoint_keys(tmp_path) == {}
    (tmp_path / "llm-key").write_text("from the file\n")
    (tmp_path / "embedding-key").write_text("another\n")
    assert endpoint_keys(tmp_path) == {"SORI_LLM_KEY": "from the file", "SORI_EMBEDDING_KEY": "another"}
    monkeypatch.setenv("SORI_LLM_KEY", "from the environment")
    assert endpoint_keys(tmp_path)["SORI_LLM_KEY"] == "from the environment"


async def test_without_tls_nothing_is_sent_out_of_our_own_network(clock: Clock) -> None:
    model = LanguageModel(LanguageModelEndpoint("http://8.8.8.8/v1", "small"), clock)
    with pytest.raises(ModelError) as refused:
        async with model.completion([Message("user", "hello")], 5):
            pass
    assert refused.value.failure is Failure.ADDRESS_FORBIDDEN
    await model.close()


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with answering(Endpoint(steps=["yes"])) as endpoint:
        yield endpoint


async def test_the_doctor_asks_the_model_a_word(endpoint: Endpoint) -> None:
    asked = LanguageModelEndpoint(endpoint.url, "small", "key")
    assert (await checks.answers(asked)).level is Level.GOOD
    endpoint.finish = "length"
    assert (await checks.answers(asked)).level is Level.GOOD
    endpoint.status = 401
    found = await checks.answers(asked)
    assert (found.level, "401" in found.what, "SORI_LLM_KEY" in found.do) == (Level.WRONG, True, True)


async def test_the_doctor_tells_when_few_tokens_are_left(database: Database) -> None:
    today, asked = datetime(2026, 3, 4, tzinfo=UTC).date(), LanguageModelEndpoint("", "", tokens_a_day=1_000)
    async with database.transaction() as transaction:
        assert (await checks.budget(transaction, asked, today)).level is Level.GOOD
        assert await token_budget.set_aside(transaction, today, 950, 1_000)
        assert (await checks.budget(transaction, asked, today)).level is Level.ODD
        assert not await token_budget.set_aside(transaction, today, 51, 1_000)
        await token_budget.put_right(transaction, today, 950, 100)
        assert await token_budget.used(transaction, today) == 100
        assert await token_budget.used(transaction, date(2026, 3, 5)) == 0
