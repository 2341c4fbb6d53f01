"""How often something may be asked: so much at once, then one every so many seconds, by address and browser.

Many citizens share one address (a telephone network's, a library's), so an address is allowed a crowd's share and a
browser a person's. Each web process counts for itself, in memory: with N processes up to N times as much is let in, and
a look costs about a microsecond. What must be counted exactly, failed log-ins, is counted in the database.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

_MOST_KEPT = 100_000
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Rate:
    """`at_once` without waiting, and one more every `every_s` seconds."""

    at_once: int
    every_s: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a route allows: by network address, and, where a cookie tells browsers apart, by browser."""

    name: str
    address: Rate
    browser: Rate | None = None
    cookie: str = ""


class Allowances:
    """What has been taken of all allowances lately, in this process.

    Kept of each is one moment: when all that was taken would have been asked for at the rate allowed, one after the
    other (the "theoretical arrival time" of the generic cell rate algorithm, ITU-T I.371).
    """

    def __init__(self, unlimited: str, clock: Callable[[], datetime]) -> None:
        self._unlimited = networks(unlimited)
        self._clock = clock
        self._taken_until: dict[tuple[str, str], float] = {}
        self.is_unlimited = lru_cache(maxsize=10_000)(self._is_unlimited)

    def take(self, allowance: Allowance, address: str, cookies: Mapping[str, str]) -> float:
        """Takes one of an allowance; gives 0, or, with nothing taken, the seconds until one may be taken."""
        if self.is_unlimited(address):
            return 0.0
        now = self._clock().timestamp()
        asked = [((allowance.name, _household(address)), allowance.address)]
        browser = cookies.get(allowance.cookie) if allowance.browser else None
        if browser and allowance.browser:
            asked.append(((allowance.name, f"browser {browser[:64]}"), allowance.browser))
        wait = 0.0
        for key, rate in asked:
            begun = max(now, self._taken_until.get(key, now))
            wait = max(wait, begun - now - (rate.at_once - 1) * rate.every_s)
        if wait > 0:
            return wait
        for key, rate in asked:
            self._taken_until[key] = max(now, self._taken_until.pop(key, now)) + rate.every_s
        if len(self._taken_until) > _MOST_KEPT:
            self._forget(now)
        return 0.0

    def _is_unlimited(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False  # what has no address, such as a socket of the machine's own, is limited together
        return any(parsed in network for network in self._unlimited)

    def _forget(self, now: float) -> None:
        """Forgets what is over, and if that is not enough the half that was taken longest ago: memory is bounded."""
        kept = [(key, until) for key, until in self._taken_until.items() if until > now]
        self._taken_until = dict(kept[len(kept) // 2 :] if len(kept) > _MOST_KEPT // 2 else kept)


def networks(listed: str) -> Sequence[Network]:
    """Networks and addresses from a list with commas; ValueError tells the one that is none."""
    return [ipaddress.ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip()]


def _household(address: str) -> str:
    """An IPv6 network gives each customer at least a /64: to count single addresses of it would count nothing."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
