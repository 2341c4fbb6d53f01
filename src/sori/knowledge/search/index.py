"""The index: documents in, hits out. Everything is in memory; what is added is found at once.

A search has two steps. Terms are looked up from the rarest on, until enough documents have been touched, which gives
candidates by BM25 summed over three views; the best of them are then weighed by what `ranking` sees in their texts.

An index is used by one thread at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search import ranking
from sori.knowledge.search.completion import Completions
from sori.knowledge.search.highlight import marks
from sori.knowledge.search.indexed import Indexed, prepare
from sori.knowledge.search.model import EVERYTHING, Document, Filter, Hit
from sori.knowledge.search.segment import MOST_DOCUMENTS, VIEWS, Segment
from sori.knowledge.search.selection import Selection
from sori.knowledge.search.terms import Asked, Synonyms, Terms, asked
from sori.knowledge.search.weights import INITIALS, MEANING, WEIGHTS
from sori.language.morphemes import Analyser

_AT_ONCE = 4096  # documents indexed together
_MERGED_AT_ONCE = 512  # documents that adding one may merge
_CANDIDATES = 32
_TOUCHED = 75_000  # postings after which no further term is looked up to find candidates
_ALWAYS = 4  # terms that are looked up however frequent they are
# Where candidates are found: letter runs in BM25, of which the other views count 1; use and freshness, so that of many
# that answer alike the most used are looked at.
_LETTERS_COUNT = 0.4
_BOOSTS_COUNT = 2.0
_NONE = np.zeros(0, np.int64)
_WEAK = 0.3
"""What is worth less than this share of the best is not shown: it only shares a word or two with what was asked.

Of the questions that weights are learned from none loses its answer by that, and half of what was shown goes.
"""


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """A view's terms: how many documents hold each, and its weight: BM25's idf times what it counts, 0 if none does."""

    terms: Terms
    frequency: NDArray[np.int64]
    importance: NDArray[np.float64]


class Index:
    """Finds documents by what people type."""

    def __init__(self, analyser: Analyser | None = None, synonyms: Sequence[Sequence[str]] = ()) -> None:
        """Without an analyser, which takes words apart, pairs of syllables and runs of letters find alone."""
        self._analyser = analyser
        self._synonyms = Synonyms(synonyms)
        self._vocabulary: dict[str, int] = {}
        self._slots: dict[str, int] = {}
        self._free: list[int] = []
        self._kept: list[Indexed | None] = []
        self._segments: list[Segment] = []
        self._lengths = np.zeros((VIEWS, 0), np.float32)
        self._known_divisors: NDArray[np.float32] | None = None
        self._alive = np.zeros(0, bool)
        self._selection = Selection()
        self._completions = Completions()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: object) -> bool:
        return key in self._slots

    def use_synonyms(self, groups: Sequence[Sequence[str]]) -> None:
        """From now on words of a group find each other; the groups before no longer do."""
        self._synonyms = Synonyms(groups)

    def add(self, documents: Iterable[Document]) -> None:
        """Makes documents findable; one whose key is there takes its place; of a key given twice the last counts."""
        waiting = iter({document.key: document for document in documents}.values())
        rounds = 0
        while batch := list(islice(waiting, _AT_ONCE)):
            self._add(batch)
            rounds += 1
        if rounds > 1:
            self.compact()

    def remove(self, key: str) -> bool:
        """Takes a document out; gives whether it was there."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return False
        kept = self._at(slot)
        segment = next(s for s in self._segments if slot in s)
        segment.remove(kept.codes())
        self._alive[slot] = False
        self._lengths[:, slot] = 0
        self._known_divisors = None
        self._kept[slot] = None
        self._selection.remove(slot)
        self._completions.remove(slot)
        return True

    def compact(self) -> None:
        """Merges what was added and removed one by one, which makes searching a little faster; seconds for 100,000."""
        if len(self._segments) > 1 or len(self._free) + len(self._slots) < len(self._kept):
            self._merge(len(self._segments))

    def search(
        self, text: str, only: Filter = EVERYTHING, most: int = 10, near: Mapping[str, float] = MappingProxyType({})
    ) -> list[Hit]:
        """Gives the documents that answer best, the best first; none that is far worse than that.

        `near` is how near documents are in meaning, from 0 to 1 by key: such are looked at whatever words they share.
        """
        query = asked(text, self._synonyms, self._analyser, self._vocabulary)
        nearness = np.zeros(len(self._alive))
        for key in near.keys() & self._slots.keys():
            nearness[self._slots[key]] = near[key]
        slots, numbers = self._ranked(query, self._selection.of(only) & self._alive, most, np.flatnonzero(nearness))
        worth = numbers @ WEIGHTS + INITIALS * np.isin(slots, self._with_initials(query)) + MEANING * nearness[slots]
        worth += self._selection.boosts[slots]
        found = [self._at(slot).document for slot in slots.tolist()]
        good = np.flatnonzero(worth >= _WEAK * worth.max(initial=0.0))
        order = sorted(good.tolist(), key=lambda place: (-worth[place], found[place].key))[:most]
        texts = [text for place in order for text in (found[place].title, found[place].text)]
        spans = iter(marks(texts, query.readings))
        return [Hit(found[place], float(worth[place]), next(spans), next(spans)) for place in order]

    def numbers(self, text: str) -> tuple[list[str], NDArray[np.float64]]:
        """Gives what a search ranks by, to learn weights from: keys of candidates, and a row of numbers for each."""
        query = asked(text, self._synonyms, self._analyser, self._vocabulary)
        slots, numbers = self._ranked(query, self._alive, _CANDIDATES)
        return [self._at(slot).document.key for slot in slots.tolist()], numbers

    def suggest(self, typed: str, only: Filter = EVERYTHING, most: int = 8) -> list[Document]:
        """Gives documents one of whose titles or phrasings has a word that begins as typed, the most used first.

        The last syllable may be half typed, and initial consonants alone do. 주미 → 주민등록, ㅈㅁㄷㄹ → 주민등록.
        """
        allowed = self._selection.of(only) & self._alive
        slots = self._completions.find(typed, allowed, self._selection.use, most)
        return [self._at(slot).document for slot in slots]

    def bytes(self) -> int:
        """Gives the memory that arrays and texts take, without Python's own cost of objects (about 1 kB a document)."""
        kept = sum(one.bytes() for one in self._kept if one is not None)
        return sum(segment.bytes() for segment in self._segments) + kept + self._completions.bytes()

    def _at(self, slot: int) -> Indexed:
        kept = self._kept[slot]
        assert kept is not None  # noqa: S101 -- a slot in use is filled
        return kept

    def _add(self, documents: Sequence[Document]) -> None:
        for document in documents:
            self.remove(document.key)
        prepared = prepare(documents, self._analyser, self._vocabulary)
        slots = self._reserve(len(documents))
        codes = [one.codes() for one in prepared]
        for slot, one, of_views in zip(slots.tolist(), prepared, codes, strict=True):
            self._slots[one.document.key] = slot
            self._kept[slot] = one
            self._lengths[:, slot] = [len(of_view) for of_view in of_views]
            self._selection.add(slot, one.document)
        self._alive[slots] = True
        self._known_divisors = None
        self._completions.add([(slot, one.document) for slot, one in zip(slots.tolist(), prepared, strict=True)])
        self._segments.append(Segment.of(slots, codes))
        self._merge_small()

    def _reserve(self, count: int) -> NDArray[np.int64]:
        """Slots for so many documents; arrays grow by half, so that growing costs little a document."""
        taken = [self._free.pop() for _ in range(min(count, len(self._free)))]
        fresh = range(len(self._kept), len(self._kept) + count - len(taken))
        if fresh.stop > MOST_DOCUMENTS:
            raise ValueError(f"An index holds at most {MOST_DOCUMENTS:,} documents.")
        self._kept.extend([None] * len(fresh))
        if fresh.stop > len(self._alive):
            more = fresh.stop + fresh.stop // 2 - len(self._alive)
            self._alive = np.append(self._alive, np.zeros(more, bool))
            self._lengths = np.append(self._lengths, np.zeros((VIEWS, more), np.float32), axis=1)
            self._selection.grow(len(self._alive))
        return np.array([*taken, *fresh], np.int64)

    def _merge_small(self) -> None:
        """Merges the newest segments while they are of about one size, as a binary counter carries."""
        sizes = [len(segment.slots) for segment in self._segments]
        last = 1
        while last < len(sizes) and sizes[-last - 1] <= 2 * sum(sizes[-last:]):
            if sum(sizes[-last - 1 :]) > _MERGED_AT_ONCE:
                break
            last += 1
        if last > 1:
            self._merge(last)

    def _merge(self, count: int) -> None:
        merged, self._segments = self._segments[-count:], self._segments[:-count]
        slots = np.concatenate([segment.slots for segment in merged])
        self._free.extend(slots[~self._alive[slots]].tolist())
        self._segments.append(Segment.merged(merged, self._alive))

    def _looked_up(self, query: Asked) -> list[_LookedUp]:
        """What is known of the query's terms in each view."""
        looked = []
        for view, terms in enumerate(query.views):
            frequency = np.zeros(len(terms.codes), np.int64)
            for segment in self._segments:
                frequency += segment.postings[view].frequencies(terms.codes)
            idf = np.log1p((len(self._slots) - frequency + 0.5) / (frequency + 0.5))
            looked.append(_LookedUp(terms, frequency, np.where(frequency > 0, idf, 0.0) * terms.factors))
        return looked

    def _divisors(self) -> NDArray[np.float32]:
        """BM25's divisor of each slot in each view; computed anew after a change."""
        if self._known_divisors is None:
            average = np.maximum(self._lengths.sum(axis=1, keepdims=True) / max(len(self._slots), 1), 1.0)
            self._known_divisors = ranking.K1 * (1 - ranking.B + ranking.B * self._lengths / average)
        return self._known_divisors

    def _ranked(
        self, query: Asked, allowed: NDArray[np.bool_], most: int, also: NDArray[np.int64] = _NONE
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Candidates, `also` among them, and what ranking sees in each: BM25 of letter runs, `ranking.features`."""
        looked = self._looked_up(query)
        scores, of_letters = self._scores(looked)
        scores += _LETTERS_COUNT * of_letters
        scores[self._with_initials(query)] += 1.0
        there = np.flatnonzero((scores > 0) & allowed)
        slots = there[_highest(scores[there] + _BOOSTS_COUNT * self._selection.boosts[there], max(_CANDIDATES, most))]
        if len(also):
            slots = np.concatenate([slots, np.setdiff1d(also[allowed[also]], slots)])
        if not len(slots):
            return slots, np.zeros((0, len(WEIGHTS)))
        views = [
            ranking.Weighed(one.terms.codes, one.importance, one.terms.matters, self._divisors()[view, slots])
            for view, one in enumerate(looked[: VIEWS - 1])
        ]
        seen = ranking.features([self._at(slot) for slot in slots.tolist()], views)
        return slots, np.column_stack([of_letters[slots], seen])

    def _scores(self, looked: Sequence[_LookedUp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """BM25 of every slot by the rarest terms: of morphemes and pairs together, and of letter runs."""
        scores = np.zeros((2, len(self._alive)))
        divisors = self._divisors()
        for view, (one, chosen) in enumerate(zip(looked, _rarest(looked), strict=True)):
            importance = one.importance[chosen]
            for segment in self._segments:
                slots, counts, term = segment.postings[view].gather(one.terms.codes[chosen])
                if len(slots):
                    score = importance[term] * ranking.bm25(counts.astype(np.float64), divisors[view, slots])
                    scores[view // (VIEWS - 1)] += np.bincount(slots, score, len(self._alive))
        return scores[0], scores[1]

    def _with_initials(self, query: Asked) -> NDArray[np.int64]:
        """The documents in whose titles and phrasings the initial consonants are found that were typed."""
        found = [self._completions.with_initials(initials) for initials in query.initials]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _rarest(looked: Sequence[_LookedUp]) -> list[NDArray[np.int64]]:
    """Which terms of each view to look up: the rarest of all, as long as few postings have been touched before."""
    frequency = np.concatenate([one.frequency for one in looked])
    view = np.repeat(np.arange(len(looked)), [len(one.frequency) for one in looked])
    term = np.concatenate([np.arange(len(one.frequency)) for one in looked])
    order = np.argsort(frequency, kind="stable")
    order = order[frequency[order] > 0]
    before = np.cumsum(frequency[order]) - frequency[order]
    order = order[(before < _TOUCHED) | (np.arange(len(order)) < _ALWAYS)]
    return [term[order[view[order] == number]] for number in range(len(looked))]


def _highest(scores: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Where the highest scores are, the lowest place first among equals."""
    some = np.arange(len(scores))
    if most < len(scores):
        some = np.flatnonzero(scores >= np.partition(scores, -most)[-most])
    return some[np.argsort(-scores[some], kind="stable")][:most]
