"""How a centre calls back, in tests."""

import json
from typing import Any

from running import People

RULE = {
    "offer_after_s": 0,
    "offer_wait_s": 0,
    "first": "counsellor",
    "tries": 2,
    "pause_s": 60,
    "ring_s": 40,
    "at_closing": "keep",
}


async def calls_back(people: People, **rule: Any) -> None:
    async with people.database.transaction() as transaction:
        await transaction.execute(
            "update centre set callback = %s, version = pg_current_xact_id()::text::bigint",
            (json.dumps({**RULE, **rule}),),
        )
