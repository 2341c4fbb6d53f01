"""What every answer tells a browser for its safety: pages, files, API answers and refusals alike.

It stands around the whole application, since refusals before any route need it too.
"""

from collections.abc import Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(self), geolocation=(self), payment=(), usb=()"),
)
# A year, as browsers' own lists ask for; told only where the installation is reached through HTTPS.
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
_CONTENT = b"content-type"
_POLICY = b"content-security-policy"
_PAGES_AND_SCRIPTS = (b"text/html", b"text/javascript", b"application/javascript")
# Scripts, and styles in files, are only ours; a page's style elements must show the nonce it was given. What is no page
# and no script (a worker's own is its policy) may do nothing at all.
_NOTHING = (_POLICY, b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")


def page_policy(style_nonce: str | None = None) -> str:
    """The content security policy of a page; its style elements must carry the nonce, where it has any."""
    styles = f"style-src 'self' 'nonce-{style_nonce}'" if style_nonce else "style-src 'self'"
    return (
        f"default-src 'self'; {styles}; img-src 'self' blob: data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class Secured:
    """An application whose every answer carries these headers."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._always = (*_ALWAYS, _HTTPS_ONLY) if https else _ALWAYS
        self._page = (_POLICY, page_policy().encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, of whatever kind."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._always, *self._policy(message["headers"])]
            await send(message)

        await self._app(scope, receive, secured)

    def _policy(self, headers: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
        kind = b""
        for name, value in headers:
            if name == _POLICY:
                return ()
            if name == _CONTENT:
                kind = value
        return (self._page,) if kind.startswith(_PAGES_AND_SCRIPTS) else (_NOTHING,)
