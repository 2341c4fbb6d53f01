"""What callers are told, in words: sayings made of the centre's texts and ours."""

import math
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sori.calls.leg import Saying
from sori.calls.reception import Missed, Option, Standing, Welcome
from sori.platform.translation import Language, Text, translated

REPEAT_KEY, TEXT_KEY = "*", "#"


def in_language(text: Text, language: Language) -> str:
    """A text of the centre in the caller's language."""
    return text.ko if language is Language.KO else text.en


def greeting(welcome: Welcome, language: Language) -> Saying:
    """Who answers, and what is announced at the moment."""
    hello = translated(language, "call.welcome", city=in_language(welcome.city, language))
    announced = [in_language(text, language) for text in welcome.announced]
    return Saying("greeting", " ".join([hello, *announced]), language, _keys(welcome.menu, ""))


def menu(welcome: Welcome, above: str, language: Language) -> Saying:
    """The choices directly below `above`, each with its last key, and the way to a text message."""
    choices = below(welcome.menu, above)
    told = [
        translated(language, "call.option", label=in_language(one.label, language), key=one.key[len(above) :])
        for one in choices
    ]
    words = translated(language, "call.menu", options=", ".join(told))
    if not welcome.texts:
        return Saying("menu", words, language, _keys(choices, above))
    words = f"{words} {translated(language, 'call.text_offer')}"
    return Saying("menu", words, language, (*_keys(choices, above), TEXT_KEY))


def below(options: Sequence[Option], above: str) -> list[Option]:
    """The options exactly one key below `above`."""
    return [one for one in options if one.key.startswith(above) and len(one.key) == len(above) + 1]


def missed(miss: Missed, zone: str, language: Language) -> Saying:
    """Why a key, or none, led nowhere."""
    if miss.opens_at is not None:
        local = miss.opens_at.astimezone(ZoneInfo(zone))
        opens = local.strftime("%-m월 %-d일 %H시 %M분" if language is Language.KO else "%H:%M on %-d %B")
        return Saying("closed_until", translated(language, "call.missed_closed_until", opens=opens), language)
    return said(f"missed_{miss.why}", language)


def said(code: str, language: Language) -> Saying:
    """A fixed saying by its code."""
    return Saying(code, translated(language, f"call.{code}"), language)


def notice(standing: Standing, callback_key: str, language: Language) -> Saying:
    """The place in the queue, the wait to be expected where it is known, and the offer to be called back."""
    told = [translated(language, "call.congested")] if standing.congested else []
    if standing.place <= 1:
        told.append(translated(language, "call.place_next"))
    else:
        told.append(translated(language, "call.place", place=standing.place))
    if standing.high_s is not None:
        low, high = (standing.low_s or 0) // 60, max(1, math.ceil(standing.high_s / 60))
        code = "call.wait_range" if low >= 1 and low < high else "call.wait_up_to"
        told.append(translated(language, code, low=low, high=high))
    if standing.may_be_called_back:
        told.append(translated(language, "call.callback_offer", key=callback_key))
    return Saying("notice", " ".join(told), language, (callback_key,) if standing.may_be_called_back else ())


def _keys(choices: Sequence[Option], above: str) -> tuple[str, ...]:
    return (*(one.key[len(above)] for one in below(choices, above)), REPEAT_KEY)
