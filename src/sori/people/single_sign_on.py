"""The city's identity provider: OpenID Connect, authorization code flow with PKCE (OpenID Connect Core 1.0; RFC 7636).

What it signs is checked here; who that is in the centre, and whether they come in, is the use case's to say.
"""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sori.people.model import Role
from sori.platform.settings import IdentityProvider

RETURN_PATH = "/api/single-sign-on/return"
_SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures by a key of the provider's own; none that somebody with a public key could make."""
_CLOCKS_DIFFER_S = 60
_KNOWN_FOR_S = 3600.0
_ASKED_ANEW_EVERY_S = 60.0
_ANSWERS_WITHIN_S = 10.0
_LARGEST_ANSWER = 1_000_000


class Refusal(StrEnum):
    """Why somebody did not come in through the identity provider; the log-in page has a text for each."""

    AWAY = "away"
    """The provider does not answer."""
    CANCELLED = "cancelled"
    """The provider says no, or the person turned round there."""
    OVER = "over"
    """It took too long, was begun in another browser, or is shown a second time."""
    FAILED = "failed"
    """What the provider gave is not right: its signature, for whom it is, its time."""
    UNKNOWN = "unknown"
    """Nobody active is known by this identity."""
    WITHOUT_ROLE = "without_role"
    """None of the roles that the provider names is one that they have here."""


class SignOnRefused(Exception):
    """Somebody does not come in; `cause` is for the log and has no personal data."""

    def __init__(self, refusal: Refusal, cause: str = "") -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.cause = cause


@dataclass(frozen=True, slots=True)
class SignedOn:
    """Who the provider says it is; the address only where it has verified it."""

    issuer: str
    subject: str
    email: str | None
    roles: frozenset[Role] | None
    """The roles that its claim stands for; None where no claim is looked at."""


class Provider:
    """The configured identity provider, with what it publishes of itself kept for an hour."""

    def __init__(self, settings: IdentityProvider, public_url: str) -> None:
        self.name = settings.name
        self.issuer = settings.issuer
        self._settings = settings
        self._return_to = public_url + RETURN_PATH
        self._roles_of = {value: _roles(value, names) for value, names in settings.roles_of.items()}
        self._published: Mapping[str, Any] = {}
        self._published_until = 0.0
        self._keys: KeySet | None = None
        self._keys_asked_at = 0.0

    async def departure(self, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent to log in. Raises SignOnRefused where the provider is away."""
        endpoint = await self._endpoint("authorization_endpoint")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._return_to,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def signed_on(self, code: str, verifier: str, nonce: str, now_s: float) -> SignedOn:
        """Who logged in there, by the code that the browser brought back. Raises SignOnRefused."""
        tokens = await self._tokens(code, verifier)
        claims = await self._claims(tokens, nonce, now_s)
        if "email" not in claims and "userinfo_endpoint" in self._published:
            claims = {**await self._more_about(tokens, claims), **claims}
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return SignedOn(
            self.issuer, str(claims["sub"]), str(email).strip().lower() if verified else None, self._roles(claims)
        )

    async def _tokens(self, code: str, verifier: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_to,
            "code_verifier": verifier,
        }
        endpoint = await self._endpoint("token_endpoint")
        methods = self._published.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        who = (self._settings.client_id, self._settings.client_secret)
        if "client_secret_basic" in methods:
            return await self._ask("POST", endpoint, data=form, auth=httpx.BasicAuth(*map(_form_encoded, who)))
        return await self._ask("POST", endpoint, data={**form, "client_id": who[0], "client_secret": who[1]})

    async def _claims(self, tokens: Mapping[str, Any], nonce: str, now_s: float) -> dict[str, Any]:
        signed = tokens.get("id_token")
        if not isinstance(signed, str):
            raise SignOnRefused(Refusal.FAILED, "no id token")
        registry = jwt.JWTClaimsRegistry(
            now=int(now_s),
            leeway=_CLOCKS_DIFFER_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = await self._signed_claims(signed)
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise SignOnRefused(Refusal.FAILED, f"id token: {type(error).__name__}") from error
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if others else self._settings.client_id) != self._settings.client_id:
            raise SignOnRefused(Refusal.FAILED, "id token: for another client")
        return claims

    async def _signed_claims(self, signed: str) -> dict[str, Any]:
        keys = await self._published_keys()
        try:
            return jwt.decode(signed, keys, algorithms=_SIGNATURES).claims
        except (JoseError, ValueError):
            # Perhaps signed with a key that was published since; asked not more often than every minute.
            if time.monotonic() < self._keys_asked_at + _ASKED_ANEW_EVERY_S:
                raise
            self._keys = None
            return jwt.decode(signed, await self._published_keys(), algorithms=_SIGNATURES).claims

    async def _published_keys(self) -> KeySet:
        if self._keys is None or time.monotonic() > self._keys_asked_at + _KNOWN_FOR_S:
            found = (await self._ask("GET", await self._endpoint("jwks_uri"))).get("keys")
            usable = [
                key
                for key in (found if isinstance(found, list) else [])
                if isinstance(key, dict) and key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"
            ]
            self._keys_asked_at = time.monotonic()
            self._keys = KeySet.import_key_set({"keys": usable})
        return self._keys

    async def _more_about(self, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> Mapping[str, Any]:
        bearer = {"authorization": f"Bearer {tokens.get('access_token')}"}
        told = await self._ask("GET", await self._endpoint("userinfo_endpoint"), headers=bearer)
        if told.get("sub") != claims["sub"]:
            raise SignOnRefused(Refusal.FAILED, "user info: about somebody else")
        return told

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Role] | None:
        if self._settings.roles_claim is None:
            return None
        found: Any = claims
        for name in self._settings.roles_claim.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        values = found if isinstance(found, list) else [found]
        return frozenset(role for value in values for role in self._roles_of.get(str(value), ()))

    async def _endpoint(self, name: str) -> str:
        if time.monotonic() > self._published_until:
            published = await self._ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if published.get("issuer") != self.issuer:
                raise SignOnRefused(Refusal.FAILED, "discovery: another issuer than SORI_OIDC_ISSUER")
            self._published, self._published_until = published, time.monotonic() + _KNOWN_FOR_S
        endpoint = self._published.get(name)
        if not isinstance(endpoint, str):
            raise SignOnRefused(Refusal.FAILED, f"discovery: no {name}")
        return endpoint

    async def _ask(self, method: str, url: str, **more: Any) -> Mapping[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_ANSWERS_WITHIN_S, follow_redirects=False) as client:
                response = await client.request(method, url, **more)
        except httpx.HTTPError as error:
            raise SignOnRefused(Refusal.AWAY, type(error).__name__) from error
        if response.status_code >= 500:
            raise SignOnRefused(Refusal.AWAY, f"status {response.status_code}")
        if response.status_code != 200 or len(response.content) > _LARGEST_ANSWER:
            raise SignOnRefused(Refusal.FAILED, f"status {response.status_code}")
        try:
            told = response.json()
        except ValueError as error:
            raise SignOnRefused(Refusal.FAILED, "no JSON") from error
        if not isinstance(told, dict):
            raise SignOnRefused(Refusal.FAILED, "no JSON object")
        return told


def _roles(value: str, names: tuple[str, ...]) -> frozenset[Role]:
    try:
        return frozenset(Role(name) for name in names)
    except ValueError as error:
        raise SystemExit(f"SORI_OIDC_ROLES, {value}: {error}. Roles: {', '.join(Role)}.") from error


def _form_encoded(text: str) -> str:
    # In basic authentication, too, client id and secret are form-encoded (RFC 6749, 2.3.1).
    return urlencode({"": text})[1:]
