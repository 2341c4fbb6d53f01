"""Fixtures for tests of cases."""

import pytest

from case_files import DISTRICTS, NEIGHBOURHOODS, Files, bounds, brings_in
from factories import Clock
from running import People


@pytest.fixture
async def placed_files(people: People, clock: Clock) -> Files:
    """Who files cases in a city of two districts, in both of which is a 신사동."""
    await brings_in(people.database, clock())
    done = await bounds(people.database, clock(), *DISTRICTS, *NEIGHBOURHOODS)
    assert (done.added, done.rejected) == (5, [])
    return Files(people.database)
