"""A provider of log-ins as a city may have one, on a real port with a real key; it can be told to misbehave."""

import asyncio
import hashlib
import json
import socket
from base64 import b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey

from factories import Clock

CLIENT_ID = "sori"
CLIENT_SECRET = "secret & with + signs"
Answer = tuple[int, dict[str, Any] | str]


@dataclass
class IdentityProvider:
    """Knows one person, who has always just logged in there; `wrong` and `key` are for what must not be believed."""

    clock: Clock
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=cache(lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})))
    signed_by: RSAKey | None = None
    fails: bool = False
    discovered: int = 0
    keys_asked: int = 0
    _begun: dict[str, dict[str, str]] = field(default_factory=dict)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while (message := await receive()).get("more_body"):
            body += message.get("body", b"")
        body += message.get("body", b"")
        status, told = self._answer(scope, body)
        headers = [(b"content-type", b"application/json")]
        if isinstance(told, str):
            headers, told = [(b"location", told.encode())], {}
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})

    def _answer(self, scope: Any, body: bytes) -> Answer:
        if self.fails:
            return 503, {}
        if scope["path"] == "/.well-known/openid-configuration":
            self.discovered += 1
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        if scope["path"] == "/keys":
            self.keys_asked += 1
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if scope["path"] == "/authorize":
            return self._authorize(dict(parse_qsl(scope["query_string"].decode())))
        if scope["path"] == "/token":
            return self._token(dict(scope["headers"]), dict(parse_qsl(body.decode())))
        return 404, {}

    def _authorize(self, asked: dict[str, str]) -> Answer:
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._begun)}"
        self._begun[code] = asked
        return 302, f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _token(self, headers: dict[bytes, bytes], form: dict[str, str]) -> Answer:
        shown = headers.get(b"authorization", b"").decode()
        right = b64encode(f"{quote_plus(CLIENT_ID)}:{quote_plus(CLIENT_SECRET)}".encode()).decode()
        begun = self._begun.pop(form["code"], None)
        if shown != f"Basic {right}" or begun is None or form["redirect_uri"] != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(begun["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {**claims, **self.person, **self.wrong}
        key = self.signed_by or self.key
        header = {"alg": "RS256", "kid": self.key.as_dict()["kid"]}
        return jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, key)


def issuer_at(listener: socket.socket) -> str:
    """The address of a provider that answers where this socket listens."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def provider(clock: Clock, listener: socket.socket) -> AsyncIterator[IdentityProvider]:
    """A provider for the length of a block; the socket stays open for the next."""
    there = IdentityProvider(clock, issuer_at(listener))
    there.person = {"sub": "77", "email": "anna@city.example", "email_verified": True}
    server = uvicorn.Server(uvicorn.Config(there, log_config=None, access_log=False, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve(sockets=[listener.dup()]))
    while not server.started:
        assert not task.done(), "the provider did not start"
        await asyncio.sleep(0.005)
    try:
        yield there
    finally:
        server.should_exit = True
        await task


def moment(seconds: float, clock: Clock) -> int:
    """So many seconds from now, as tokens tell time."""
    now: datetime = clock()
    return int(now.timestamp() + seconds)
