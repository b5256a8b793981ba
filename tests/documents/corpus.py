"""Every link of the real archives beside this checkout: rewritten, undone, and counted beside markdown-it-py's.

`python -m tests.documents.corpus` prints the counts of each archive; `python -m tests.documents.corpus PATH` those of
another.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck.documents import diff, extract, find, read
from linkcheck.model import Document, Kind, Rewrite, Style, Syntax
from linkcheck.settings import Settings
from tests.documents.oracle import markdown_it
from tests.documents.rewriting import is_http, keeps_style, preserving, rewritten, round_trip, snapshot_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_MARKED = frozenset({Syntax.INLINE, Syntax.REFERENCE, Syntax.AUTOLINK, Syntax.IMAGE})
"""What another parser of CommonMark sees too."""


@dataclass(slots=True)
class Counts:
    """What was found in an archive."""

    documents: int = 0
    forms: Counter[Syntax] = field(default_factory=Counter)
    oracle: int = 0
    """Links that markdown-it-py sees in the Markdown of it; raw HTML and bare URLs are none of them."""
    ours: int = 0
    """Those that we see of the same forms."""
    rewritten: int = 0
    """Links that were led to a snapshot and back."""
    styles: Counter[Style] = field(default_factory=Counter)
    """Links that were led to a snapshot in another style, and back."""
    different: list[str] = field(default_factory=list)
    """Documents in which the two see different links."""


def documents(root: Path) -> Iterator[Document]:
    """The documents of a folder, as the job reads them; what cannot be read is left out."""
    for path in find([root], Settings()):
        whole = read(path, path.as_posix(), Settings()) if isinstance(path, Path) else path
        if isinstance(whole, Document):
            yield whole


def counted(root: Path) -> Counts:
    """Lead every http link of a folder's documents to a snapshot, prove it, undo it, and count.

    Raises AssertionError where a byte beside a URL would change, or where undoing gives other bytes.
    """
    counts = Counts()
    for whole in documents(root):
        links = extract(whole)
        counts.documents += 1
        counts.forms.update(link.syntax for link in links)
        if whole.kind is Kind.MARKDOWN:
            theirs = markdown_it(whole.data[whole.body :].decode(whole.encoding)).urls
            ours = Counter(link.url for link in links if link.syntax in _MARKED)
            counts.oracle += theirs.total()
            counts.ours += ours.total()
            if ours != theirs:
                counts.different.append(whole.path)
        counts.rewritten += round_trip(whole)
        rewrite, _ = rewritten(whole, preserving(whole))
        only_urls(rewrite, [link.url for link in links if is_http(link.url)])
        for style in (Style.ROBUST, Style.APPEND):
            counts.styles[style] += keeps_style(whole, style)
    return counts


def only_urls(rewrite: Rewrite, urls: list[str]) -> None:
    """Each line that the diff puts in is one that it takes away, once the snapshots' part of the URLs is taken out."""
    lines = diff(rewrite).splitlines()
    taken = [line[1:] for line in lines if line.startswith("-") and not line.startswith("---")]
    put = [line[1:] for line in lines if line.startswith("+") and not line.startswith("+++")]
    assert [line.replace(snapshot_of(""), "") for line in put] == [line.replace(snapshot_of(""), "") for line in taken]
    assert bool(put) == bool(rewrite.edits) <= bool(urls)


def report(name: str, counts: Counts) -> str:
    """The counts as lines of text."""
    forms = "\n".join(f"  {form.value:<13}{counts.forms[form]:>7,}" for form in Syntax)
    return (
        f"{name}: {counts.documents:,} documents, {counts.forms.total():,} links\n{forms}\n"
        f"  markdown-it-py {counts.oracle:,}, the same forms here {counts.ours:,}, "
        f"{len(counts.different)} documents with a difference\n"
        f"  {counts.rewritten:,} links rewritten, proven and undone to the same bytes\n"
        f"  the same in other styles: {counts.styles[Style.ROBUST]:,} robust, {counts.styles[Style.APPEND]:,} append\n"
    )


def main() -> None:
    """Print the counts of the folders that are named, or of each archive of the corpus."""
    roots = [Path(name) for name in sys.argv[1:]] or sorted(CORPUS.iterdir() if CORPUS.is_dir() else [])
    if not roots:
        sys.stdout.write(f"There are no real archives in {CORPUS}; name a folder.\n")
    for root in roots:
        sys.stdout.write(report(root.name, counted(root)))


if __name__ == "__main__":
    main()
