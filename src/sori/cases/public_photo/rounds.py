"""What time makes due of photos: the public copies of those that came in.

Apart from the use cases, since the classifiers take 150 MB that none but the worker needs.
"""

import asyncio
from datetime import datetime

from sori.cases.forms import PublicPhotos
from sori.cases.public_photo import store
from sori.cases.public_photo.copy import covered
from sori.cases.public_photo.finding import found
from sori.platform.database import Transaction

EVERY_S = 1.0


async def copy_next(transaction: Transaction, now: datetime) -> None:
    """Proposes the copy of one photo; shows it where its form says that it needn't be looked at before."""
    photo = await store.next_photo(transaction)
    if photo is None:
        return
    if photo.public_photos is not PublicPhotos.NEVER:
        areas = await asyncio.to_thread(found, photo.content)
        content = await asyncio.to_thread(covered, photo.content, areas)
        shown = photo.public_photos is PublicPhotos.COVERED
        await store.add(transaction, photo.id, areas, content, shown, now)
    await store.looked_over(transaction, photo.id)
