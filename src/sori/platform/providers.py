"""Who brings outgoing messages to citizens, as the environment names them: an SMPP and an SMTP server."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit

PROVIDER_PASSWORDS = {"SORI_SMPP_PASSWORD": "smpp-password", "SORI_SMTP_PASSWORD": "smtp-password"}
"""Passwords at the providers, with the files in the state folder that may hold them."""
SMS_AN_HOUR, EMAIL_AN_HOUR = 600, 2_000
_FASTEST = 1_000


@dataclass(frozen=True, slots=True)
class SmppProvider:
    """A text message provider's SMPP server, and how it wants to be spoken to."""

    host: str
    port: int
    tls: bool
    system_id: str
    sender: str
    """The number or name that citizens see."""
    password: str = field(default="", repr=False)
    system_type: str = ""
    per_s: float = 10.0
    """Parts a second at most."""
    payload: bool = False
    """Whether a long text goes whole (message_payload), in place of parts that the phone puts together."""
    national: bool = False
    """Whether numbers are sent as they are dialled in the country, in place of their international form."""
    enquire_s: float = 30.0


@dataclass(frozen=True, slots=True)
class SmtpProvider:
    """A mail server that takes the centre's email."""

    host: str
    port: int
    tls: bool
    """TLS from the first byte; else STARTTLS, unless `plain`."""
    sender: str
    """As in the header, such as 한빛시 120 <noreply@city.example>."""
    plain: bool = False
    """Without any TLS: for a relay on this machine or in the own network."""
    login: str | None = None
    password: str = field(default="", repr=False)

    @property
    def sender_address(self) -> str:
        """The sender's bare address."""
        return parseaddr(self.sender)[1]


def smpp_provider(passwords: Mapping[str, str] = os.environ) -> SmppProvider | None:
    """The SMPP server where `SORI_SMPP_URL` names one (smpp://host:2775, smpps:// with TLS).

    `SORI_SMPP_SYSTEM_ID` and `SORI_SMPP_SENDER` come with it, and perhaps `SORI_SMPP_PASSWORD`,
    `SORI_SMPP_SYSTEM_TYPE`, `SORI_SMPP_PER_S` (10), `SORI_SMPP_LONG` (parts; or payload) and `SORI_SMPP_NUMBERS`
    (international; or national). SystemExit tells what is wrong with them.
    """
    parts = _url("SORI_SMPP_URL", {"smpp": 2775, "smpps": 3550}, "smpp://smsc.provider.example:2775")
    if parts is None:
        return None
    usual = SmppProvider("", 0, False, "", "")
    return SmppProvider(
        host=parts.hostname or "",
        port=parts.port or {"smpp": 2775, "smpps": 3550}[parts.scheme],
        tls=parts.scheme == "smpps",
        system_id=_ascii("SORI_SMPP_SYSTEM_ID", 15),
        sender=_ascii("SORI_SMPP_SENDER", 20),
        password=_short(passwords.get("SORI_SMPP_PASSWORD") or "", "SORI_SMPP_PASSWORD", 8),
        system_type=_short(os.environ.get("SORI_SMPP_SYSTEM_TYPE") or "", "SORI_SMPP_SYSTEM_TYPE", 12),
        per_s=_number("SORI_SMPP_PER_S", usual.per_s, 1, _FASTEST),
        payload=_choice("SORI_SMPP_LONG", ("parts", "payload")) == "payload",
        national=_choice("SORI_SMPP_NUMBERS", ("international", "national")) == "national",
    )


def smtp_provider(passwords: Mapping[str, str] = os.environ) -> SmtpProvider | None:
    """The mail server where `SORI_SMTP_URL` names one (smtp://host:587 with STARTTLS, smtps://host:465).

    `SORI_SMTP_SENDER` comes with it, and perhaps `SORI_SMTP_LOGIN` with `SORI_SMTP_PASSWORD`; `SORI_SMTP_PLAIN` (0)
    goes without TLS. SystemExit tells what is wrong with them.
    """
    parts = _url("SORI_SMTP_URL", {"smtp": 587, "smtps": 465}, "smtp://mail.city.example:587")
    if parts is None:
        return None
    sender = os.environ.get("SORI_SMTP_SENDER") or ""
    if "@" not in parseaddr(sender)[1] or any(sign in sender for sign in "\r\n"):
        raise SystemExit("SORI_SMTP_SENDER: write who the email is from, like 한빛시 120 <noreply@city.example>")
    return SmtpProvider(
        host=parts.hostname or "",
        port=parts.port or {"smtp": 587, "smtps": 465}[parts.scheme],
        tls=parts.scheme == "smtps",
        sender=sender,
        plain=os.environ.get("SORI_SMTP_PLAIN", "0") == "1",
        login=os.environ.get("SORI_SMTP_LOGIN") or None,
        password=passwords.get("SORI_SMTP_PASSWORD") or "",
    )


def most_an_hour() -> tuple[int, int]:
    """Text messages and emails that are sent in an hour at most: `SORI_SMS_AN_HOUR`, `SORI_EMAIL_AN_HOUR`."""
    most = 1_000_000
    return (
        int(_number("SORI_SMS_AN_HOUR", SMS_AN_HOUR, 1, most)),
        int(_number("SORI_EMAIL_AN_HOUR", EMAIL_AN_HOUR, 1, most)),
    )


def _url(name: str, ports: Mapping[str, int], example: str) -> SplitResult | None:
    url = os.environ.get(name)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ports and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.username is not None or parts.password is not None or parts.path.strip("/") or parts.query:
        # What is wrong with it is not told with it: somebody may have put a password there.
        raise SystemExit(f"{name}: write it like {example}; a password belongs in {name.replace('_URL', '_PASSWORD')}.")
    return parts


def _ascii(name: str, longest: int) -> str:
    given = os.environ.get(name)
    if not given:
        raise SystemExit(f"{name} is not set; SORI_SMPP_URL needs it.")
    return _short(given, name, longest)


def _short(given: str, name: str, longest: int) -> str:
    if not given.isascii() or len(given) > longest:
        raise SystemExit(f"{name}: SMPP takes at most {longest} signs of ASCII.")
    return given


def _choice(name: str, choices: tuple[str, ...]) -> str:
    given = os.environ.get(name) or choices[0]
    if given not in choices:
        raise SystemExit(f"{name}: write {' or '.join(choices)}; not {given}")
    return given


def _number(name: str, default: float, least: float, most: float) -> float:
    given = os.environ.get(name) or str(default)
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    if not least <= number <= most:
        raise SystemExit(f"{name}: write a number from {least:,.0f} to {most:,.0f}; not {given}")
    return number
