"""How many tokens of a language model may be used on a day of the city, counted over all processes and machines.

What an answer may take is set aside before it is asked for, and put right when it is known: so those who ask at once
don't use up more together than there is, and a process that dies leaves what it set aside counted as used.
"""

from datetime import date

from sori.platform.database import Transaction


async def set_aside(transaction: Transaction, day: date, tokens: int, most: int) -> bool:
    """Sets tokens of a day aside; gives whether there are so many left of `most`, 0 being without end."""
    await transaction.execute(
        "insert into language_model_day (day, tokens) values (%s, 0) on conflict (day) do nothing", (day,)
    )
    changed = await transaction.execute(
        """update language_model_day set tokens = tokens + %(tokens)s
           where day = %(day)s and (%(most)s = 0 or tokens + %(tokens)s <= %(most)s)""",
        {"day": day, "tokens": tokens, "most": most},
    )
    return changed > 0


async def put_right(transaction: Transaction, day: date, set_aside_: int, used: int) -> None:
    """Counts what was used instead of what was set aside."""
    await transaction.execute(
        "update language_model_day set tokens = greatest(0, tokens + %s) where day = %s", (used - set_aside_, day)
    )


async def used(transaction: Transaction, day: date) -> int:
    """The tokens of a day that are used or set aside."""
    return await transaction.value(int, "select tokens from language_model_day where day = %s", (day,)) or 0
