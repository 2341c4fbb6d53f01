"""How well and how fast search finds, beside bm25s, tantivy and PostgreSQL on the same documents and questions.

    python bench/search.py                         quality among 80,000 documents, then speed on 100,000 articles
    python bench/search.py --documents 964         quality on the paragraphs alone
    python bench/search.py --questions 200         fewer questions; PostgreSQL answers at most 100

Documents are KorQuAD's 964 paragraphs among generated articles; questions are those of the half of KorQuAD's articles
that nothing was learned from (bench/_search_weights.py). Without those texts only speed is measured. All four index
the same morphemes; bm25s has the same k1 and b as we have, tantivy and PostgreSQL have none to set. Milliseconds are
those of one question after another, taking the question apart included for all.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bm25s
import psycopg
import tantivy

from bench import _articles, _korean
from bench._machine import percentile
from sori.knowledge.search import Document, Index
from sori.language.morphemes import KiwiAnalyser
from sori.platform import embedded
from sori.platform.embedded import StateFolder

MOST = 5
ASKED_OF_POSTGRESQL = 100
Find = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Searcher:
    """One way to search: finds keys for a query, with what it took to be built."""

    name: str
    find: Callable[[str], list[str]]
    megabytes: float
    build_s: float
    most_questions: int = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall and speed of search.")
    parser.add_argument("--documents", type=int, default=80_000)
    parser.add_argument("--articles", type=int, default=100_000, help="for speed; 0 for none")
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=77)
    arguments = parser.parse_args()
    analyser = KiwiAnalyser()
    if _korean.there():
        _quality(analyser, arguments.documents, arguments.questions, arguments.seed)
    else:
        print("The texts that recall is measured on are not here; speed only.")
    if arguments.articles:
        _speed(arguments.articles)


def _quality(analyser: KiwiAnalyser, count: int, asked: int, seed: int) -> None:
    texts, _, questions = _korean.paragraphs()
    documents = [Document(str(number), "", text) for number, (_, text) in enumerate(texts)]
    documents += _articles.articles(max(0, count - len(documents)))
    chosen = Random(seed).sample(questions, min(asked, len(questions)))
    print(
        f"{len(documents):,} documents, {len(chosen):,} of {len(questions):,} questions that nothing was learned from"
    )
    print(f"{'':26}{'as typed':>15}{'typos, no spaces':>18}{'p50 ms':>9}{'p99 ms':>9}{'MB':>7}{'build s':>9}")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, _postgresql(documents, analyser) as postgresql:
        ours = _ours(documents, analyser)
        for searcher in (ours, _bm25s(documents, analyser), _tantivy(documents, analyser, Path(folder)), postgresql):
            of_it = chosen[: searcher.most_questions]
            clean = _measured(searcher, [(question.text, question.paragraph) for question in of_it])
            spoil = _korean.noise(seed, 0.05)["typos, no spaces"]
            noisy = _measured(searcher, [(spoil(question.text), question.paragraph) for question in of_it])
            took = [*clean.took, *noisy.took]
            print(
                f"{searcher.name:26}{clean.recall:>15}{noisy.recall:>18}{percentile(took, 50):9.2f}"
                f"{percentile(took, 99):9.2f}{searcher.megabytes:7.0f}{searcher.build_s:9.1f}",
                flush=True,
            )


@dataclass(frozen=True)
class _Measured:
    recall: str
    took: list[float]


def _measured(searcher: Searcher, asked: list[tuple[str, int]]) -> _Measured:
    first, among, took = 0, 0, []
    for text, paragraph in asked:
        began = time.perf_counter()
        keys = searcher.find(text)
        took.append(time.perf_counter() - began)
        first += keys[:1] == [str(paragraph)]
        among += str(paragraph) in keys[:MOST]
    return _Measured(f"{first / len(asked):.3f} / {among / len(asked):.3f}", took)


def _ours(documents: list[Document], analyser: KiwiAnalyser) -> Searcher:
    began = time.perf_counter()
    index = Index(analyser)
    index.add(documents)
    built = time.perf_counter() - began
    return Searcher(
        "Sori", lambda text: [hit.document.key for hit in index.search(text, most=MOST)], index.bytes() / 1e6, built
    )


def _forms(analyser: KiwiAnalyser, texts: list[str]) -> list[list[str]]:
    return [[morpheme.form for morpheme in found] for found in analyser(texts)]


def _whole(document: Document) -> str:
    return f"{document.title}\n{document.text}"


def _bm25s(documents: list[Document], analyser: KiwiAnalyser) -> Searcher:
    began = time.perf_counter()
    numbers: dict[str, int] = {}
    words = [
        [numbers.setdefault(form, len(numbers)) for form in forms]
        for forms in _forms(analyser, [_whole(document) for document in documents])
    ]
    index = bm25s.BM25(k1=0.5, b=0.15)
    index.index((words, numbers), show_progress=False)
    built = time.perf_counter() - began

    def find(text: str) -> list[str]:
        asked = [[numbers[form] for form in _forms(analyser, [text])[0] if form in numbers]]
        found, _ = index.retrieve(asked, k=MOST, show_progress=False)
        return [documents[number].key for number in found[0].tolist()]

    size = sum(part.nbytes for part in index.scores.values() if hasattr(part, "nbytes"))
    return Searcher("bm25s, morphemes", find, size / 1e6, built)


def _tantivy(documents: list[Document], analyser: KiwiAnalyser, folder: Path) -> Searcher:
    began = time.perf_counter()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer()
    for document, forms in zip(documents, _forms(analyser, [_whole(d) for d in documents]), strict=True):
        writer.add_document(tantivy.Document(key=document.key, words=" ".join(forms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    built = time.perf_counter() - began
    searcher = index.searcher()

    def find(text: str) -> list[str]:
        forms = _forms(analyser, [text])[0]
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", form)) for form in forms]
        hits = searcher.search(tantivy.Query.boolean_query(terms), MOST).hits
        return [searcher.doc(address)["key"][0] for _, address in hits]

    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Searcher("tantivy, morphemes", find, size / 1e6, built)


@contextmanager
def _postgresql(documents: list[Document], analyser: KiwiAnalyser) -> Iterator[Searcher]:
    folder = Path(tempfile.mkdtemp(prefix="sori-bench-", dir="/var/tmp"))
    folder.chmod(0o711)
    state = StateFolder(folder / "state")
    embedded.initialise(state)
    with embedded.running(state, durable=False) as address, psycopg.connect(address) as connection:
        began = time.perf_counter()
        connection.execute("create table document (key text, words tsvector)")
        with connection.cursor().copy("copy document from stdin") as rows:
            for document, forms in zip(documents, _forms(analyser, [_whole(d) for d in documents]), strict=True):
                rows.write_row((document.key, _vector(forms)))
        connection.execute("create index by_words on document using gin (words)")
        connection.execute("analyze document")
        built = time.perf_counter() - began
        (size,) = connection.execute("select pg_relation_size('by_words')").fetchone() or (0,)

        def find(text: str) -> list[str]:
            query = " | ".join(_quoted(form) for form in _forms(analyser, [text])[0])
            found = connection.execute(
                """select key from document, cast(%s as tsquery) query
                   where words @@ query order by ts_rank(words, query) desc limit %s""",
                (query, MOST),
            )
            return [key for (key,) in found]

        yield Searcher("PostgreSQL GIN, morphemes", find, size / 1e6, built, ASKED_OF_POSTGRESQL)


def _vector(forms: list[str]) -> str:
    return " ".join(f"{_quoted(form)}:{min(place, 16_383)}" for place, form in enumerate(forms, 1))


def _quoted(form: str) -> str:
    return "'" + form.replace("\\", "\\\\").replace("'", "''") + "'"


def _speed(count: int) -> None:
    """A whole rebuild by a process that has just started, single changes, and questions meanwhile."""
    documents = list(_articles.articles(count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    index = Index(KiwiAnalyser())
    index.add(documents)
    built = time.perf_counter() - began
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    asked = _articles.questions(documents, 1_000)
    took = [_seconds(lambda text=text: index.search(text)) for text in asked]
    typed = [text[: 1 + number % len(text)] for number, text in enumerate(asked)]
    suggested = [_seconds(lambda text=text: index.suggest(text)) for text in typed]
    fresh = list(_articles.articles(300, seed=9))
    changed = [_seconds(lambda document=document: index.add([document])) for document in fresh]
    assert all(document in [hit.document for hit in index.search(document.title)] for document in fresh[::10])
    merged = _seconds(index.compact)
    print(f"\n{count:,} articles")
    print(
        f"rebuilt in {built:.0f} s, Kiwi's start included; index {index.bytes() / 1e6:.0f} MB; peak {peak:.0f} MB more"
    )
    for name, seconds in (("search", took), ("suggest", suggested), ("one article replaced", changed)):
        print(f"{name:24} p50 {percentile(seconds, 50):7.2f} ms   p99 {percentile(seconds, 99):7.2f} ms")
    print(f"merging all {merged:.1f} s")


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
