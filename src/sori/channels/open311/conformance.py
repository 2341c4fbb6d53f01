"""A suite that holds any Open311 GeoReport v2 server to the specification, by its address alone."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

import httpx
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a JSON answer: of which type it is, whether it must be there, how long it may be.

    One that needn't be there may be null; numbers are no strings and truth values no words, as in the specification's
    own schemas (github.com/open311/schema-validation).
    """

    type: type
    must: bool = False
    longest: int | None = None


_MUST, _TEXT, _NUMBER = Field(str, must=True), Field(str), Field(float)
SERVICE: Mapping[str, Field] = {
    **dict.fromkeys(("service_code", "service_name", "type"), _MUST),
    "metadata": Field(bool, must=True),
    **dict.fromkeys(("description", "keywords", "group"), _TEXT),
}
REQUEST: Mapping[str, Field] = {
    **dict.fromkeys(("service_request_id", "status", "service_code", "requested_datetime"), _MUST),
    **dict.fromkeys(("status_notes", "service_name", "agency_responsible", "service_notice"), _TEXT),
    **dict.fromkeys(("updated_datetime", "expected_datetime"), _TEXT),
    **dict.fromkeys(("address", "address_id", "zipcode", "media_url"), _TEXT),
    "description": Field(str, longest=4_000),
    "lat": _NUMBER,
    "long": _NUMBER,
}
ATTRIBUTE: Mapping[str, Field] = {
    **dict.fromkeys(("code", "datatype"), _MUST),
    **dict.fromkeys(("variable", "required"), Field(bool, must=True)),
    **dict.fromkeys(("datatype_description", "description"), _TEXT),
    "order": Field(int),
}
_VALUE: Mapping[str, Field] = {"key": _MUST, "name": _MUST}
_DATA_TYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_TIMES = ("requested_datetime", "updated_datetime", "expected_datetime")
_PATIENCE_S = 30.0
_MOST_TRIED = 10


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that the specification wants, and what is wrong; None: nothing."""

    what: str
    wrong: str | None


class _Wrong(Exception):
    """What the server doesn't do as it should."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """How the server is asked."""

    client: httpx.AsyncClient
    always: Mapping[str, str]

    async def json(self, path: str, expected: int = 200, **given: str) -> Any:
        answer = await self._get(f"{path}.json", expected, given)
        _want("json" in answer.headers.get("content-type", ""), f"the type is {answer.headers.get('content-type')}")
        try:
            return answer.json()
        except json.JSONDecodeError as error:
            raise _Wrong(f"no JSON: {error}") from error

    async def xml(self, path: str, expected: int = 200, **given: str) -> Element:
        answer = await self._get(f"{path}.xml", expected, given)
        _want("xml" in answer.headers.get("content-type", ""), f"the type is {answer.headers.get('content-type')}")
        return _element(answer)

    async def post(self, path: str, given: Mapping[str, str]) -> httpx.Response:
        return await self.client.post(path, data={**self.always, **given})

    async def _get(self, path: str, status: int, given: Mapping[str, str]) -> httpx.Response:
        answer = await self.client.get(path, params={**self.always, **given})
        _want(answer.status_code == status, f"the status is {answer.status_code}, not {status}")
        return answer


async def checked(url: str, jurisdiction: str | None = None, api_key: str | None = None) -> list[Held]:
    """Holds a server to the specification; with a key it also files one request, which becomes a real one."""
    always = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
    async with httpx.AsyncClient(base_url=url.rstrip("/") + "/", timeout=_PATIENCE_S, follow_redirects=True) as client:
        asking = _Asking(client, always)
        checks: list[tuple[str, Callable[[_Asking], Awaitable[None]]]] = [*_CHECKS]
        if api_key:
            checks.append(("a posted request is answered with an id or a token", lambda one: _files(one, api_key)))
        return [await _held(asking, what, check) for what, check in checks]


async def _held(asking: _Asking, what: str, check: Callable[[_Asking], Awaitable[None]]) -> Held:
    try:
        await check(asking)
    except _Wrong as wrong:
        return Held(what, str(wrong))
    except httpx.HTTPError as error:
        return Held(what, f"no answer: {error!r}")
    return Held(what, None)


async def _discovery(asking: _Asking) -> None:
    found = await asking.json("discovery")
    _want(isinstance(found, dict) and bool(found.get("endpoints")), "there are no endpoints")
    for endpoint in found["endpoints"]:
        _has(endpoint, ("specification", "url", "type", "formats"))
    _want((await asking.xml("discovery")).tag == "discovery", "the XML isn't a discovery")


async def _services(asking: _Asking) -> None:
    listed = await asking.json("services")
    _want(isinstance(listed, list) and bool(listed), "the list is empty")
    for one in listed:
        _fields(one, SERVICE)
        _want(one["type"] in ("realtime", "batch", "blackbox"), f"the type of {one['service_code']} is {one['type']}")
    root = await asking.xml("services")
    _want(root.tag == "services", f"the root is {root.tag}")
    codes = [one.findtext("service_code") for one in root.findall("service")]
    _want(codes == [one["service_code"] for one in listed], "XML and JSON list different services")


async def _definition(asking: _Asking) -> None:
    described = [one for one in await asking.json("services") if str(one["metadata"]).lower() == "true"]
    for one in described[:3]:
        found = await asking.json(f"services/{one['service_code']}")
        _want(found.get("service_code") == one["service_code"], "the definition is another service's")
        for attribute in found["attributes"]:
            _fields(attribute, ATTRIBUTE)
            _want(attribute["datatype"] in _DATA_TYPES, f"the data type is {attribute['datatype']}")
            if attribute["datatype"].endswith("valuelist"):
                _want(bool(attribute.get("values")), f"{attribute['code']} has no values")
                for value in attribute["values"]:
                    _fields(value, _VALUE)
        root = await asking.xml(f"services/{one['service_code']}")
        _want(root.tag == "service_definition", f"the root is {root.tag}")
        _want(len(root.findall("attributes/attribute")) == len(found["attributes"]), "XML and JSON differ")


async def _no_service(asking: _Asking) -> None:
    _errors(await asking.json("services/no-such-service-code", 404))
    root = await asking.xml("services/no-such-service-code", 404)
    _want(root.tag == "errors" and root.find("error/description") is not None, "the XML isn't a list of errors")


async def _requests(asking: _Asking) -> None:
    listed = await asking.json("requests")
    _want(isinstance(listed, list), "it isn't a list")
    _want(len(listed) <= 1_000, f"{len(listed)} requests are more than 1,000")
    for one in listed:
        _fields(one, REQUEST)
        _want(one["status"] in ("open", "closed"), f"the status is {one['status']}")
        for name in _TIMES:
            _zoned(one.get(name), name)
    root = await asking.xml("requests")
    _want(root.tag == "service_requests", f"the root is {root.tag}")


async def _one_request(asking: _Asking) -> None:
    for one in (await asking.json("requests"))[:1]:
        number = one["service_request_id"]
        [found] = _list(await asking.json(f"requests/{number}"))
        _want(found["service_request_id"] == number, "another request was answered")
        [same] = _list(await asking.json("requests", service_request_id=str(number)))
        _want(same["service_request_id"] == number, "service_request_id chose another request")
        root = await asking.xml(f"requests/{number}")
        _want(root.findtext("request/service_request_id") == str(number), "XML answered another request")


async def _filtered(asking: _Asking) -> None:
    for state in ("open", "closed"):
        for one in await asking.json("requests", status=state):
            _want(one["status"] == state, f"among the {state} ones is a {one['status']} one")
    for one in (await asking.json("requests"))[:1]:
        for same in await asking.json("requests", service_code=one["service_code"]):
            _want(same["service_code"] == one["service_code"], "service_code let another through")
    since, until = "2020-01-01T00:00:00Z", "2020-01-31T00:00:00Z"
    for one in await asking.json("requests", start_date=since, end_date=until):
        at = datetime.fromisoformat(one["requested_datetime"])
        _want(datetime.fromisoformat(since) <= at <= datetime.fromisoformat(until), "one lies outside the dates")


async def _no_request(asking: _Asking) -> None:
    _errors(await asking.json("requests/no-such-request", 404))


async def _no_jurisdiction(asking: _Asking) -> None:
    _errors(await asking.json("services", 404, jurisdiction_id="no.such.jurisdiction.example"))


async def _no_key(asking: _Asking) -> None:
    code = (await asking.json("services"))[0]["service_code"]
    answer = await asking.post("requests.json", {"service_code": code, "lat": "0", "long": "0"})
    _want(answer.status_code == 403, f"without a key the status is {answer.status_code}, not 403")
    _errors(answer.json())
    answer = await asking.post("requests.xml", {"service_code": code, "lat": "0", "long": "0", "api_key": "no-key"})
    _want(answer.status_code == 403, f"with a wrong key the status is {answer.status_code}, not 403")
    _want(_element(answer).tag == "errors", "the XML isn't a list of errors")


async def _files(asking: _Asking, api_key: str) -> None:
    missing = await asking.post("requests.json", {"api_key": api_key})
    _want(missing.status_code == 400, f"without service_code the status is {missing.status_code}, not 400")
    _errors(missing.json())
    answers = []
    # Some services want what a check can't have, such as a photo.
    for one in (await asking.json("services"))[:_MOST_TRIED]:
        answer = await asking.post("requests.json", {"api_key": api_key, **await _filled(asking, one)})
        answers.append(f"{one['service_code']}: {answer.status_code} {answer.text[:100]}")
        if answer.status_code in (200, 201):
            [filed] = _list(answer.json())
            _want(bool(filed.get("service_request_id") or filed.get("token")), "there is neither id nor token")
            return
    raise _Wrong("; ".join(answers))


async def _filled(asking: _Asking, one: Mapping[str, Any]) -> dict[str, str]:
    """A request for a service with an answer to all that it asks."""
    code = one["service_code"]
    given = {"service_code": code, "address_string": "Check", "description": "Conformance check"}
    if str(one["metadata"]).lower() == "true":
        for attribute in (await asking.json(f"services/{code}"))["attributes"]:
            values = attribute.get("values") or [{"key": "2026-03-04T09:00:00+09:00"}]
            given[f"attribute[{attribute['code']}]"] = str(values[0]["key"])
    return given


_CHECKS: Sequence[tuple[str, Callable[[_Asking], Awaitable[None]]]] = (
    ("discovery tells the endpoints, in XML and JSON", _discovery),
    ("services are listed, the same in XML and JSON", _services),
    ("a service with metadata is defined", _definition),
    ("an unknown service is a 404 with a list of errors", _no_service),
    ("requests are listed, 1,000 at most, each time with a zone", _requests),
    ("one request is found by its path and by service_request_id", _one_request),
    ("requests are filtered by state, service and time", _filtered),
    ("an unknown request is a 404 with a list of errors", _no_request),
    ("an unknown jurisdiction is a 404 with a list of errors", _no_jurisdiction),
    ("who has no key, or a wrong one, is refused with a 403", _no_key),
)


def _element(answer: httpx.Response) -> Element:
    try:
        root: Element = fromstring(answer.content)
    except ParseError as error:
        raise _Wrong(f"no XML: {error}") from error
    return root


def _want(held: bool, otherwise: str) -> None:
    if not held:
        raise _Wrong(otherwise)


def _has(one: Any, names: Sequence[str]) -> None:
    _want(isinstance(one, dict), f"{one!r:.80} isn't an object")
    missing = [name for name in names if name not in one]
    _want(not missing, f"{', '.join(missing)} is missing")


def faults(one: Mapping[str, Any], fields: Mapping[str, Field]) -> list[str]:
    """What of the fields of a JSON answer is missing, of another type or too long."""
    told = []
    for name, field in fields.items():
        value = one.get(name)
        if value is None:
            told += [f"{name} is missing"] if field.must else []
        elif not _is(value, field.type):
            told.append(f"{name} is {json.dumps(value, ensure_ascii=False):.50}, no {_NAMES[field.type]}")
        elif field.longest is not None and len(value) > field.longest:
            told.append(f"{name} is longer than {field.longest}")
    return told


_NAMES = {str: "string", bool: "truth value", int: "whole number", float: "number"}


def _is(value: object, type_: type) -> bool:
    if isinstance(value, bool) or type_ is bool:
        return isinstance(value, bool) and type_ is bool
    return isinstance(value, (int, float)) if type_ is float else isinstance(value, type_)


def _fields(one: Any, fields: Mapping[str, Field]) -> None:
    _want(isinstance(one, dict), f"{one!r:.80} isn't an object")
    told = faults(one, fields)
    _want(not told, "; ".join(told))


def _list(found: Any) -> list[Mapping[str, Any]]:
    _want(isinstance(found, list) and len(found) == 1, "it isn't a list of one")
    listed: list[Mapping[str, Any]] = found
    return listed


def _errors(found: Any) -> None:
    _want(isinstance(found, list) and bool(found), "it isn't a list of errors")
    for one in found:
        _has(one, ("code", "description"))


def _zoned(value: object, name: str) -> None:
    if value in (None, ""):
        return
    try:
        zone = datetime.fromisoformat(str(value)).tzinfo
    except ValueError as error:
        raise _Wrong(f"{name} can't be read: {value}") from error
    _want(zone is not None, f"{name} has no time zone: {value}")
