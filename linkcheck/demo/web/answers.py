"""Answers as they should be: pages, documents, plain statuses."""

import gzip
from collections.abc import Iterable
from html import escape

from linkcheck.demo.web.exchange import Behaviour, Exchange, Request, phrase

Headers = Iterable[tuple[str, str]]


def html(title: str, text: str, head: str = "") -> str:
    """A small, whole HTML page; `text` is plain, blank lines part its paragraphs."""
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n'
        f"<body>\n<h1>{escape(title)}</h1>\n{paragraphs}</body>\n</html>\n"
    )


def page(title: str, text: str, *, status: int = 200, headers: Headers = ()) -> Behaviour:
    """A page of plain paragraphs."""
    return document(html(title, text), status=status, headers=headers)


def document(
    body: str | bytes,
    content_type: str = "text/html; charset=utf-8",
    *,
    status: int = 200,
    headers: Headers = (),
) -> Behaviour:
    """Any body, as it is."""
    own = tuple(headers)

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.answer(status, body, own, content_type)

    return behave


def status(code: int, body: str = "", headers: Headers = ()) -> Behaviour:
    """A bare status, with its phrase for a body unless one is given."""
    return document(body or html(f"{code} {phrase(code)}", phrase(code)), status=code, headers=headers)


def gone() -> Behaviour:
    """410: it was here and is no more."""
    return status(410)


def retry_after(value: int | str, code: int = 429) -> Behaviour:
    """Too busy: come back after so many seconds, or at an HTTP date."""
    return status(code, headers=[("Retry-After", str(value))])


def gzipped(title: str, text: str) -> Behaviour:
    """A page, honestly compressed."""
    return document(gzip.compress(html(title, text).encode()), headers=[("Content-Encoding", "gzip")])


def huge(title: str, size: int) -> Behaviour:
    """A page of at least `size` bytes."""
    row = "<p>" + "The light turns, the sea goes on. " * 30 + "</p>\n"
    return document(html(title, "A long page.") + row * (size // len(row) + 1))
