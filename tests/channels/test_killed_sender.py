"""Whatever moment the worker is killed at, every text message leaves, and none twice that was known to be taken."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from message_centre import MessageCentre

from factories import rows, until
from sori.conversations.outbox import service
from sori.conversations.outbox.model import Outgoing, OutgoingChannel
from sori.platform.database import Database

TEXT = Outgoing("", OutgoingChannel.SMS, "010-1234-5678")


@contextmanager
def worker(database_url: str, centre: MessageCentre) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SORI_SECRET": "of this test",
        "SORI_SMPP_URL": f"smpp://127.0.0.1:{centre.port}",
        "SORI_SMPP_SYSTEM_ID": "sori",
        "SORI_SMPP_SENDER": "1200120",
        "SORI_SMPP_PER_S": "50",
    }
    process = subprocess.Popen([sys.executable, "-m", "sori.cli", "worker"], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
async def test_every_message_leaves_and_none_twice_that_was_known_to_be_taken(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as transaction:
        for number in range(60):
            new = replace(TEXT, key=f"test:{number}", to=f"0101234{number:04}", text=f"{number} test")
            await service.put(transaction, new, datetime.now(UTC))
    async with MessageCentre().running() as centre:
        for most in (12, 35):
            with worker(database_url, centre) as process:
                await until(lambda most=most: len(centre.taken) >= most, 60)
                process.kill()
            # What the dead worker had in hand is taken up when its claim is over; the test doesn't wait for that.
            await rows(database_url, "update outgoing_message set claimed_until = now() where state = 'sending'")

        async def all_sent() -> bool:
            left = await rows(database_url, "select count(*) from outgoing_message where state <> 'sent'")
            return left == [(0,)]

        with worker(database_url, centre):
            await until(all_sent, 60)
    arrived = Counter(int(text.split()[0]) for text in centre.texts())
    assert set(arrived) == set(range(60))
    for text, unclear in await rows(database_url, "select body, unclear from outgoing_message"):
        assert arrived[int(text.split()[0])] <= 1 + unclear
    # A kill costs at most what was in hand at that moment.
    assert sum(arrived.values()) - 60 <= 2 * 10
