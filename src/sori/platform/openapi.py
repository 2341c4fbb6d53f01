"""The API's description, completed with what follows from its routes: who may call, how one shows who one is, and
with which problems each route may answer."""

from collections.abc import Mapping
from inspect import getdoc
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.enums import OpenAPIMediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.response import Stream
from litestar.routes import HTTPRoute

from sori.platform.web import ProblemDetails

PROBLEM = "application/problem+json"
_PUBLIC = ("public",)
_SAFE = ("get", "head")
_MEANINGS = {
    400: "The request can't be read: not JSON, not of the schema, not UTF-8, or a number beyond all ids.",
    401: "Nobody is logged in.",
    403: "Not for this role, not one's own, or the CSRF token is missing.",
    404: "There is no such thing.",
    405: "The path is known, the method is not.",
    409: "Not from where things stand now.",
    412: "Somebody else has changed it since the version named with If-Match.",
    413: "The body is too large.",
    415: "The body is of a type that isn't taken.",
    422: "Readable, and wrong: `field` or `errors` say where.",
    428: "It must be said with If-Match which version is changed.",
    429: "Too many tries; later again.",
    503: "The database is away for a moment, or no centre was made yet.",
}
_SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sori_session",
        "description": "Of a member of staff, given by POST /api/session.",
    },
    "device": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sori_device",
        "description": "Of a citizen's browser, given with the first contact.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "x-csrf-token",
        "description": "With everything but GET: the value of the cookie `sori_csrf`, which comes with any GET.",
    },
}


class Described(OpenAPIRenderPlugin):
    """Answers `/schema` with the whole description."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"], media_type=OpenAPIMediaType.OPENAPI_JSON)
        self._written: bytes | None = None

    def render(self, request: Request[Any, Any, Any], _openapi_schema: dict[str, Any]) -> bytes:
        """The description as JSON, put together once."""
        if self._written is None:
            self._written = msgspec.json.encode(described(request.app))
        return self._written


def described(app: Litestar) -> dict[str, Any]:
    """The description of an application's routes as OpenAPI 3.1."""
    schema = msgspec.json.decode(msgspec.json.encode(app.openapi_schema.to_schema()))
    schema["components"]["securitySchemes"] = _SECURITY
    schema["components"]["schemas"]["ProblemDetails"] = _problem_schema()
    for path, method, handler in _handlers(app):
        operation = schema["paths"].get(path, {}).get(method)
        if operation is not None:
            _complete(operation, path, method, handler)
    return dict(schema)


def _problem_schema() -> dict[str, Any]:
    (_,), parts = msgspec.json.schema_components([ProblemDetails], ref_template="#/components/schemas/{name}")
    problem: dict[str, Any] = parts["ProblemDetails"]
    problem["properties"]["errors"] = {
        "anyOf": [{"type": "array", "items": parts["ErrorDetails"]}, {"type": "null"}],
        "default": None,
    }
    problem["examples"] = [
        {
            "type": "urn:sori:problem:text_too_long",
            "title": "Wrong input",
            "status": 422,
            "detail": "At most 4000 characters.",
            "field": "body",
            "errors": None,
            "request_id": "01b97e3aeb00000005",
        }
    ]
    return problem


def _handlers(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    return [
        (route.path_format, method.lower(), handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
    ]


def _complete(operation: dict[str, Any], path: str, method: str, handler: HTTPRouteHandler) -> None:
    roles = handler.opt.get("roles") or ()
    public = tuple(roles) == _PUBLIC
    text = getdoc(handler.fn) or ""
    operation["summary"] = text.split("\n", 1)[0].rstrip(".")
    operation["description"] = text
    operation.setdefault("tags", [path.split("/")[2]])
    operation["x-roles"] = [str(role) for role in roles]
    if handler.opt.get("versioned") or handler.opt.get("may_be_versioned"):
        required = bool(handler.opt.get("versioned"))
        operation.setdefault("parameters", []).append({**_IF_MATCH, "required": required})
    if handler.opt.get("tagged"):
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    operation["security"] = _security(path, method, public)
    operation["responses"] = {
        **_answers(operation["responses"], handler),
        **{str(status): _problem(status) for status in _statuses(operation, path, method, handler, public)},
        "default": {"description": "Any other problem.", "content": _PROBLEM_CONTENT},
    }


def _security(path: str, method: str, public: bool) -> list[dict[str, list[str]]]:
    shown: dict[str, list[str]] = {} if public and "/chat/" not in path else {"device" if public else "session": []}
    if method not in _SAFE:
        shown["csrf"] = []
    return [shown]


_DOORS = ("/api/session", "/api/account", "/api/single-sign-on")
"""Where passwords and codes are tried."""


def _statuses(
    operation: Mapping[str, Any], path: str, method: str, handler: HTTPRouteHandler, public: bool
) -> list[int]:
    """The problems with which a route may answer, as far as they follow from what it is."""
    changes = method not in _SAFE
    parameters = operation.get("parameters", [])
    found = {
        400: bool(parameters) or "requestBody" in operation,
        401: not public or path.startswith(_DOORS),
        403: changes or not public,
        404: any(parameter["in"] == "path" for parameter in parameters) or "/chat/" in path or "/calls" in path,
        409: changes,
        412: bool(handler.opt.get("versioned") or handler.opt.get("may_be_versioned")),
        413: "requestBody" in operation,
        415: "requestBody" in operation,
        422: changes or any(parameter["in"] == "query" for parameter in parameters),
        428: bool(handler.opt.get("versioned")),
        429: "allowance" in handler.opt or (changes and (public or path.startswith(_DOORS))),
        503: True,
    }
    return [status for status, may_be in found.items() if may_be]


_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The version that is changed: the ETag with which it was read.",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The version that one has: the ETag with which it was read.",
}
_PROBLEM_CONTENT = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}


def _problem(status: int) -> dict[str, Any]:
    return {"description": _MEANINGS[status], "content": _PROBLEM_CONTENT}


def _answers(responses: Mapping[str, Any], handler: HTTPRouteHandler) -> dict[str, Any]:
    """The answers of a route that does what it was asked, with the types in which they come."""
    found = {status: answer for status, answer in responses.items() if status < "300"}
    produced = handler.opt.get("produces") or _TYPE_OF.get(handler.parsed_fn_signature.return_type.raw)
    for status, answer in found.items():
        if status == "204":
            answer.pop("content", None)
        answer["description"] = "Done." if "content" not in answer else "What was asked for."
        answer.pop("headers", None)
        if produced is not None:
            answer["content"] = {produced: {"schema": {"type": "string"}}}
    if handler.opt.get("tagged"):
        found["304"] = {"description": "It is still as you have it."}
    return found


_TYPE_OF = {Stream: "text/event-stream", Response[bytes]: "*/*"}
"""In which type answers come that are not JSON: streams, and files of any type."""
