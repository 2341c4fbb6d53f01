"""Asterisk's configuration for Sori: the lines of one SIP trunk lead into the application, and nothing else does.

Only the modules that this needs are loaded: what is not there cannot be attacked, and Asterisk is up in half a second.
"""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

APPLICATION = "sori"
"""What Sori is called in Asterisk: its application, its user, its music."""
TRUNK = "trunk"
"""The endpoint of the lines."""
CITIZEN = "citizen"
"""What the application is told of a line that somebody calls in on."""
MODULES = (
    *("pbx_config", "app_stasis", "bridge_simple", "bridge_softmix", "bridge_holding", "chan_pjsip", "chan_websocket"),
    *("chan_bridge_media", "codec_ulaw", "codec_alaw", "codec_a_mu", "codec_g722", "codec_resample", "format_sln"),
    *("format_pcm", "func_callerid", "func_channel", "res_sorcery_astdb", "res_sorcery_config", "res_sorcery_memory"),
    *("res_rtp_asterisk", "res_srtp", "res_crypto", "res_http_websocket", "res_websocket_client", "res_timing_timerfd"),
    *("res_musiconhold", "res_pjproject", "res_pjsip", "res_pjsip_acl", "res_pjsip_authenticator_digest"),
    *("res_pjsip_caller_id", "res_pjsip_dtmf_info", "res_pjsip_endpoint_identifier_ip", "res_pjsip_nat"),
    *("res_pjsip_endpoint_identifier_user", "res_pjsip_outbound_authenticator_digest", "res_pjsip_registrar"),
    *("res_pjsip_outbound_registration", "res_pjsip_pubsub", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp"),
    *("res_pjsip_session", "res_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_snoop", "res_ari"),
    *("res_stasis_recording", "res_stasis_device_state", "res_ari_applications", "res_ari_asterisk"),
    *("res_ari_bridges", "res_ari_channels", "res_ari_events", "res_ari_model", "res_ari_playbacks"),
)
# A host's name or address, and a number as trunks write it: nothing that could end a line of the configuration.
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_USER = re.compile(r"[A-Za-z0-9+._-]{1,64}")
_SECRET = re.compile(r"[\x21-\x3a\x3c-\x7e]{1,128}")
_HIGHEST_PORT = 65_535
_LEAST_PORTS = 20
"""Of sound: two a call, and a handful of calls."""


class ConfigurationUnusable(Exception):
    """A value with which Asterisk could not work; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """Whose lines they are: the provider's host, and how it knows us where it asks."""

    host: str
    port: int = 5060
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Machine:
    """What one Asterisk is to be: its trunk, its addresses, and what lets Sori in."""

    trunk: Trunk
    password: str = field(repr=False)
    """Sori's own at Asterisk's interface (ARI)."""
    music: Path
    """The folder with what waiting callers hear."""
    sip_address: str = "0.0.0.0"  # noqa: S104
    sip_port: int = 5060
    http_port: int = 8088
    """Of the interface, on loopback only."""
    sound_ports: tuple[int, int] = (10_000, 19_999)
    public_address: str | None = None
    """Where the provider reaches us, behind an address translation."""

    def check(self) -> None:
        """Raises ConfigurationUnusable for what Asterisk could not work with."""
        _fits("the trunk's host", self.trunk.host, _HOST, "a name or an address, such as sip.provider.example")
        for name, port in (
            ("the trunk's port", self.trunk.port),
            ("the SIP port", self.sip_port),
            ("the HTTP port", self.http_port),
            *(("the ports of sound", port) for port in self.sound_ports),
        ):
            if not 0 < port <= _HIGHEST_PORT:
                raise ConfigurationUnusable(f"{name}: {port} is none; write 1 to {_HIGHEST_PORT}")
        first, last = self.sound_ports
        if last - first + 1 < _LEAST_PORTS:
            raise ConfigurationUnusable(
                f"the ports of sound: {first}-{last} are too few; a call takes two, write at least {_LEAST_PORTS}"
            )
        for name, address in (("the SIP address", self.sip_address), ("the public address", self.public_address)):
            if address is not None:
                _address(name, address)
        if (self.trunk.user is None) != (self.trunk.password is None):
            raise ConfigurationUnusable("the trunk's user and its password go together; one of them is missing")
        if self.trunk.user is not None:
            _fits("the trunk's user", self.trunk.user, _USER, "letters, digits and + . _ -")
        for name, secret in (("the trunk's password", self.trunk.password), ("the password", self.password)):
            if secret is not None and _SECRET.fullmatch(secret) is None:
                # What is wrong with it is not told with it.
                raise ConfigurationUnusable(f"{name}: write up to 128 signs without spaces and semicolons")


def _fits(name: str, value: str, form: re.Pattern[str], asked: str) -> None:
    if form.fullmatch(value) is None:
        raise ConfigurationUnusable(f"{name}: write {asked}; not {value!r}")


def _address(name: str, value: str) -> None:
    try:
        ip_address(value)
    except ValueError:
        raise ConfigurationUnusable(f"{name}: write an IP address, such as 203.0.113.7; not {value!r}") from None


def files(machine: Machine) -> dict[str, str]:
    """The configuration files by name; raises ConfigurationUnusable."""
    machine.check()
    return {
        "modules.conf": "\n".join(["[modules]", "autoload = no", *(f"load = {name}.so" for name in MODULES), ""]),
        "http.conf": _HTTP.format(port=machine.http_port),
        "ari.conf": _ARI.format(name=APPLICATION, password=machine.password),
        "extensions.conf": _EXTENSIONS.format(name=APPLICATION, citizen=CITIZEN),
        "musiconhold.conf": _MUSIC.format(name=APPLICATION, folder=machine.music),
        "rtp.conf": _RTP.format(first=machine.sound_ports[0], last=machine.sound_ports[1]),
        "pjsip.conf": _pjsip(machine),
    }


def _pjsip(machine: Machine) -> str:
    trunk = machine.trunk
    transport = f"bind = {_bracketed(machine.sip_address)}:{machine.sip_port}"
    if machine.public_address is not None:
        public = machine.public_address
        transport += (
            f"\nexternal_signaling_address = {public}\nexternal_media_address = {public}"
            "\nlocal_net = 10.0.0.0/8\nlocal_net = 172.16.0.0/12\nlocal_net = 192.168.0.0/16\nlocal_net = 127.0.0.0/8"
        )
    text = _PJSIP.format(transport=transport, host=trunk.host, port=trunk.port)
    if trunk.user is not None:
        text += _REGISTRATION.format(host=trunk.host, port=trunk.port, user=trunk.user, password=trunk.password)
    return text


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


_HTTP = """[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = {port}
sessionlimit = 2000
session_keep_alive = 30000
"""
_ARI = """[general]
enabled = yes
pretty = no
websocket_write_timeout = 1000
[{name}]
type = user
read_only = no
password = {password}
password_format = plain
"""
# Where Sori is not there the caller hears that all lines are busy, and is not left in silence.
_EXTENSIONS = """[from-trunk]
exten => _[+0-9].,1,Goto(citizen,1)
exten => _[0-9],1,Goto(citizen,1)
exten => s,1,Goto(citizen,1)
exten => citizen,1,Stasis({name},{citizen})
 same => n,GotoIf($["${{STASISSTATUS}}" = "FAILED"]?away)
 same => n,Hangup()
 same => n(away),Congestion(10)
"""
_MUSIC = """[{name}]
mode = files
directory = {folder}
"""
_RTP = """[general]
rtpstart = {first}
rtpend = {last}
icesupport = no
strictrtp = yes
"""
# Sound always goes through Asterisk, since it plays and joins. A line on which nothing has come for two minutes is
# dead, and so is one that does not answer our keep-alive within the session timers.
_PJSIP = """[global]
type = global
user_agent = Sori
[udp]
type = transport
protocol = udp
{transport}
[trunk]
type = endpoint
transport = udp
context = from-trunk
disallow = all
allow = alaw,ulaw
dtmf_mode = auto
direct_media = no
rtp_symmetric = yes
rtp_timeout = 120
rtp_timeout_hold = 600
trust_id_inbound = yes
aors = trunk
[trunk]
type = aor
contact = sip:{host}:{port}
qualify_frequency = 60
[trunk]
type = identify
endpoint = trunk
match = {host}
"""
_REGISTRATION = """[trunk-auth]
type = auth
auth_type = userpass
username = {user}
password = {password}
[trunk](+)
type = endpoint
outbound_auth = trunk-auth
from_user = {user}
from_domain = {host}
[trunk-registration]
type = registration
transport = udp
outbound_auth = trunk-auth
server_uri = sip:{host}:{port}
client_uri = sip:{user}@{host}:{port}
contact_user = {user}
retry_interval = 30
forbidden_retry_interval = 600
line = yes
endpoint = trunk
"""
