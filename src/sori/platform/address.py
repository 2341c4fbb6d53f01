"""Which addresses may be called: those of the world, not those of our own house (server-side request forgery).

A name is resolved once a try, all that it resolves to is checked, and what was checked is called: a name that answers
differently the second time gains nothing.
"""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from sori.platform.problem import Problem

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LONGEST = 2_000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(Exception):
    """The name leads into a private network."""


def check(address: str, *, private: bool) -> None:
    """Raises Problem 422 for an address that can never be called: `https`, `http` too where `private` ones may be."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Problem(422, "webhook_address", field="address") from None
    schemes = ("https", "http") if private else ("https",)
    plain = address.isascii() and address.isprintable() and " " not in address
    if len(address) > _LONGEST or not plain or parts.scheme not in schemes or not host or port == 0:
        raise Problem(422, "webhook_address", field="address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Problem(422, "webhook_address", field="address")
    literal = _literal(host)
    if literal is not None and not private and not is_public(literal):
        raise Problem(422, "webhook_address_private", field="address")


async def resolved(host: str, port: int, *, private: bool) -> str:
    """One address of a host, checked with all its others. Raises Forbidden, or OSError for a name that nobody knows."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if not private and not all(is_public(address) for address in addresses):
        raise Forbidden(host)
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether an address is somewhere in the world; one that carries another address stands for that one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
