"""Entity tags (RFC 9110, 8.8.3): a browser that has the newest is told so, and an edit of an older one is refused."""

import re
from typing import Any, Protocol, TypeVar

from litestar import Request, Response

from sori.platform.problem import Problem

AnyRequest = Request[Any, Any, Any]
Content = TypeVar("Content")


def tag(version: int | str) -> str:
    """The tag of a version, as headers carry it."""
    return f'"{version}"'


def tagged(content: Content, version: int | str) -> Response[Content]:
    """The content with its tag, to be kept by the browser and asked for again each time."""
    return Response(content, headers=_headers(version))


class Editable(Protocol):
    """What is edited by who has seen its newest change."""

    @property
    def change(self) -> int:
        """The number of the last change."""
        ...


Edited = TypeVar("Edited", bound=Editable)


def editable(shown: Edited, *, status_code: int = 200) -> Response[Edited]:
    """What can be edited, with the tag of its last change, which an edit must show."""
    return Response(shown, status_code=status_code, headers={"etag": tag(shown.change)})


def unchanged(request: AnyRequest, version: int | str) -> Response[Any] | None:
    """The answer 304 for who has this version already; None for who has not."""
    if tag(version) in _tags(request, "if-none-match"):
        return Response(None, status_code=304, headers=_headers(version))
    return None


def matches(request: AnyRequest, version: int | str) -> bool:
    """Whether an edit is of this version; True where it names none."""
    wanted = _tags(request, "if-match")
    return not wanted or "*" in wanted or tag(version) in wanted


def require_match(request: AnyRequest) -> None:
    """Raises Problem 428 for an edit that doesn't say of which version it is."""
    if not _tags(request, "if-match"):
        raise Problem(428, "version_missing")


def seen_number(request: AnyRequest) -> int:
    """The number of the version that an edit is of; 0, which none ever has, for a tag that isn't ours.

    Raises Problem 428 for an edit that doesn't say of which version it is.
    """
    require_match(request)
    found = re.fullmatch(r'(?:W/)?"(\d{1,18})"', request.headers["if-match"].strip())
    return int(found[1]) if found else 0


def _headers(version: int | str) -> dict[str, str]:
    return {"etag": tag(version), "cache-control": "private, no-cache"}


def _tags(request: AnyRequest, header: str) -> list[str]:
    return [one.strip().removeprefix("W/") for one in request.headers.get(header, "").split(",") if one.strip()]
