"""Measure what decisions cost: an edit of the authority file that concerns a tenth of an archive's articles, and others beside it.

    python -m benchmarks.decisions ARCHIVE [--share 0.1]

ARCHIVE is the folder of an archive; a copy of it is worked on. Its links are brought up to date first, which is not timed. Then people
chosen by chance, with a fixed seed, are hidden until they stand in `share` of the articles; the decision is taken back; and everything is
linked anew.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from archive.config import Config, Entities
from archive.core import Archive, open_archive
from archive.model import Entity, EntityType


def main() -> None:
    """Copy the archive and time each edit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--share", type=float, default=0.1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "index"
        shutil.copytree(given.archive, copy)
        config = Config(index=copy, entities=Entities(authority=Path(folder) / "authority.yaml"))
        with open_archive(config) as archive:
            archive.link()
            measure(archive, given.share)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure(archive: Archive, share: float) -> None:
    """Print a row of a table for each edit."""
    total = archive.store.count()
    people = list(chosen(archive, share * total))
    print(f"{total:,} articles; {len(people):,} people hidden\n\n| edit | articles changed | linking, s | with the index, s | CPU s |")
    print("|---|---|---|---|---|")
    for what, text in (
        (f"hide people of {share:.0%} of the articles", "hide:\n" + "".join(f"  - {each.id}\n" for each in people)),
        ("take it back", ""),
        ("everything anew (a country's name ignored)", "countries: {ignore: [South China Morning Post]}\n"),
    ):
        archive.config.entities.authority.write_text(f"version: 1\n{text}")
        stages: dict[str, float] = {}
        start, spent = time.monotonic(), time.process_time()

        def progress(stage: str, done: int, total: int | None, stages: dict[str, float] = stages, start: float = start) -> None:
            stages.setdefault(stage, time.monotonic() - start)

        changed = archive.link(progress).changed
        seconds = time.monotonic() - start
        print(
            f"| {what} | {len(changed):,} | {stages.get('index', seconds):.1f} | {seconds:.1f} | {time.process_time() - spent:.1f} |",
            flush=True,
        )


def chosen(archive: Archive, articles: float) -> Iterator[Entity]:
    """People by chance, until they stand in so many articles."""
    people = [entity for entity, _ in archive.store.listed(EntityType.PERSON, 20_000)]
    random.Random(1).shuffle(people)
    found: set[str] = set()
    for entity in people:
        if len(found) >= articles:
            return
        found.update(archive.store.articles_with(EntityType.PERSON, entity.id))
        yield entity


if __name__ == "__main__":
    main()
