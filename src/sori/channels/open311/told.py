"""What is answered, as GeoReport v2 names it."""

from collections.abc import Mapping
from datetime import tzinfo

from sori.cases.forms import Form, FormQuestion, QuestionKind
from sori.cases.published_store import PublishedCase
from sori.channels.open311.written import Value
from sori.platform.translation import Language, Text, translated

CHANGESET = "2026-12-01T00:00:00+00:00"
"""When what is answered last changed its shape."""
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_DATA_TYPES = {QuestionKind.CHOICE: "singlevaluelist", QuestionKind.TIME: "datetime"}


def discovery(url: str, city: str) -> Mapping[str, Value]:
    """Where the service is, and in which formats."""
    endpoint: Mapping[str, Value] = {
        "specification": _SPECIFICATION,
        "url": url,
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {"changeset": CHANGESET, "contact": city, "key_service": city, "endpoints": [endpoint]}


def service(form: Form, language: Language) -> Mapping[str, Value]:
    """A service of the list."""
    name = getattr(form.name, language)
    group = "" if form.group is None else getattr(form.group, language)
    return {
        "service_code": form.code,
        "service_name": name,
        "description": name,
        "metadata": bool(attributes_of(form)),
        "type": "realtime",
        "keywords": ", ".join(filter(None, [group, *form.phrasings[:3]])),
        "group": group,
    }


def definition(form: Form, language: Language) -> Mapping[str, Value]:
    """What a service asks for beside the place and photos."""
    asked = [_attribute(order, one, language) for order, one in enumerate(attributes_of(form), 1)]
    return {"service_code": form.code, "attributes": asked}


def attributes_of(form: Form) -> list[FormQuestion]:
    """The questions of a form that are attributes: all but the first place, which has parameters, and photos."""
    place = place_question(form)
    return [one for one in form.questions if one is not place and one.kind is not QuestionKind.PHOTO]


def place_question(form: Form) -> FormQuestion | None:
    """The question that the place of a request answers."""
    return next((one for one in form.questions if one.kind is QuestionKind.PLACE), None)


def _attribute(order: int, question: FormQuestion, language: Language) -> Mapping[str, Value]:
    values: list[Value] = [{"key": one.ko, "name": _named(one, language)} for one in question.choices]
    return {
        "variable": True,
        "code": question.code,
        "datatype": _DATA_TYPES.get(question.kind, "text"),
        "required": question.required,
        "datatype_description": "",
        "order": order,
        "description": _named(question.ask, language),
        "values": values,
    }


def request(
    one: PublishedCase, zone: tzinfo, language: Language, site: str, *, extensions: bool
) -> Mapping[str, Value]:
    """A request as everybody may see it; with extensions also the district, neighbourhood and all photos.

    `site` is the address under which browsers reach the centre.
    """
    names = [_named(name, language) for name in (one.place.district, one.place.neighbourhood) if name]
    photos: list[Value] = [f"{site}/api/public/photos/{photo}" for photo in one.photos]
    department = _named(one.department, language)
    received = one.received_at.astimezone(zone)
    told: dict[str, Value] = {
        "service_request_id": one.number,
        "status": "open" if one.open else "closed",
        "status_notes": translated(language, f"open311.state.{one.state}", department=department),
        "service_name": _named(one.type_name, language),
        "service_code": one.type_code,
        "description": one.description,
        "agency_responsible": department,
        "service_notice": None,
        "requested_datetime": received,
        "updated_datetime": one.updated_at.astimezone(zone),
        "expected_datetime": None if one.due_at is None else one.due_at.astimezone(zone),
        "address": " ".join(names) or None,
        "address_id": None,
        "zipcode": None,
        "lat": one.place.latitude,
        "long": one.place.longitude,
        "media_url": photos[0] if photos else None,
    }
    if extensions:
        district, neighbourhood = one.place.district, one.place.neighbourhood
        told["extended_attributes"] = {
            "district": None if district is None else _named(district, language),
            "neighbourhood": None if neighbourhood is None else _named(neighbourhood, language),
            "media_urls": photos,
        }
    return told


def _named(text: Text, language: Language) -> str:
    name: str = getattr(text, language)
    return name
