"""Dead links whose snapshot follows them in the document: both are one link of the original's target, and preserved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from linkcheck import documents, judge
from linkcheck.model import Document, Edit, Link, Span, Style
from linkcheck.settings import Settings


def is_snapshot(url: str, settings: Settings) -> bool:
    """Whether a URL is that of a snapshot, in a web archive or in one's own."""
    if "://" not in url[8:]:
        return False
    own = settings.own_replay is not None and url.startswith(f"{settings.own_replay}/")
    return own or bool(judge.archive_of(url, settings.web_archive))


def together(
    document: Document, links: Sequence[Link], filed: Sequence[Link], made: Mapping[Edit, Link], settings: Settings
) -> tuple[Link, ...]:
    """The links of a document, where a snapshot that follows its original stands for both of them.

    It is known by the ledger, and without it by how it stands there, so that nothing is ever appended twice. It tells
    what the original tells: its target and the words that a reader sees.

    Args:
        document: as it was read.
        links: all of its links, as they are written.
        filed: those that lead out, each under its target.
        made: the applied edits that were found in the document, with the links that they left.
        settings: they say which words stand for a snapshot.
    """
    if not any(is_snapshot(link.url, settings) for link in links):
        return tuple(filed)
    appended = {link.span: edit.new for edit, link in made.items() if edit.style is Style.APPEND}
    styles = documents.Styles(document, links)
    written = {link.span: link for link in links}
    stands_for: dict[Span, Link] = {}
    left_out: set[Span] = set()
    for link in filed:
        original = written[link.span]
        if is_snapshot(original.url, settings):
            continue
        places = [
            [
                one.link.span
                for one in place
                if one.link.written == appended.get(link.span) or _is_its_snapshot(one, original, settings)
            ]
            for place in styles.followers(original)
        ]
        if places and all(places):
            left_out.add(link.span)
            stands_for |= {span: link for place in places for span in place}
    return tuple(
        replace(link, url=first.url, text=first.text, context=first.context)
        if (first := stands_for.get(link.span))
        else link
        for link in filed
        if link.span not in left_out
    )


def _is_its_snapshot(one: "documents.Follower", original: Link, settings: Settings) -> bool:
    """Whether what follows a link is a snapshot of it: our own word says so, and to whom appends the URL itself."""
    if not is_snapshot(one.link.url, settings):
        return False
    appending = settings.style is Style.APPEND
    return one.word == settings.append_text or (appending and unquote(one.link.url).endswith(unquote(original.url)))
