"""What a request asks for, read from its parameters; all that is wrong is told at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from uuid import UUID, uuid4

from sori.cases.model import Point
from sori.cases.published_store import Wanted

LONGEST_TIME = timedelta(days=90)
MOST = 1_000
LONGEST_DESCRIPTION = 4_000
_LONGEST_VALUE = 1_000
_ATTRIBUTE = re.compile(r"attribute\[([a-z0-9-]{1,60})\](\[\])?")
_SPACED_ZONE = re.compile(r" (\d{2}:?\d{2})$")
Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a request: its text in `sori/translations` (`open311.<code>`), and what fills it."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Faulty(Exception):
    """A request that can't be answered: the status of the answer, and what is wrong."""

    def __init__(self, status: int, *faults: Fault) -> None:
        super().__init__(status, faults)
        self.status = status
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a service as it was posted."""

    key: UUID
    service_code: str
    point: Point | None
    address: str
    attributes: Mapping[str, str]
    description: str
    contact: str
    addresses: Sequence[str]
    """Where who asks may be reached, a telephone number and an email address, as they were given."""
    media_url: str


def wanted(given: Mapping[str, str], zone: tzinfo, now: datetime) -> Wanted:
    """Which requests are asked for: 90 days and 1,000 of them at most. Raises Faulty 400."""
    faults: list[Fault] = []
    page, size = _whole(given, "page", 1, 1_000_000, 1, faults), _whole(given, "page_size", 1, MOST, MOST, faults)
    numbers = _listed(given, "service_request_id")
    if numbers is not None:
        if faults:
            raise Faulty(400, *faults)
        return Wanted(numbers=numbers[:MOST], limit=size, offset=(page - 1) * size)
    since, until = _moment(given, "start_date", zone, faults), _moment(given, "end_date", zone, faults)
    states = set(_listed(given, "status") or ())
    if not states <= {"open", "closed"}:
        faults.append(Fault("status", {"found": given["status"][:50]}))
    if until is None:
        until = now if since is None else min(now, since + LONGEST_TIME)
    if since is None:
        since = until - LONGEST_TIME
    if until - since > LONGEST_TIME:
        faults.append(Fault("longer_than_90_days"))
    if faults:
        raise Faulty(400, *faults)
    open_ = None if len(states) != 1 else states == {"open"}
    return Wanted(None, _listed(given, "service_code"), open_, since, until, size, (page - 1) * size)


def posted(parameters: Parameters) -> Asked:
    """A request for a service; Raises Faulty 400 with all that is missing or wrong."""
    given = {name: value.replace("\0", "").strip() for name, value in reversed(parameters)}
    faults: list[Fault] = []
    if not given.get("service_code"):
        faults.append(Fault("missing", {"name": "service_code"}))
    point = _point(given, faults)
    address = given.get("address_string", "")
    if point is None and not address and not faults:
        faults.append(Fault("no_place"))
    for name, longest in (("description", LONGEST_DESCRIPTION), ("address_string", _LONGEST_VALUE)):
        if len(given.get(name, "")) > longest:
            faults.append(Fault("too_long", {"name": name, "longest": longest}))
    if faults:
        raise Faulty(400, *faults)
    contact = [given.get(name, "")[:200] for name in ("last_name", "first_name", "phone", "email")]
    return Asked(
        key=_key(given.get("token", "")),
        service_code=given["service_code"],
        point=point,
        address=address,
        attributes=_attributes(parameters),
        description=given.get("description", ""),
        contact=" ".join(filter(None, contact)),
        addresses=[given[name] for name in ("phone", "email") if given.get(name, "").strip()],
        media_url=given.get("media_url", "")[:_LONGEST_VALUE],
    )


def _attributes(parameters: Parameters) -> Mapping[str, str]:
    """`attribute[code]` and `attribute[code][]`; several values of one code stand one after the other."""
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        match = _ATTRIBUTE.fullmatch(name)
        if match and value.strip():
            found.setdefault(match[1], []).append(value.strip()[:_LONGEST_VALUE])
    return {code: ", ".join(values) for code, values in found.items()}


def _key(text: str) -> UUID:
    """The client's own token, by which the same request is made once; a new one where it gave none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _point(given: Mapping[str, str], faults: list[Fault]) -> Point | None:
    said = [given.get("lat", ""), given.get("long", "")]
    if not any(said):
        return None
    try:
        latitude, longitude = map(float, said)
    except ValueError:
        faults.append(Fault("point"))
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        faults.append(Fault("point"))
        return None
    return Point(longitude, latitude)


def _whole(given: Mapping[str, str], name: str, least: int, most: int, usual: int, faults: list[Fault]) -> int:
    said = given.get(name, "").strip()
    if not said:
        return usual
    if not re.fullmatch(r"\d{1,9}", said) or not least <= int(said) <= most:
        faults.append(Fault("number", {"name": name, "least": least, "most": most}))
        return usual
    return int(said)


def _listed(given: Mapping[str, str], name: str) -> list[str] | None:
    """The values of a list with commas; None where it isn't given."""
    found = [one.strip() for one in given.get(name, "").replace("\0", "").split(",") if one.strip()]
    return found or None


def _moment(given: Mapping[str, str], name: str, zone: tzinfo, faults: list[Fault]) -> datetime | None:
    """A moment; without a zone it is the city's. A plus that was sent bare in an address arrives as a space."""
    said = given.get(name, "").strip()
    if not said:
        return None
    try:
        found = datetime.fromisoformat(_SPACED_ZONE.sub(r"+\1", said) if "T" in said else said)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        faults.append(Fault("moment", {"name": name, "found": said[:50]}))
        return None
