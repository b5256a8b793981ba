"""What is never asked: links that are not for the web, that do something, that were excluded, that are snapshots."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.actions import action_of
from linkcheck.judge.forms import Forms
from linkcheck.judge.tables import Expression, rows
from linkcheck.model import Evidence, Judgement, Reason, Verdict
from linkcheck.settings import Settings

_SCHEME: Final = re.compile(r"^\s*([A-Za-z][A-Za-z0-9+.-]*):")
_LABEL: Final = re.compile(r"^[^\s.\x00-\x20/?#@\\<>^`{|}\"%]{1,63}$")
Question = Callable[[str, Settings], tuple[Reason, str] | None]


def before_asking(url: str, settings: Settings) -> Judgement | None:
    """Why a URL is not asked at all (verdict `skipped`), or None: it may be asked."""
    for question in _QUESTIONS:
        found = question(url, settings)
        if found is not None:
            reason, detail = found
            return Judgement(Verdict.SKIPPED, reason, (Evidence(reason.value, 0, detail),))
    return None


def _not_http(url: str, _settings: Settings) -> tuple[Reason, str] | None:
    if url.startswith(("http://", "https://")):
        return None  # as nearly always
    match = _SCHEME.match(url)
    scheme = match.group(1).lower() if match else ""
    if scheme in {"http", "https"}:
        return None
    return Reason.NOT_HTTP, f"scheme {scheme}" if scheme else "no scheme"


def _malformed(url: str, _settings: Settings) -> tuple[Reason, str] | None:
    return _misnamed(urls.split(url.strip()).netloc)


@lru_cache(maxsize=4096)
def _misnamed(netloc: str) -> tuple[Reason, str] | None:
    host = urls.hostname(netloc)
    if not host:
        return Reason.MALFORMED, "no host that can be read"
    if ":" in host:
        return None  # an IPv6 address, which urlsplit has read
    labels = host.removesuffix(".").split(".")
    bad = [label for label in labels if not _LABEL.match(label)]
    if bad or len(host) > 253:
        return Reason.MALFORMED, f"host {host!r} cannot be a name"
    return None


def _action(url: str, _settings: Settings) -> tuple[Reason, str] | None:
    name = action_of(url)
    return (Reason.ACTION, name) if name else None


def _snapshot(url: str, settings: Settings) -> tuple[Reason, str] | None:
    name = archive_of(url, settings.web_archive)
    return (Reason.SNAPSHOT, name) if name else None


def _excluded(url: str, settings: Settings) -> tuple[Reason, str] | None:
    if not (settings.exclude or settings.include):
        return None
    found = next((text for text in settings.exclude if re.search(text, url)), None)
    if found is not None:
        return Reason.EXCLUDED, f"exclude: {found}"
    if settings.include and not any(re.search(text, url) for text in settings.include):
        return Reason.EXCLUDED, "in no include pattern"
    return None


_QUESTIONS: Final[tuple[Question, ...]] = (_not_http, _malformed, _snapshot, _action, _excluded)


@dataclass(frozen=True, slots=True)
class _Archive:
    """One row of archives.toml."""

    name: str
    url: re.Pattern[str]
    written: bool


@cache
def _archives() -> tuple[_Archive, ...]:
    # The Perma.cc pattern tells by capitals, so case counts in the path.
    return tuple(
        _Archive(row["name"], re.compile(row["url"]), row.get("written", True)) for row in rows("archives", "archive")
    )


def archive_of(url: str, web_archive: str) -> str:
    """The name of the web archive whose snapshot a URL is; empty for an ordinary URL."""
    if _own(web_archive).match(url):
        return web_archive
    found = _archive(url)
    return found.name if found else ""


@lru_cache(maxsize=8)
def _own(web_archive: str) -> re.Pattern[str]:
    """The snapshots of the web archive of the settings."""
    return re.compile(rf"{re.escape(web_archive.rstrip('/'))}/web/[0-9]{{1,14}}([a-z]{{2}}_)?/")


def never_written(url: str) -> str:
    """The name of the archive whose snapshots are not written into documents; empty for every other URL."""
    found = _archive(url)
    return found.name if found and not found.written else ""


def _archive(url: str) -> _Archive | None:
    likely = _forms().of(url)
    if not likely:
        return None  # as nearly always
    scheme, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    plain = f"{scheme.lower()}{slashes}{host.lower()}{slash}{path}"
    return next((one for one in map(_archives().__getitem__, likely) if one.url.match(plain)), None)


@cache
def _forms() -> Forms:
    """The URLs of all archives, whatever the case: each that one of them has is likely."""
    return Forms(Expression(one.url.pattern) for one in _archives())
