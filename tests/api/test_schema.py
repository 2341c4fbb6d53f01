"""Every route answers any request as its description says: with no fault of ours, in the types and shapes declared.

The routes are those of the description, so a new one is tried without being named here, as everybody who may call it.
"""

from collections.abc import Callable
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import Served

from sori.people.model import Role
from sori.platform.openapi import described

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_EVERYBODY = ("public", *(role.value for role in Role))
_ENDLESS = "text/event-stream"
_DOORS = ("/api/session", "/api/account", "/api/single-sign-on")
"""Where a wrong password or code is answered 401, and sessions end."""
_MODES = ((GenerationMode.POSITIVE, True, 3), (GenerationMode.POSITIVE, False, 1), (GenerationMode.NEGATIVE, True, 3))
"""Requests that fit the description, about things that are there and about any; and requests that don't fit it.

So many by who comes first of those who may call a route; one each by the others, for whom the answer alone differs.
"""


def _description(centre: Served) -> Any:
    """The description with every status that may be answered named one by one, and nobody's secrets made up."""
    description = described(centre.app)
    del description["components"]["securitySchemes"]
    for operations in description["paths"].values():
        for operation in operations.values():
            del operation["responses"]["default"], operation["security"]
    return description


def _operations(description: Any, role: str) -> list[Any]:
    schema = schemathesis.openapi.from_dict(description)
    found = sorted((result.ok() for result in schema.get_all_operations()), key=lambda one: one.method == "delete")
    return [
        operation
        for operation in found
        if role in operation.definition.raw["x-roles"]
        and _ENDLESS not in operation.definition.raw["responses"].get("200", {}).get("content", {})
    ]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", _EVERYBODY)
def test_every_route_answers_as_described_whatever_is_asked(served_centre: Served, role: str) -> None:
    wrong: list[str] = []
    operations = _operations(_description(served_centre), role)
    assert operations
    for operation in operations:
        first = role == next(one for one in _EVERYBODY if one in operation.definition.raw["x-roles"])
        for mode, known, most in _MODES:
            if mode is GenerationMode.NEGATIVE and not _has_input(operation):
                continue  # nothing could be wrong with it but the path
            # A route may log out: each is called with a session of its own.
            browser = served_centre.browser(role)
            parameters = served_centre.known(operation.path) if known else None
            _try(operation, mode, parameters or None, most if first else 1, _asker(served_centre, browser, wrong))
    assert not wrong, "\n\n".join(dict.fromkeys(wrong))


def _has_input(operation: Any) -> bool:
    parameters = operation.definition.raw.get("parameters", [])
    return "requestBody" in operation.definition.raw or any(one["in"] == "query" for one in parameters)


def _asker(centre: Served, browser: requests.Session, wrong: list[str]) -> Callable[[Any], None]:
    def ask(case: Any) -> None:
        response = case.call(base_url=centre.base, session=browser, timeout=30)
        assert response.status_code != 401 or case.path.startswith(_DOORS), f"{case.path}: the browser is not logged in"
        try:
            checks = [one for one in _CHECKS if one is not not_a_server_error or not _voice_is_away(response)]
            case.validate_response(response, checks=checks)
        except FailureGroup as failure:
            wrong.append(f"{case.method} {case.formatted_path}: {failure}"[:1_500])

    return ask


def _voice_is_away(response: requests.Response) -> bool:
    """Whether a call isn't taken because no voice process runs here, which is told as such."""
    return response.status_code == 503 and response.json()["type"] == "urn:sori:problem:voice_away"


def _try(
    operation: Any, mode: GenerationMode, parameters: dict[str, Any] | None, most: int, ask: Callable[[Any], None]
) -> None:
    strategy = operation.as_strategy(generation_mode=mode, path_parameters=parameters)
    quick = settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    quick(given(strategy)(ask))()


@pytest.mark.slow
def test_a_stream_that_nobody_may_open_is_refused_like_any_other_route(served_centre: Served) -> None:
    for path in ("/api/desk/stream", "/api/floor/stream", "/api/chat/stream"):
        answer = requests.get(served_centre.base + path, timeout=10)
        assert answer.status_code in (401, 404)
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_every_route_says_who_may_call_it_and_what_it_does(served_centre: Served) -> None:
    for path, operations in described(served_centre.app)["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], f"{method} {path}"
            assert operation["tags"], f"{method} {path}"
            assert operation["x-roles"], f"{method} {path}"
