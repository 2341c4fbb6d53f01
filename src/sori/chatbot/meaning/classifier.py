"""Which item of the knowledge a citizen's words mean, with a chance that is true, and how likely none.

Two steps, both learned from the items' own phrasings. A linear classifier (kernel ridge regression on the sum of four
views and of how near texts are in meaning, one output an item) names the likeliest items. Of those, numbers tell how
well words and item fit: that of the linear classifier, the nearest phrasing, how much of the words the item explains
and the other way round, in these words or in near ones (`nearness`), and how much it is said as things of the item's
sort are (`manner`). A conditional logit makes chances of them, none of the items being one of the alternatives.

The second step learns from what the first would have said of each phrasing if it had never seen it: once with only the
phrasing held back, when its item is right, and once with the item taken away, when none is. Ridge regression gives both
exactly without being learned anew (see `_held_back`, `_taken_away`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import spotrf, spotri
from scipy.sparse import csr_array

from sori.chatbot.meaning import calibration, slips
from sori.chatbot.meaning.manner import Manner
from sori.chatbot.meaning.nearness import Nearness, Words
from sori.chatbot.meaning.views import LONGEST, MORPHEMES, NAMES, PAIRS, RUNS5, Terms, View, Weighed, terms_of
from sori.language.morphemes import Analyser

Matrix = NDArray[np.floating]
"""What texts are like is of single precision, since it is large."""
CANDIDATES = 6
_RIDGE = 1.2
_OF_EVIDENCE = 0.3
"""What an answer's text counts beside a phrasing."""
_OF_NEARNESS = 1.0
"""What being near in meaning counts beside being alike in one view."""
_OF_MANNER = 0.05
"""What the manner of words adds at most to the linear step, for which items are among the likeliest."""
_WORD_FOR_WORD = 0.1
"""Share of what items answer that is put just as a phrasing has it: by who taps a question or repeats an official."""
_OUTSIDE_SHARE = 0.25
"""Share of what is asked that no item answers, unless told otherwise."""
_MOST_ASKED = 24
"""Phrasings of an item that chances are learned from; the linear step learns from all."""
_AT_ONCE = 512
"""Of these as many are compared with all that is learned in one go."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that words can mean: ways to put it, two at least, and texts that tell of it less directly.

    Things of one `sort` are spoken of in one manner, as questions are, or reports.
    """

    key: str
    phrasings: Sequence[str]
    evidence: Sequence[str] = ()
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """An item and the chance that it is meant."""

    key: str
    chance: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """Texts as the classifier looks at them.

    Weights by view, likeness to all learned texts by view, nearness to them in meaning, words, manner by sort.
    """

    weighed: list[Weighed]
    like: list[Matrix]
    near: Matrix
    words: list[Words]
    manner: Matrix

    def like_in_all(self) -> Matrix:
        """Likeness to all learned texts, all views and meaning together."""
        found: Matrix = np.sum(self.like, axis=0)
        found += _OF_NEARNESS * self.near
        return found


class Classifier:
    """Learned once from the items; then it only answers. Used by one thread at a time."""

    def __init__(
        self,
        items: Sequence[Item],
        analyser: Analyser | None = None,
        outside_share: float = _OUTSIDE_SHARE,
        seed: int = 1,
        small_talk: Sequence[str] = (),
    ) -> None:
        """Learns; seconds for hundreds of items. `small_talk` is what is said and means none of them; `seed` draws the
        typing slips to learn from.
        """
        self._keys = [item.key for item in items]
        self._analyser = analyser
        self._texts = [text for item in items for text in item.phrasings]
        evidence = [text for item in items for text in item.evidence]
        self._of = np.array([at for at, item in enumerate(items) for _ in item.phrasings], np.int64)
        of_all = np.append(self._of, [at for at, item in enumerate(items) for _ in item.evidence]).astype(np.int64)
        self._starts = np.searchsorted(self._of, np.arange(len(items)))
        sorts = {sort: at for at, sort in enumerate(dict.fromkeys(item.sort for item in items))}
        self._sort = np.array([sorts[item.sort] for item in items], np.int64)
        self._manner = Manner(self._texts, self._sort[self._of])
        phrasings = terms_of(self._texts, analyser)
        self._learn_terms(phrasings, terms_of(evidence, analyser))
        inverse = self._learn_items(of_all)
        strange = self._strange(small_talk, outside_share)
        self._learn_chances(phrasings, inverse, outside_share, strange, np.random.default_rng(seed).random)

    @property
    def keys(self) -> list[str]:
        """The items that it tells apart."""
        return self._keys

    def meanings(self, text: str) -> list[Meaning]:
        """The items that may be meant, the likeliest first; what is missing to 1 is the chance that none is."""
        read = text[:LONGEST]
        asked = self._ask(terms_of([read], self._analyser), self._manner.of([read]))
        linear = asked.like_in_all() @ self._outputs
        numbers, candidates = self._seen(asked, linear, None)
        found = self._chances.of(_expanded(numbers))[0]
        order = np.argsort(-found, kind="stable")
        return [Meaning(self._keys[candidates[0, at]], float(found[at])) for at in order.tolist()]

    # What is learned

    def _learn_terms(self, phrasings: list[Terms], evidence: list[Terms]) -> None:
        self._views = [View([terms[view] for terms in phrasings + evidence]) for view in range(len(NAMES))]
        self._learned = [
            view.weigh([terms[at] for terms in phrasings + evidence]) for at, view in enumerate(self._views)
        ]
        self._turned = [csr_array(one.weights.T) for one in self._learned]
        self._nearness = Nearness(self._views[MORPHEMES], self._analyser)
        words = [self._nearness.words(terms[MORPHEMES]) for terms in phrasings + evidence]
        self._vectors = self._nearness.texts(words)

    def _learn_items(self, of_all: NDArray[np.int64]) -> Matrix:
        """Learns the linear step; gives the inverse that tells what it would say of texts held back."""
        like = np.zeros((len(of_all), len(of_all)), np.float32)
        for one in self._learned:
            like += (one.weights @ one.weights.T).toarray()
        like += _OF_NEARNESS * (self._vectors @ self._vectors.T)
        counts = np.where(np.arange(len(of_all)) < len(self._of), 1.0, _OF_EVIDENCE)
        goals = np.zeros((len(of_all), len(self._keys)), np.float32)
        goals[np.arange(len(of_all)), of_all] = 1
        like[np.diag_indices_from(like)] += _RIDGE / counts
        inverse = _inverse(like)
        self._outputs = inverse @ goals
        self._of_all = of_all
        self._summed = [self._sums(one) for one in self._learned]
        self._told = [self._evidence(one) for one in self._learned]
        self._kept_saying = [summed @ one.idf**2 for summed, one in zip(self._summed, self._views, strict=True)]
        return inverse

    def _sums(self, learned: Weighed) -> NDArray[np.uint8]:
        """How many of each item's phrasings have each term, up to 255, small since it stays: items × terms."""
        has = learned.has[: len(self._of)]
        found = np.zeros((len(self._keys), has.shape[1]), np.uint8)
        for item in range(len(self._keys)):
            found[item] = np.minimum(has[self._rows(item)].sum(axis=0), 255)
        return found

    def _evidence(self, learned: Weighed) -> NDArray[np.bool_]:
        """Which terms each item's answer has: items × terms."""
        found = np.zeros((len(self._keys), learned.has.shape[1]), bool)
        for row in range(len(self._of), len(self._of_all)):
            found[self._of_all[row], learned.has.indices[learned.has.indptr[row] : learned.has.indptr[row + 1]]] = True
        return found

    def _strange(self, small_talk: Sequence[str], outside_share: float) -> "_Examples":
        """What is seen of items in words that mean none of them."""
        examples = _Examples()
        if small_talk:
            asked = self._ask(terms_of(small_talk, self._analyser), self._manner.of(small_talk))
            examples.add(*self._seen(asked, asked.like_in_all() @ self._outputs, None), None, outside_share)
        return examples

    def _learn_chances(
        self,
        phrasings: list[Terms],
        inverse: Matrix,
        outside_share: float,
        examples: "_Examples",
        chance: Callable[[], float],
    ) -> None:
        rows = self._asked_rows()
        texts = [self._texts[row] for row in rows]
        spoilt = [slips.spoilt(text, chance) for text in texts]
        manner = self._manner.held_back[rows]
        of_spoilt = self._manner.of(spoilt) + manner - self._manner.of(texts)
        put = (
            (True, [phrasings[row] for row in rows], manner),
            (False, terms_of(spoilt, self._analyser), of_spoilt),
        )
        for start in range(0, len(rows), _AT_ONCE):  # some after the others: what texts are like is large
            part = slice(start, start + _AT_ONCE)
            own = rows[part]
            for as_written, terms, of_manner in put:
                asked = self._ask(terms[part], of_manner[part])
                like = asked.like_in_all()
                linear = like @ self._outputs
                if as_written:
                    word_for_word = 2 * _WORD_FOR_WORD * (1 - outside_share)
                    examples.add(*self._seen(asked, linear, None), self._of[own], word_for_word)
                held_back = self._held_back(own, like, linear, inverse)
                examples.add(*self._seen(asked, held_back, own), self._of[own], 1 - outside_share)
                taken_away = self._taken_away(own, like, linear, inverse)
                examples.add(*self._seen(asked, taken_away, None), None, outside_share)
        self._chances = calibration.learned(
            _expanded(np.concatenate(examples.numbers)),
            np.concatenate(examples.right),
            np.concatenate(examples.counts),
        )

    def _asked_rows(self) -> NDArray[np.int64]:
        """The phrasings that chances are learned from: all, but of an item with many only some, evenly chosen."""
        of_items = [self._rows(item) for item in range(len(self._keys))]
        return np.concatenate([rows[:: -(-len(rows) // _MOST_ASKED)] for rows in of_items])

    def _held_back(self, rows: NDArray[np.int64], like: Matrix, linear: Matrix, inverse: Matrix) -> Matrix:
        """What the linear step says of the phrasings of these rows without having learned each.

        With G = K + Λ and its inverse, taking row i out changes the dual outputs α to α − G⁻¹ᵢ αᵢ / G⁻¹ᵢᵢ (the
        inverse of a matrix without a row; Rifkin and Lippert 2007, "Notes on regularized least squares").
        """
        through = np.einsum("ij,ij->i", like, inverse[rows])
        changed: Matrix = linear - (through / inverse[rows, rows])[:, None] * self._outputs[rows]
        return changed

    def _taken_away(self, rows: NDArray[np.int64], like: Matrix, linear: Matrix, inverse: Matrix) -> Matrix:
        """What the linear step says of the phrasings of these rows without each one's whole item: a block of rows."""
        changed = linear.copy()
        for item in np.unique(self._of[rows]).tolist():
            block = np.flatnonzero(self._of_all == item)
            asking = np.flatnonzero(self._of[rows] == item)
            inner = np.linalg.solve(inverse[np.ix_(block, block)], self._outputs[block])
            changed[asking] -= (like[asking] @ inverse[:, block]) @ inner
            changed[asking, item] = -np.inf
        return changed

    # What is seen of candidates

    def _ask(self, terms: list[Terms], manner: Matrix) -> _Asked:
        weighed = [view.weigh([one[at] for one in terms]) for at, view in enumerate(self._views)]
        like = [(one.weights @ learned).toarray() for one, learned in zip(weighed, self._turned, strict=True)]
        words = [self._nearness.words(one[MORPHEMES]) for one in terms]
        return _Asked(weighed, like, self._nearness.texts(words) @ self._vectors.T, words, manner)

    def _seen(self, asked: _Asked, linear: Matrix, own: NDArray[np.int64] | None) -> tuple[Matrix, NDArray[np.int64]]:
        """What is seen of each text's likeliest items, and which these are.

        With `own`, the texts are the learned phrasings of these rows, and each is looked at as if it had not been
        learned.
        """
        count = min(CANDIDATES, len(self._keys))
        favoured = linear + _OF_MANNER * np.clip(asked.manner, -1, 1)[:, self._sort]
        candidates = np.argpartition(-favoured, count - 1, axis=1)[:, :count]
        rows = np.arange(len(linear))[:, None]
        of_linear = linear[rows, candidates]
        seen = [of_linear, of_linear - np.maximum(_best_of_others(linear, candidates), -1)]
        seen += [self._nearest(asked.like[view], own)[rows, candidates] for view in (MORPHEMES, PAIRS, RUNS5)]
        near = np.where(np.isinf(linear), -1, self._nearest(asked.near, own))
        seen += [near[rows, candidates], near[rows, candidates] - _best_of_others(near, candidates)]
        for view in (MORPHEMES, PAIRS, RUNS5):
            seen += self._explained(asked.weighed[view], view, candidates, own)
        seen += self._explained_nearly(asked.words, candidates, own)
        seen.append(asked.manner[rows, self._sort[candidates]])
        numbers = np.stack(seen, axis=2)
        numbers[np.isinf(of_linear)] = np.nan
        return numbers, candidates

    def _nearest(self, like: Matrix, own: NDArray[np.int64] | None) -> Matrix:
        """What the likest phrasing of each item is like; `own` as `_seen` takes it."""
        like = like[:, : len(self._of)]
        if own is not None:
            like = like.copy()
            like[np.arange(len(own)), own] = 0
        found: Matrix = np.maximum.reduceat(like, self._starts, axis=1)
        return found

    def _explained(
        self, weighed: Weighed, view: int, candidates: NDArray[np.int64], own: NDArray[np.int64] | None
    ) -> list[Matrix]:
        """How well words and item explain each other.

        The share of the text's information that the item has, the share that the text has of what the item keeps
        saying, and what the weightiest term is worth that the text has and the item has not.
        """
        information = self._views[view].idf ** 2
        most = (self._views[view].of_unknown) ** 2
        summed, kept_saying, told = self._summed[view], self._kept_saying[view], self._told[view]
        of_text, of_item, missed = (np.zeros(candidates.shape) for _ in range(3))
        has, learned = weighed.has, self._learned[view].has
        for row in range(len(candidates)):
            terms = has.indices[has.indptr[row] : has.indptr[row + 1]]
            weights = information[terms]
            stranger = most if weighed.information[row] > weights.sum() + 1e-6 else 0.0
            for place, item in enumerate(candidates[row].tolist()):
                often, all_often = summed[item, terms].astype(np.float64), kept_saying[item]
                if own is not None and self._of[own[row]] == item:
                    itself = learned.indices[learned.indptr[own[row]] : learned.indptr[own[row] + 1]]
                    often = often - np.isin(terms, itself)
                    all_often = all_often - information[itself].sum()
                has_it = (often > 0) | told[item, terms]
                of_text[row, place] = weights @ has_it / weighed.information[row]
                of_item[row, place] = weights @ often / max(all_often, 1e-9)
                missed[row, place] = max(weights[~has_it].max(initial=0.0), stranger) / most
        return [of_text, of_item, missed]

    def _explained_nearly(
        self, words: Sequence[Words], candidates: NDArray[np.int64], own: NDArray[np.int64] | None
    ) -> list[Matrix]:
        """How well each item's words come near to the text's: `Nearness.of_item`."""
        told, missed = np.zeros(candidates.shape), np.zeros(candidates.shape)
        summed, evidence, learned = self._summed[MORPHEMES], self._told[MORPHEMES], self._learned[MORPHEMES].has
        for row, one in enumerate(words):
            for place, item in enumerate(candidates[row].tolist()):
                often = summed[item]
                if own is not None and self._of[own[row]] == item:
                    often = often.copy()
                    often[learned.indices[learned.indptr[own[row]] : learned.indptr[own[row] + 1]]] -= 1
                told[row, place], missed[row, place] = self._nearness.of_item(one, (often > 0) | evidence[item])
        return [told, missed]

    def _rows(self, item: int) -> NDArray[np.int64]:
        """The rows of an item's phrasings."""
        end = self._starts[item + 1] if item + 1 < len(self._starts) else len(self._of)
        return np.arange(self._starts[item], end)


class _Examples:
    """What chances are learned from: numbers of candidates, which of these is right, and what a row counts."""

    def __init__(self) -> None:
        self.numbers: list[Matrix] = []
        self.right: list[NDArray[np.int64]] = []
        self.counts: list[Matrix] = []

    def add(
        self, numbers: Matrix, candidates: NDArray[np.int64], right: NDArray[np.int64] | None, count: float
    ) -> None:
        """Adds rows; `right` are the items that were meant, or None where none was."""
        self.numbers.append(numbers)
        self.right.append(np.full(len(numbers), -1) if right is None else _place_of(candidates, right))
        self.counts.append(np.full(len(numbers), count))


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse of a symmetric positive definite matrix, by Cholesky's factor: half the work of any matrix's."""
    factor, failed = spotrf(matrix, lower=True, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("The likeness of the texts is not positive definite.")
    half, _ = spotri(factor, lower=True, overwrite_c=True)
    lower: Matrix = np.tril(half)
    lower += np.tril(half, -1).T
    return lower


def _best_of_others(of_items: Matrix, candidates: NDArray[np.int64]) -> Matrix:
    """The most that any item has but the candidate itself; 0 where there is no other."""
    ordered = np.sort(of_items, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1] if of_items.shape[1] > 1 else ordered[:, -1:] * 0
    found: Matrix = np.where(np.take_along_axis(of_items, candidates, axis=1) >= best, second, best)
    return found


def _place_of(candidates: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """At which place the right item stands; -1 where it isn't among the candidates."""
    same = candidates == right[:, None]
    return np.where(same.any(axis=1), same.argmax(axis=1), -1)


def _expanded(numbers: Matrix) -> NDArray[np.float64]:
    """The numbers, their squares and products: curves can be learned, and how far one number counts by another."""
    first, second = np.triu_indices(numbers.shape[2])
    return np.concatenate([numbers, numbers[:, :, first] * numbers[:, :, second]], axis=2, dtype=np.float64)
