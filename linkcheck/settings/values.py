"""Every setting, its default and its meaning: one frozen value for the whole run.

A setting has the same name as its option, with underscores. Durations are seconds, sizes bytes.
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from linkcheck import __version__
from linkcheck.model import Style

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

USER_AGENT = f"Mozilla/5.0 (compatible; linkcheck/{__version__}; +https://pypi.org/project/linkcheck-archive/)"
"""Honest, and shaped so that servers which look for a browser's first word answer."""


class FailOn(StrEnum):
    """Which findings make the exit code 1."""

    NEW = "new"
    CONFIRMED = "confirmed"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What is different for one host: `[hosts."example.org"]`."""

    interval: float | None = None
    per_host: int | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    timeout: float | None = None
    nightly: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run."""

    # where things are
    db: Path = Path("linkcheck.db")
    """The SQLite file that remembers."""
    reports: Path = Path("reports")
    """The folder that reports are written to."""
    paths: tuple[str, ...] = ()
    """Globs, relative to a folder that was named, of the documents in it; empty for every .md, .html and their kin."""
    decisions: Path | None = None
    """The file of what persons decided; None: linkcheck-decisions.toml beside the archive."""
    now: datetime | None = None
    """The time that this run takes as now, UTC."""
    vantage: str = field(default_factory=socket.gethostname)
    """A name for the place that this run checks from."""

    # what is asked
    exclude: tuple[str, ...] = ()
    """Regular expressions; a URL in which one is found is not asked."""
    include: tuple[str, ...] = ()
    """Regular expressions; where there are any, only URLs in which one is found are asked."""
    report_only: tuple[str, ...] = ()
    """Headings whose links are reported and never rewritten."""
    own_domains: tuple[str, ...] = ()
    """Registrable domains of the editor: reported, never rewritten."""
    footer_documents: int = 20
    """A target in more documents than this is a footer: reported as one row, never rewritten."""
    max_document: int = 16 * 1024 * 1024
    """Bytes; a larger document is skipped."""

    # how the network is asked
    allow_network: tuple[Network, ...] = ()
    """Ranges that may be contacted besides public addresses."""
    proxies: bool = False
    """Go through the proxies that the environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY)."""
    timeout: float = 20.0
    """Seconds for one request, everything in."""
    connect_timeout: float = 5.0
    """Seconds to connect."""
    concurrency: int = 512
    """Requests in flight at once, at most."""
    per_host: int = 6
    """Requests in flight at once to one host, at most."""
    interval: float = 0.02
    """Seconds between two requests to one host, at least."""
    max_redirects: int = 20
    """Hops of one chain, at most."""
    max_body: int = 256 * 1024
    """Bytes of a page that are read."""
    user_agent: str = USER_AGENT
    hosts: Mapping[str, HostSettings] = field(default_factory=lambda: MappingProxyType({}))
    """Settings for single hosts and what is below them."""
    deadline: float | None = None
    """Seconds after which nothing new is asked."""
    host_nightly: int | None = None
    """Targets of one host that are asked in one night, at most; what is left stays due."""
    github_api: bool = True
    """Ask GitHub's API about links to it, in bulk, where the environment holds a token."""
    canaries: tuple[str, ...] = ("https://www.wikipedia.org/", "https://www.iana.org/", "https://www.debian.org/")
    """URLs that tell whether the runner's own network is fit; empty turns the test off."""

    # when a link is dead
    strikes: int = 3
    """Decisive strikes in a row, each on its own date, that confirm a death."""
    strike_days: int = 3
    """Days from the first of them to the last, at least."""
    soft_strikes: int = 5
    """Soft strikes in a row that confirm a death."""
    soft_days: int = 14
    """Days from the first of them to the last, at least."""
    require_vantages: int = 1
    """Vantages that strikes must come from."""

    # when a target is asked again: days
    alive_again: int = 7
    """A living one; as it lives on, after as many days as it has lived."""
    alive_longest: int = 60
    """A living one, at most; nothing is put off beyond it or its own interval to even out the nights."""
    failing_again: int = 1
    """One that fails and is not confirmed: each night is a strike."""
    confirmed_again: int = 30
    """One that is confirmed dead: some come back."""
    blocked_again: int = 14
    """One that refuses programs."""
    skipped_again: int = 30
    """One that was not asked at all."""
    report_only_again: int = 60
    """One of which no link is rewritten without a decision, unless it fails."""
    missing_again: int = 30
    """A snapshot that no web archive held."""
    unavailable_again: int = 1
    """A snapshot that could not be asked for."""

    # snapshots
    web_archive: str = "https://web.archive.org"
    """Where snapshots are asked for, and what is written."""
    timegates: tuple[str, ...] = ()
    """Memento TimeGates that are asked where `web_archive` has nothing."""
    replay_rate: float = 8.0
    """Replays a second, at most."""
    replay_in_flight: int = 16
    """Replays in flight at once, at most."""
    cdx_per_minute: float = 24.0
    """CDX queries a minute, at most; one at a time."""
    max_replays: int = 6
    """Replays that are tried for one link."""
    max_distance: int | None = None
    """Days between publication and snapshot, at most."""
    far: bool = False
    """Write snapshots of home pages and yearly events that are more than 60 days away."""
    preserve: bool = False
    """Have living pages captured that no snapshot near their date holds (Save Page Now)."""
    near_days: int = 365
    """Days between publication and a capture within which a living page counts as held."""
    saves_per_minute: float = 7.0
    """Captures asked for in a minute, at most."""
    warc: Path | None = None
    """A folder in which what the crawl reads is kept as WARC; None: it is not kept."""
    own_replay: str | None = None
    """Where a reader finds what is kept in `warc`: the public address of one's own replay, a pywb collection's."""

    # rewriting
    write: bool = False
    """Change the documents; otherwise a diff is shown."""
    force: bool = False
    """Change documents with uncommitted changes too."""
    style: Style = Style.REPLACE
    """How a snapshot stands in a document."""
    append_text: str = "archived"
    """The text of the links that the style `append` adds."""
    front_matter: bool = False
    """Also rewrite URLs that stand in front matter."""
    aliases: bool = False
    """Write the living page's new place where one was found for a dead link."""
    moved: bool = False
    """Write the place where a living link's permanent redirect has long led."""
    moved_nights: int = 3
    """Nights on which it led there, and days from the first to the last, at least."""
    expand_short: bool = False
    """Write the page that a living short link leads to."""
    max_edits: int | None = None
    """Edits in one run, at most."""
    max_files: int | None = None
    """Documents changed in one run, at most."""

    # what is told
    fail_on: FailOn | None = None
    """Which findings make the exit code 1."""
    verbose: int = 0
    quiet: bool = False
    progress: bool = True
    """A live line for each stage, on a terminal."""
