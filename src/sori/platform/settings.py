"""What one installation is told by its environment. Everything else is configuration in the database."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sori.platform.allowance import networks
from sori.platform.providers import (
    EMAIL_AN_HOUR,
    PROVIDER_PASSWORDS,
    SMS_AN_HOUR,
    SmppProvider,
    SmtpProvider,
    most_an_hour,
    smpp_provider,
    smtp_provider,
)

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where `migrations/` and the built front end lie."""
LOOPBACK = "127.0.0.0/8,::1"
ENDPOINT_KEYS = {
    "SORI_LLM_KEY": "llm-key",
    "SORI_EMBEDDING_KEY": "embedding-key",
    "SORI_TTS_KEY": "tts-key",
    "SORI_GEOCODER_KEY": "geocoder-key",
    "SORI_ASTERISK_PASSWORD": "asterisk-password",
    **PROVIDER_PASSWORDS,
}
"""Keys of models' endpoints and passwords at providers, with the files in the state folder that may hold them."""
_LONGEST_WAIT_S = 300.0
_GEOCODER_EXAMPLE = "https://geocoder.city.example/search?format=geocodejson"
_MOST_LINES = 1_000


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
class LanguageModelEndpoint:
    """Where a language model answers as OpenAI's chat completions do, and what it may take."""

    url: str
    """The address above `/chat/completions`, such as https://models.city.example/v1."""
    model: str
    key: str | None = field(default=None, repr=False)
    first_token_s: float = 8.0
    whole_s: float = 25.0
    """Seconds from the question to the first of the answer, and to all of it."""
    tokens_a_day: int = 2_000_000
    """Tokens of a day of the city; 0 for as many as are wanted."""


@dataclass(frozen=True, slots=True)
class GeocoderEndpoint:
    """Where a geocoder answers as GeocodeJSON's search does: an address becomes points."""

    url: str = field(repr=False)
    """The address of its search, with what it wants to be told besides, such as `?format=geocodejson`."""
    key: str | None = field(default=None, repr=False)
    asked_s: float = 1.5
    """Seconds that somebody waits for it."""


@dataclass(frozen=True, slots=True)
class EmbeddingEndpoint:
    """Where a model answers as OpenAI's embeddings do: a text becomes a vector that is near those of like meaning."""

    url: str
    """The address above `/embeddings`."""
    model: str
    key: str | None = field(default=None, repr=False)
    asked_s: float = 0.5
    """Seconds that a search waits for it."""


@dataclass(frozen=True, slots=True)
class SpeechEndpoint:
    """Where words become speech as OpenAI's `/audio/speech` does."""

    url: str
    """The address above `/audio/speech`."""
    model: str
    voice: str
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Asterisk:
    """The telephone exchange that has the lines, and where it finds what it is to play."""

    url: str
    """Where its interface (ARI) answers, such as http://127.0.0.1:8088."""
    password: str = field(repr=False)
    sounds: Path
    """A folder that both see under this path: what is said is put there for it."""
    lines: int = 100
    """Calls at once; whoever calls beyond that hears that all lines are busy."""


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
    language_model: LanguageModelEndpoint | None = None
    """What phrases the chatbot's answers; None: nothing leaves the house, and they are the articles' own."""
    voice_socket: Path | None = None
    """Where the voice process answers; None where calls in the browser are not taken."""
    speech: SpeechEndpoint | None = None
    """What speaks to callers; None: espeak-ng, where the machine has it."""
    asterisk: Asterisk | None = None
    """What has the telephone lines; None: calls come from browsers only."""
    open311_jurisdiction: str = "sori"
    """What this city is called in Open311, where it is called anything."""
    embedding: EmbeddingEndpoint | None = None
    """What lets the search find by meaning; None: it finds by words."""
    geocoder: GeocoderEndpoint | None = None
    """What knows where addresses are; None: they are known by the names in them."""
    sms: SmppProvider | None = None
    """Who brings text messages to phones; None: they are kept and shown, and nothing leaves the house."""
    email: SmtpProvider | None = None
    """Who takes email; None: it is kept and shown, and nothing leaves the house."""
    sms_an_hour: int = SMS_AN_HOUR
    email_an_hour: int = EMAIL_AN_HOUR
    """Messages that are sent in an hour at most, so that a fault doesn't write to the whole city."""


def from_environment() -> Settings:
    """Reads the settings that the supervisor (`sori run`) or an operator put in the environment.

    `DATABASE_URL` and `SORI_SECRET` are required; `SORI_HOST` (127.0.0.1), `SORI_PORT` (8120),
    `SORI_SECURE_COOKIES` (0), `SORI_SIMULATOR_KEY`, `SORI_METRICS_TOKEN`, `SORI_TRUSTED_PROXIES`, `SORI_PUBLIC_URL`
    (none), `SORI_UNLIMITED` (loopback), `SORI_WEBHOOKS` (1), `SORI_WEBHOOKS_PRIVATE` (0), `SORI_CHATBOT` (1) and
    `SORI_OPEN311_JURISDICTION` (sori) have defaults; `SORI_SEARCH_SOCKET` names the search process and
    `SORI_VOICE_SOCKET` the voice process. With `SORI_OIDC_ISSUER` come `SORI_OIDC_CLIENT_ID` and
    `SORI_OIDC_CLIENT_SECRET`, and perhaps `SORI_OIDC_NAME`, `SORI_OIDC_ROLES_CLAIM` and `SORI_OIDC_ROLES`; with
    `SORI_LLM_URL` what `language_model` tells, with `SORI_EMBEDDING_URL` what `embedding` does, and with
    `SORI_TTS_URL` what `speech` does; with `SORI_GEOCODER_URL` what `geocoder` does; with `SORI_ASTERISK_URL` what
    `asterisk` does; with `SORI_SMPP_URL` and `SORI_SMTP_URL` what `platform.providers` tells.
    """
    public_url = (os.environ.get("SORI_PUBLIC_URL") or "").rstrip("/") or None
    search_socket = os.environ.get("SORI_SEARCH_SOCKET")
    voice_socket = os.environ.get("SORI_VOICE_SOCKET")
    sms_an_hour, email_an_hour = most_an_hour()
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
        open311_jurisdiction=os.environ.get("SORI_OPEN311_JURISDICTION") or "sori",
        language_model=language_model(),
        embedding=embedding(),
        geocoder=geocoder(),
        voice_socket=Path(voice_socket) if voice_socket else None,
        speech=speech(),
        asterisk=asterisk(),
        sms=smpp_provider(),
        email=smtp_provider(),
        sms_an_hour=sms_an_hour,
        email_an_hour=email_an_hour,
    )


def language_model(keys: Mapping[str, str] = os.environ) -> LanguageModelEndpoint | None:
    """The language model's endpoint where `SORI_LLM_URL` names one, with `SORI_LLM_MODEL`.

    `SORI_LLM_KEY` is its key, if it wants one (`endpoint_keys`); `SORI_LLM_FIRST_TOKEN_S` (8), `SORI_LLM_TIMEOUT_S`
    (25) and `SORI_LLM_TOKENS_A_DAY` (2,000,000; 0: no end) have defaults.
    """
    url = _endpoint_url("SORI_LLM_URL", "/chat/completions")
    if url is None:
        return None
    usual = LanguageModelEndpoint("", "")
    return LanguageModelEndpoint(
        url=url,
        model=_required("SORI_LLM_MODEL"),
        key=keys.get("SORI_LLM_KEY") or None,
        first_token_s=_positive("SORI_LLM_FIRST_TOKEN_S", usual.first_token_s),
        whole_s=_positive("SORI_LLM_TIMEOUT_S", usual.whole_s),
        tokens_a_day=_tokens("SORI_LLM_TOKENS_A_DAY", usual.tokens_a_day),
    )


def embedding(keys: Mapping[str, str] = os.environ) -> EmbeddingEndpoint | None:
    """The embedding model's endpoint where `SORI_EMBEDDING_URL` names one, with `SORI_EMBEDDING_MODEL`.

    `SORI_EMBEDDING_KEY` is its key, if it wants one (`endpoint_keys`); `SORI_EMBEDDING_TIMEOUT_S` is 0.5.
    """
    url = _endpoint_url("SORI_EMBEDDING_URL", "/embeddings")
    if url is None:
        return None
    return EmbeddingEndpoint(
        url=url,
        model=_required("SORI_EMBEDDING_MODEL"),
        key=keys.get("SORI_EMBEDDING_KEY") or None,
        asked_s=_positive("SORI_EMBEDDING_TIMEOUT_S", EmbeddingEndpoint("", "").asked_s),
    )


def geocoder(keys: Mapping[str, str] = os.environ) -> GeocoderEndpoint | None:
    """The geocoder's search where `SORI_GEOCODER_URL` names one, with what it is always asked with.

    `SORI_GEOCODER_KEY` is its key, if it wants one (`endpoint_keys`); `SORI_GEOCODER_TIMEOUT_S` is 1.5.
    """
    url = os.environ.get("SORI_GEOCODER_URL")
    if not url:
        return None
    address, _, always = url.partition("?")
    if not _is_address(address) or "#" in always:
        raise SystemExit(f"SORI_GEOCODER_URL: write it like {_GEOCODER_EXAMPLE}; a key belongs in SORI_GEOCODER_KEY.")
    return GeocoderEndpoint(
        url=url,
        key=keys.get("SORI_GEOCODER_KEY") or None,
        asked_s=_positive("SORI_GEOCODER_TIMEOUT_S", GeocoderEndpoint("").asked_s),
    )


def speech(keys: Mapping[str, str] = os.environ) -> SpeechEndpoint | None:
    """The speaking model's endpoint where `SORI_TTS_URL` names one, with `SORI_TTS_MODEL` and `SORI_TTS_VOICE`.

    `SORI_TTS_KEY` is its key, if it wants one (`endpoint_keys`).
    """
    url = _endpoint_url("SORI_TTS_URL", "/audio/speech")
    if url is None:
        return None
    return SpeechEndpoint(
        url, _required("SORI_TTS_MODEL"), _required("SORI_TTS_VOICE"), keys.get("SORI_TTS_KEY") or None
    )


def asterisk(keys: Mapping[str, str] = os.environ) -> Asterisk | None:
    """The telephone exchange where `SORI_ASTERISK_URL` names one, with the folder `SORI_ASTERISK_SOUNDS`.

    `SORI_ASTERISK_PASSWORD` is Sori's own there (`endpoint_keys`); `SORI_ASTERISK_LINES` is 100.
    """
    url = _endpoint_url("SORI_ASTERISK_URL", "/ari")
    if url is None:
        return None
    sounds = Path(_required("SORI_ASTERISK_SOUNDS"))
    if not sounds.is_absolute():
        raise SystemExit(f"SORI_ASTERISK_SOUNDS: write the whole path of a folder, from / on; not {sounds}")
    password = keys.get("SORI_ASTERISK_PASSWORD")
    if not password:
        raise SystemExit("SORI_ASTERISK_PASSWORD is not set. `sori voice setup` makes it, and keeps it in the state.")
    given = os.environ.get("SORI_ASTERISK_LINES") or "100"
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= _MOST_LINES:
        raise SystemExit(f"SORI_ASTERISK_LINES: write a number of calls, 1 to {_MOST_LINES}; not {given}")
    return Asterisk(url, password, sounds, int(given))


def endpoint_keys(state_folder: Path) -> dict[str, str]:
    """The keys and passwords that there are, from the environment or their files."""
    found = {}
    for name, file in ENDPOINT_KEYS.items():
        path = state_folder / file
        if key := os.environ.get(name) or (path.read_text("utf-8").strip() if path.exists() else ""):
            found[name] = key
    return found


def _endpoint_url(name: str, method: str) -> str | None:
    url = os.environ.get(name)
    if not url:
        return None
    if not _is_address(url):
        # What is wrong with it is not told with it: somebody may have put a key there.
        key = name.replace("_URL", "_KEY")
        raise SystemExit(f"{name}: write it like https://models.city.example/v1; a key belongs in {key}.")
    return url.rstrip("/").removesuffix(method)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return fits and parts.username is None and parts.password is None and not (parts.query or parts.fragment)


def _positive(name: str, default: float) -> float:
    given = os.environ.get(name) or str(default)
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_WAIT_S:
        raise SystemExit(f"{name}: write seconds, more than 0 and at most {_LONGEST_WAIT_S:.0f}; not {given}")
    return seconds


def _tokens(name: str, default: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isascii() or not given.isdigit():
        raise SystemExit(f"{name}: write a number of tokens, 0 for as many as are wanted; not {given}")
    return int(given)


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
