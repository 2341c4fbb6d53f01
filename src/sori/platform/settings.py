"""What one installation is told by its environment. Everything else is configuration in the database."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sori.platform.allowance import networks

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where `migrations/` and the built front end lie."""
LOOPBACK = "127.0.0.0/8,::1"


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """The city's own provider of log-ins (OpenID Connect), where there is one; docs/access.md tells what is what."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    """What the log-in page calls it."""
    roles_claim: str | None = None
    """The claim that narrows somebody's roles; None: they keep all that they have here."""
    roles_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of that claim with the roles they stand for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's settings; see `from_environment` for where each comes from."""

    database_url: str
    host: str
    port: int
    secret: str
    secure_cookies: bool
    simulator_key: str | None
    """What a simulator must show to mark its contacts as simulated; None where nothing may be simulated."""
    metrics_token: str | None = None
    """What must be shown to read `/metrics`; None where nobody may."""
    trusted_proxies: str = ""
    """Addresses and networks of proxies whose `X-Forwarded-For` tells where a request comes from."""
    unlimited: str = LOOPBACK
    """Addresses and networks that may ask as often as they like."""
    public_url: str | None = None
    """Where browsers reach this installation, such as https://sori.city.example."""
    identity_provider: IdentityProvider | None = None
    webhooks_to_private_addresses: bool = False
    """Whether webhooks may call addresses of private networks, and without TLS."""
    search_socket: Path | None = None
    """Where the search process answers; None where there is none."""
    webhooks: bool = True
    """Whether webhooks are sent to; not from a copy, whose receivers are those of the centre itself."""

    chatbot: bool = True
    """Whether the chatbot learns; where it doesn't, whoever asks it is told so and offered a person."""


def from_environment() -> Settings:
    """Reads the settings that the supervisor (`sori run`) or an operator put in the environment.

    `DATABASE_URL` and `SORI_SECRET` are required; `SORI_HOST` (127.0.0.1), `SORI_PORT` (8120),
    `SORI_SECURE_COOKIES` (0), `SORI_SIMULATOR_KEY`, `SORI_METRICS_TOKEN`, `SORI_TRUSTED_PROXIES`, `SORI_PUBLIC_URL`
    (none), `SORI_UNLIMITED` (loopback), `SORI_WEBHOOKS` (1), `SORI_WEBHOOKS_PRIVATE` (0) and `SORI_CHATBOT` (1) have
    defaults; `SORI_SEARCH_SOCKET` names the search process. With `SORI_OIDC_ISSUER` come `SORI_OIDC_CLIENT_ID` and
    `SORI_OIDC_CLIENT_SECRET`, and perhaps `SORI_OIDC_NAME`, `SORI_OIDC_ROLES_CLAIM` and `SORI_OIDC_ROLES`.
    """
    public_url = (os.environ.get("SORI_PUBLIC_URL") or "").rstrip("/") or None
    search_socket = os.environ.get("SORI_SEARCH_SOCKET")
    return Settings(
        database_url=_required("DATABASE_URL"),
        host=os.environ.get("SORI_HOST", "127.0.0.1"),
        port=int(os.environ.get("SORI_PORT", "8120")),
        secret=_required("SORI_SECRET"),
        secure_cookies=os.environ.get("SORI_SECURE_COOKIES", "0") == "1",
        simulator_key=os.environ.get("SORI_SIMULATOR_KEY") or None,
        metrics_token=os.environ.get("SORI_METRICS_TOKEN") or None,
        trusted_proxies=_networks("SORI_TRUSTED_PROXIES", ""),
        unlimited=_networks("SORI_UNLIMITED", LOOPBACK),
        public_url=public_url,
        identity_provider=_identity_provider(public_url),
        webhooks_to_private_addresses=os.environ.get("SORI_WEBHOOKS_PRIVATE", "0") == "1",
        search_socket=Path(search_socket) if search_socket else None,
        webhooks=os.environ.get("SORI_WEBHOOKS", "1") == "1",
        chatbot=os.environ.get("SORI_CHATBOT", "1") == "1",
    )


def _identity_provider(public_url: str | None) -> IdentityProvider | None:
    issuer = os.environ.get("SORI_OIDC_ISSUER")
    if not issuer:
        return None
    if public_url is None:
        raise SystemExit("SORI_OIDC_ISSUER needs SORI_PUBLIC_URL, where the provider sends people back to.")
    return IdentityProvider(
        issuer=issuer,
        client_id=_required("SORI_OIDC_CLIENT_ID"),
        client_secret=_required("SORI_OIDC_CLIENT_SECRET"),
        name=os.environ.get("SORI_OIDC_NAME") or "SSO",
        roles_claim=os.environ.get("SORI_OIDC_ROLES_CLAIM") or None,
        roles_of=_roles_of(os.environ.get("SORI_OIDC_ROLES", "")),
    )


def _roles_of(listed: str) -> dict[str, tuple[str, ...]]:
    """`call-agents=counsellor, leads=counsellor+team_leader` as a mapping."""
    found: dict[str, tuple[str, ...]] = {}
    for one in filter(None, (part.strip() for part in listed.split(","))):
        value, equals, roles = one.rpartition("=")
        if not equals:
            raise SystemExit(f"SORI_OIDC_ROLES: write it as value=role+role, value=role; this is neither: {one}")
        found[value.strip()] = tuple(role.strip() for role in roles.split("+"))
    return found


def _networks(name: str, default: str) -> str:
    listed = os.environ.get(name, default)
    try:
        networks(listed)
    except ValueError as error:
        raise SystemExit(f"{name}: {error}. Write addresses and networks with commas, like 10.0.0.0/8,::1") from error
    return listed


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set. Start Sori with `sori run`, which sets it, or put it in the environment.")
    return value
