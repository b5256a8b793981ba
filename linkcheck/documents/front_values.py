"""The proof that front matter, read again after a rewrite, says the same in all but the URLs of the plan."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from linkcheck.documents.escape import meaning
from linkcheck.documents.front import Front, front_of
from linkcheck.model import Document, Edit, Link

Leaf = tuple[tuple[str, ...], object]
"""One value of front matter, with the keys and places that lead to it."""


def front_differs(document: Document, changed: Document, links: Sequence[Link], edits: Sequence[Edit]) -> str:
    """Why the front matter of a result would say something else than was planned; empty where it would not.

    Args:
        document: as it was.
        changed: with the edits made.
        links: the links of `document`.
        edits: all of the plan.
    """
    written = {edit.span: edit for edit in edits if edit.span.start < document.body}
    if not written:
        return ""
    planned = Counter((link.url, meaning(link, written[link.span].new)) for link in links if link.span in written)
    old, new = _front(document), _front(changed)
    if new.doubt or new.source is not old.source or _body(changed, new) != changed.body:
        return "its front matter would no longer be read"
    before, after = list(_leaves(old.values)), list(_leaves(new.values))
    if [path for path, _ in before] != [path for path, _ in after]:
        return "its front matter would have other values"
    made: Counter[tuple[str, str]] = Counter()
    for (path, one), (_, other) in zip(before, after, strict=True):
        if type(one) is type(other) and one == other:
            continue
        if not isinstance(one, str) or not isinstance(other, str):
            return f"the value of “{'.'.join(path)}” in its front matter would change"
        made[one.strip(), other.strip()] += 1
    return "" if made == planned else "other values of its front matter would change than those that are meant"


def _front(document: Document) -> Front:
    # what stands behind it may tell where it ends, and no more than that
    return front_of(document.data.decode(document.encoding))


def _body(document: Document, front: Front) -> int:
    return len(document.data.decode(document.encoding)[: front.end].encode(document.encoding))


def _leaves(values: object) -> Iterator[Leaf]:
    """Every value that holds no others, in order; what an alias repeats is read once."""
    seen: set[int] = set()
    waiting: list[Leaf] = [((), values)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping | list):
            if id(value) in seen:
                continue
            seen.add(id(value))
            named = value.items() if isinstance(value, Mapping) else enumerate(value)
            waiting.extend(((*path, str(name)), inner) for name, inner in named)
            # an empty one is a value too
            yield path, len(value)
        else:
            yield path, value
