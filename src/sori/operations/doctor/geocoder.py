"""A check of the geocoder, where one is configured."""

from datetime import UTC, datetime

from sori.operations.doctor.model import Finding, good
from sori.operations.doctor.model_endpoint import no_answer
from sori.platform.geocoder import Geocoder
from sori.platform.model_endpoint import ModelError
from sori.platform.settings import GeocoderEndpoint


async def answers(endpoint: GeocoderEndpoint) -> Finding:
    """Whether it answers as it should, in the time that somebody with an address waits for it."""
    geocoder = Geocoder(endpoint, lambda: datetime.now(UTC), logged=False)
    try:
        await geocoder.answers()
    except ModelError as error:
        asked_for = "SORI_{of}_URL the address of its search, with all that it wants besides q and limit"
        return no_answer("geocoder", "its search", error, "GEOCODER", "GeocodeJSON", asked_for)
    finally:
        await geocoder.close()
    return good("geocoder", "it answers")
