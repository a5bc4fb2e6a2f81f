"""The reading test of people in AllSides: which (article, person) pairs are judged, by a rule fixed before the first run, and the score.

    python -m benchmarks.people_read CORPORA pairs FILE [--second]   write the pairs that nobody has judged yet, each with its sentence
    python -m benchmarks.people_read CORPORA record FIRST SECOND     keep the judgements of two such files
    python -m benchmarks.people_read CORPORA score                   precision over the pairs, recall over the annotated articles

The rule: articles in the order of the SHA-256 of their ids. Precision: the person values of the first articles, within an article
in the order of the SHA-256 of the value, until there are 300; beside it 200 of the articles from 2001 on, since faults
that were read in the first ones have been mended meanwhile: these say what it is where nobody had looked. A judge replaces the `?`
that begins each line of FILE by `r` (this is the right name of a person whom this article names) or `w`; another judge does the same
in the second order, without a look at the first.
Neither confidence nor reason is shown. FILE holds text that is not ours: keep it out of the project. What is kept are ids, values
and judgements, in people-allsides.csv. Recall: articles 101 to 160 in that order, of which everyone named in full was written
down, before any program had read them, in people-allsides-recall.csv; a bar parts spellings that are equally right.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archive.evaluate import make_reader
from archive.model import Article, EntityType, Link, Mention
from archive.text import sentences, words

SAMPLES = {"the first articles": (slice(0, 100), 300), "articles never looked at": (slice(2000, 2060), 200)}
"""Of each sample the articles, which are more than its pairs need, and the pairs."""
RECALL = slice(100, 160)
FACET_CONFIDENCE = 0.7
AROUND = 250
"""Characters of a sentence that are shown before and after the name: some articles have no full stops."""

FOLDER = Path(__file__).parent
JUDGED = FOLDER / "people-allsides.csv"
NAMED = FOLDER / "people-allsides-recall.csv"

Key = tuple[str, str]
"""An article's id and a person value."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A person value of an article, and the sentence of its fullest mention."""

    article: str
    person: str
    sentence: str

    @property
    def key(self) -> Key:
        return self.article, self.person


def digest(text: str) -> str:
    """The SHA-256 of a text, which orders articles and values as nobody chose."""
    return hashlib.sha256(text.encode()).hexdigest()


def ordered(corpora: Path) -> list[Article]:
    """The articles of AllSides in the order of the rule."""
    with gzip.open(corpora / "articles" / "allsides-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    records.sort(key=lambda record: digest(record["id"]))
    return [Article(id=record["id"], title=record["title"] or "", body=record["body"] or "") for record in records]


def found(articles: Sequence[Article]) -> Iterator[tuple[Article, list[Mention], list[Link]]]:
    """Each article with its mentions and its people, in the order of the rule; they are linked as one archive."""
    for article, read in zip(articles, make_reader(FACET_CONFIDENCE).read(articles), strict=True):
        people = [link for link in read.of(EntityType.PERSON) if link.resolved]
        yield article, read.mentions, sorted(people, key=lambda link: digest(link.name))


def pairs(articles: Sequence[Article], sample: str) -> Iterator[Pair]:
    """The pairs of a sample, in the order of the rule."""
    among, number = SAMPLES[sample]
    return islice(_every_pair(articles[among]), number)


def _every_pair(articles: Sequence[Article]) -> Iterator[Pair]:
    for article, mentions, people in found(articles):
        for link in people:
            full = max((mentions[at] for at in link.mentions), key=lambda mention: len(mention.surface))
            yield Pair(article.id, link.name, sentence(article, full))


def sentence(article: Article, mention: Mention) -> str:
    """The sentence around a mention, on one line, the mention between >> and <<."""
    text = article.title if mention.field == "title" else article.body
    start, end = next((each for each in sentences(text) if each[0] <= mention.start < each[1]), (mention.start, mention.end))
    before = text[max(start, mention.start - AROUND) : mention.start]
    after = text[mention.end : min(max(end, mention.end), mention.end + AROUND)]
    return " ".join(f"{before}>>{mention.surface}<<{after}".split())


# ---------------------------------------------------------------- judging


def write_pairs(articles: Sequence[Article], file: Path, second: bool) -> None:
    """Write the pairs without a judgement, a line each: mark, article, person, sentence. The second order is of hashes of both."""
    known = judgements()
    run = [pair for sample in SAMPLES for pair in pairs(articles, sample)]
    waiting = [pair for pair in run if pair.key not in known]
    if second:
        waiting.sort(key=lambda pair: digest(pair.person + pair.article))
    file.write_text("".join(f"?\t{pair.article}\t{pair.person}\t{pair.sentence}\n" for pair in waiting), encoding="utf-8")
    print(f"{len(waiting)} of {len(run)} pairs wait for a judgement, in {file}")


def record(first: Path, second: Path) -> None:
    """Add the judgements of two files to those that are kept."""
    marks = [{(line[1], line[2]): line[0] for line in _lines(file)} for file in (first, second)]
    unclear = [key for each in marks for key, mark in each.items() if mark not in ("r", "w")]
    if unclear or marks[0].keys() != marks[1].keys():
        raise SystemExit(f"not the same pairs in both, or neither r nor w: {unclear[:3] or sorted(marks[0].keys() ^ marks[1].keys())[:3]}")
    kept = judgements() | {key: (mark, marks[1][key]) for key, mark in marks[0].items()}
    with JUDGED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("article", "person", "first", "second"))
        writer.writerows((*key, *marked) for key, marked in sorted(kept.items(), key=lambda item: (digest(item[0][0]), digest(item[0][1]))))


def _lines(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


def judgements() -> dict[Key, tuple[str, str]]:
    """Both judgements of every pair that has them."""
    if not JUDGED.exists():
        return {}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return {(row["article"], row["person"]): (row["first"], row["second"]) for row in csv.DictReader(file)}


# ---------------------------------------------------------------- scoring


def score(articles: Sequence[Article]) -> None:
    """Print of each sample the precision (both judgements right, of all judged pairs of this run), and recall."""
    for sample in SAMPLES:
        marks, waiting = precision(articles, sample)
        both, either = sum(mark == ("r", "r") for mark in marks), sum("r" in mark for mark in marks)
        share = both / max(1, len(marks))
        print(f"precision, {sample}: {both} of {len(marks)} right in both readings, {share:.3f}; in either {either}")
        if waiting:
            print(f"  {waiting} more pairs of this run are not judged yet: `pairs`, read, `record`")
    hits, total = recall(articles)
    print(f"recall: {hits} of {total} people in {RECALL.stop - RECALL.start} articles, {hits / total:.3f}")


def precision(articles: Sequence[Article], sample: str) -> tuple[list[tuple[str, str]], int]:
    """Both judgements of each pair of a sample of this run that has them, and how many have none yet."""
    known = judgements()
    run = [pair.key for pair in pairs(articles, sample)]
    marks = [known[key] for key in run if key in known]
    return marks, len(run) - len(marks)


def recall(articles: Sequence[Article]) -> tuple[int, int]:
    """How many of the people who were written down are values of their article, and how many they are.

    A value is of a person where its first and its last word (suffixes apart) are those of one of the spellings.
    """
    with NAMED.open(encoding="utf-8", newline="") as file:
        named = [(row["article"], row["person"].split("|")) for row in csv.DictReader(file) if row["person"]]
    values = {article.id: {ends(link.name) for link in people} for article, _, people in found(articles[RECALL])}
    hits = sum(any(ends(name) in values[id] for name in names) for id, names in named)
    return hits, len(named)


def ends(name: str) -> tuple[str, str, bool]:
    """The first and the last word of a name, folded, and whether it is a junior's."""
    parts = words(name)
    core = [part for part in parts if part not in ("jr", "sr", "ii", "iii")] or parts
    return core[0], core[-1], "jr" in parts


def main() -> None:
    """Read the arguments and do what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("pairs")
    writing.add_argument("file", type=Path)
    writing.add_argument("--second", action="store_true", help="in the order of the second reading")
    recording = commands.add_parser("record")
    recording.add_argument("first", type=Path)
    recording.add_argument("second", type=Path)
    commands.add_parser("score")
    given = parser.parse_args()
    if given.command == "record":
        record(given.first, given.second)
    elif given.command == "pairs":
        write_pairs(ordered(given.corpora), given.file, given.second)
    else:
        score(ordered(given.corpora))


if __name__ == "__main__":
    main()
