"""Use cases of addresses where the city has a geocoder, which is asked before the transaction that needs its answer."""

from dataclasses import replace

from sori.cases import place, places, service
from sori.cases.filing import FilledForm
from sori.cases.forms import QuestionKind
from sori.cases.model import Point
from sori.cases.place import Certainty, PlaceTold
from sori.geo.atlas import Atlas
from sori.language.masking import masked
from sori.platform.database import Database
from sori.platform.geocoder import Geocoder
from sori.platform.model_endpoint import ModelError


async def named(database: Database, geocoder: Geocoder | None, address: str) -> PlaceTold:
    """Where an address is: by the names in it, and to the house where the geocoder knows it."""
    async with database.reading() as transaction:
        atlas = await places.atlas(transaction)
    return await _told(atlas, geocoder, address)


async def located(database: Database, geocoder: Geocoder | None, filled: FilledForm) -> FilledForm:
    """A form about to be filed, with the place of its address where that is known to the house; else as it was.

    What its citizen showed on the map or chose among areas stands.
    """
    if geocoder is None or filled.place.point is not None or filled.place.district is not None:
        return filled
    async with database.reading() as transaction:
        atlas = await places.atlas(transaction)
        forms = await service.offered(transaction, {filled.form})
    questions = [one.code for form in forms for one in form.questions if one.kind is QuestionKind.PLACE]
    address = next((said for code in questions if (said := filled.answers.get(code, "").strip())), "")
    if not address:
        return filled
    told = await _told(atlas, geocoder, address)
    return filled if told.point is None else replace(filled, place=place.placed(told))


async def _told(atlas: Atlas, geocoder: Geocoder | None, address: str) -> PlaceTold:
    by_names = place.of_address(atlas, address)
    # Another city's address is none of ours, and whoever wrote a telephone number with it meant it for us alone.
    if geocoder is None or geocoder.rests or by_names.certainty is Certainty.OUTSIDE or masked(address) != address:
        return by_names
    try:
        found = await geocoder.points(address)
    except ModelError:
        return by_names  # told in the log and counted where it was asked
    return place.of_answers(atlas, by_names, [Point(*one) for one in found])
