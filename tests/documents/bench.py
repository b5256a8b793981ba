"""How long reading and rewriting take: `python -m tests.documents.bench`.

600 documents with 95,000 links, made anew from one seed, are scanned by linkcheck and by lychee (`lychee --dump`, where
it is installed) on the same machine, five times each and in turn, and the medians are compared; then a rewrite of
10,000 links in them is planned and proven. Whole processes are timed, their start included.
"""

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from linkcheck.documents import extract, plan, prove, read
from linkcheck.model import Document, Rewrite
from linkcheck.settings import Settings
from tests.documents.rewriting import replacement, snapshot_of

DOCUMENTS = 600
LINKS = 95_000
REWRITTEN = 10_000
SEED = 20_170_326
RUNS = 5
TIMES_LYCHEE = 5.0
"""What the ratio of the two should not pass."""
WITHIN = 10.0
"""Seconds for planning and proving."""
_WORDS = (
    *("river", "stone", "lantern", "cloud", "engine", "paper", "window", "garden", "silver", "market", "thread"),
    *("bottle", "ladder", "winter", "copper", "signal", "harbour", "meadow", "basket", "candle", "bridge", "orchard"),
)


class Maker:
    """Makes newsletters of invented words."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def words(self, count: int) -> str:
        """Some words."""
        return " ".join(self._random.choices(_WORDS, k=count))

    def url(self) -> str:
        """An address; not of `.example`, whose links lychee leaves out."""
        chance = self._random
        host = f"{chance.choice(_WORDS)}-{chance.choice(_WORDS)}.net"
        return (
            f"https://{host}/{chance.randrange(2010, 2026)}/{'-'.join(chance.choices(_WORDS, k=chance.randint(1, 5)))}"
        )

    def issue(self, links: int) -> str:
        """A newsletter in Markdown with so many links."""
        pieces = [f"---\ntitle: {self.words(3)}\ndate: 2017-03-26\n---\n\n# {self.words(4)}\n"]
        left = links
        while left > 0:
            form = self._random.choice(self._forms)
            pieces.append(form(self))
            left -= 1
        return "\n".join(pieces)

    _forms: tuple[Callable[["Maker"], str], ...] = (
        *(lambda self: f"- [{self.words(5)}]({self.url()}): {self.words(20)}.\n",) * 6,
        lambda self: f'{self.words(30)} [{self.words(3)}]({self.url()} "{self.words(3)}") {self.words(20)}.\n',
        lambda self: f"{self.words(12)}\n{self.url()}\n",
        lambda self: f'<p><a href="{self.url()}">{self.words(4)}</a> {self.words(9)}</p>\n',
        lambda self: f"## {self.words(4)}\n\n{self.words(40)}\n<{self.url()}>\n",
    )


def make(folder: Path) -> None:
    """Write the documents."""
    maker = Maker(SEED)
    for number in range(DOCUMENTS):
        links = LINKS // DOCUMENTS + (number < LINKS % DOCUMENTS)
        (folder / f"{number:03}.md").write_text(maker.issue(links), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a program took, and what it found."""

    seconds: float
    links: int
    processor: float
    """Seconds of processors: what other programs do on the machine does not count."""


def timed(command: list[str]) -> Timed:
    """One run of a program."""
    started, before = time.perf_counter(), _children()
    done = subprocess.run(command, capture_output=True, check=True)
    return Timed(time.perf_counter() - started, done.stdout.count(b"\n"), _children() - before)


def in_turn(*commands: list[str]) -> list[Timed]:
    """The median of some runs of each: what else runs on the machine is the same for all."""
    rounds = [[timed(command) for command in commands] for _ in range(RUNS)]
    return [sorted(runs, key=lambda run: run.seconds)[RUNS // 2] for runs in zip(*rounds, strict=True)]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _program(name: str) -> str | None:
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


def _documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.md")):
        whole = read(path, path.name, Settings())
        if isinstance(whole, Document):
            yield whole


def rewriting(folder: Path) -> Timed:
    """Plan and prove a rewrite of `REWRITTEN` links, in every document as many as come to it."""
    started, before = time.perf_counter(), time.process_time()
    made = 0
    for whole in _documents(folder):
        links = extract(whole)
        chosen = links[:: max(1, LINKS // REWRITTEN)]
        wanted = {link.span: replacement(snapshot_of(link.url), link.url) for link in chosen}
        rewrite = prove(whole, plan(whole, links, wanted), links)
        assert isinstance(rewrite, Rewrite), rewrite
        made += len(rewrite.edits)
    return Timed(time.perf_counter() - started, made, time.process_time() - before)


def tell(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print the times, and how they compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        tell(f"{DOCUMENTS} documents, {size / 1e6:.1f} MB")
        scan = [_program("linkcheck") or "linkcheck", "scan", name]
        if lychee := _program("lychee"):
            ours, theirs = in_turn(scan, [lychee, "--dump", f"{name}/*.md"])
            tell(_row("linkcheck scan", ours))
            tell(_row("lychee --dump", theirs))
            ratios = f"{ours.seconds / theirs.seconds:.1f}, of processors {ours.processor / theirs.processor:.1f}"
            tell(f"ratio {ratios} (at most {TIMES_LYCHEE:.0f} is wanted)")
        else:
            tell(_row("linkcheck scan", *in_turn(scan)))
            tell("lychee is not installed: nothing to compare with")
        tell(f"{_row('plan and prove', rewriting(folder))} (at most {WITHIN:.0f} s is wanted)")


def _row(name: str, made: Timed) -> str:
    return f"{name:<15}{made.seconds:7.2f} s, {made.processor:.2f} s of processors, {made.links:,} links"


if __name__ == "__main__":
    main()
