"""Which of some documents answers a query best: how much of it each holds, and how close together.

For morphemes and for pairs of syllables there is BM25 over the whole document, of all terms and of those that matter
(numbers and Latin words among morphemes; pairs whose syllables both belong to morphemes with a meaning), and how much
of the query, by the weight of its terms, stands in the best sentence, two neighbouring ones, a stretch of about 30 and
of 60 characters, and in title and phrasings. These are added up with weights learned by `bench/_search_weights.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sori.knowledge.search.indexed import Indexed
from sori.knowledge.search.views import Codes, hits, marked, pairs

Floats = NDArray[np.float64]
K1, B = 0.5, 0.15  # on short Korean texts the usual 1.2 and 0.75 lose ten points of recall at 1 (docs/search.md)
FEATURES = ("whole", "what matters", "sentence", "two sentences", "30 characters", "60 characters", "share", "title")
_STEP = 15  # characters of a block; stretches are two and four blocks
_APART = 4  # empty blocks between documents, so that no stretch reaches from one into another


@dataclass(frozen=True, slots=True)
class Weighed:
    """A view's terms: codes in ascending order, what each weighs, which matter, and BM25's divisor per document."""

    codes: Codes
    weights: Floats
    matters: NDArray[np.bool_]
    divisors: Floats


def bm25(count: Floats, divisor: Floats) -> Floats:
    """Gives what a term counts that a document holds so many times (Robertson and Zaragoza 2009, equation 3.15)."""
    return count * (K1 + 1) / (count + divisor)


def features(documents: Sequence[Indexed], views: Sequence[Weighed]) -> Floats:
    """Gives the numbers of each document, a row each: those of FEATURES in each of the two views."""
    starts = np.cumsum([0, *(len(document.characters) + 1 for document in documents)])
    blank = np.zeros(1, np.uint16)
    row = np.concatenate([part for document in documents for part in (document.characters, blank)])
    morphemes = np.concatenate([document.morphemes for document in documents]).astype(np.int64)
    morphemes_at = np.concatenate(
        [document.morphemes_at + start for document, start in zip(documents, starts, strict=False)]
    )
    pages = _Pages.of(documents, starts)
    codes = ((morphemes, morphemes_at), (pairs(row), None))
    return np.hstack([_of_view(of, at, view, pages) for (of, at), view in zip(codes, views, strict=True)])


@dataclass(frozen=True, slots=True)
class _Pages:
    """Documents laid one after another, with where each, its sentences, its head and its blocks begin."""

    starts: NDArray[np.int64]
    sentences: NDArray[np.int64]  # where each sentence begins, in the row of all
    first_sentence: NDArray[np.int64]  # of each document, an empty one between documents counted
    heads: NDArray[np.int64]
    blocks: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Sequence[Indexed], starts: NDArray[np.int64]) -> "_Pages":
        sentences = [document.sentences + start for document, start in zip(documents, starts, strict=False)]
        counts = [len(document.sentences) + 1 for document in documents]
        blocks = [len(document.characters) // _STEP + _APART for document in documents]
        return cls(
            starts,
            np.concatenate(sentences),
            np.cumsum([0, *counts]),
            np.array([document.heads for document in documents]),
            np.cumsum([0, *blocks]),
        )


def _of_view(codes: Codes, at: NDArray[np.int64] | None, view: Weighed, pages: _Pages) -> Floats:
    count, terms = len(pages.heads), len(view.codes)
    if not terms:
        return np.zeros((count, len(FEATURES)))
    hit, term = hits(codes, view.codes, marked(view.codes))
    place = hit if at is None else at[hit]
    document = np.searchsorted(pages.starts, place, "right") - 1
    weights = view.weights
    counts = np.bincount(document * terms + term, minlength=count * terms).reshape(count, terms).astype(np.float64)
    # Sentences are numbered with an empty one after each document.
    sentence = np.searchsorted(pages.sentences, place, "right") - 1 + document
    in_sentences = _present(sentence, term, pages.first_sentence[-1] + 1, terms)
    within = place - pages.starts[document]
    in_blocks = _present(pages.blocks[document] + within // _STEP, term, pages.blocks[-1] + _APART, terms)
    two_blocks = in_blocks[:-1] | in_blocks[1:]
    four_blocks = two_blocks[:-2] | two_blocks[2:]
    head = within < pages.heads[document]
    in_heads = _present(document[head], term[head], count, terms)
    scored = bm25(counts, view.divisors[:, None])
    columns = [
        scored @ weights,
        scored @ (weights * view.matters),
        _best(in_sentences, weights, pages.first_sentence[:-1]),
        _best(in_sentences[:-1] | in_sentences[1:], weights, pages.first_sentence[:-1]),
        _best(two_blocks, weights, pages.blocks[:-1]),
        _best(four_blocks, weights, pages.blocks[:-1]),
        (counts > 0).mean(axis=1),
        in_heads @ weights,
    ]
    return np.stack(columns, axis=1)


def _present(block: NDArray[np.int64], term: NDArray[np.int64], blocks: int, terms: int) -> NDArray[np.bool_]:
    table = np.zeros((blocks, terms), bool)
    table[block, term] = True
    return table


def _best(present: NDArray[np.bool_], weights: Floats, first: NDArray[np.int64]) -> Floats:
    """The most weight in one block, of each document."""
    best: Floats = np.maximum.reduceat(present @ weights, first)
    return best
