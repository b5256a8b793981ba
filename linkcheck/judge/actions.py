"""Action links, which are never fetched, and the masking of what nobody else should read in a URL."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final
from urllib.parse import unquote

from linkcheck.judge import urls
from linkcheck.judge.forms import Forms
from linkcheck.judge.tables import Expression, expression, rows

MASK: Final = "***"
"""What stands where a secret stood: it needs no escaping in a URL, in Markdown or in a shell's double quotes."""

_TOKENISH: Final = re.compile(r"^(?=[^/]*[0-9])[A-Za-z0-9_=~.%@+-]{4,}$|^[A-Za-z0-9_=-]{20,}$|@|%40")
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]+)*")
_ADDRESS: Final = re.compile(r"[^@\s/:?&=]+(@|%40)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.IGNORECASE)
"""A person's mail address as a parameter's whole value."""
_INNER: Final = re.compile(
    r"((?:[?&]|%3F|%26)[a-z_]*(?:token|password|secret|signature|api_?key)(?:=|%3D))[^&%]+|(?<=://)[^/@\s&:]+:[^/@\s&]+(?=@)",
    re.IGNORECASE,
)
"""A secret in a URL that is a parameter's value, escaped once or not at all."""


@dataclass(frozen=True, slots=True)
class Action:
    """One row of data/actions.toml."""

    name: str
    host: Expression | None
    path: Expression | None
    query: Expression | None
    source: str

    def matches(self, host: str, path: str, query: str) -> bool:
        """Whether a host, a path and a query are this command."""
        # written out: every link is held against every row
        return (
            (self.path is None or self.path.search(path) is not None)
            and (self.query is None or self.query.search(query) is not None)
            and (self.host is None or self.host.search(host) is not None)
        )


@cache
def _by_host() -> dict[str, tuple[int, ...]]:
    """The numbers of the rows by host, for a run has to do with few of them; those of every host under no name."""
    table: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows("actions", "action")):
        for name in row.get("hosts", ("",)):
            table[name] = (*table.get(name, ()), number)
    return table


@cache
def _action(number: int) -> Action:
    row = rows("actions", "action")[number]
    host, path, query = (expression(row.get(key)) for key in ("host", "path", "query"))
    return Action(row["name"], host, path, query, row["source"])


@cache
def _everywhere() -> tuple[Action, ...]:
    """The rows of every host."""
    return tuple(map(_action, _by_host()[""]))


@cache
def _without_query() -> tuple[Action, ...]:
    """The rows of every host that a URL without a query may be."""
    return tuple(action for action in _everywhere() if action.query is None or action.query.search(""))


@cache
def _commands() -> Forms:
    """The paths of the rows that hold for every host and every query."""
    return Forms(action.path or Expression("") for action in _without_query() if action.host is None)


@lru_cache(maxsize=4096)
def _spoken_of(host: str) -> bool:
    """Whether a row is about a host."""
    named = any(name in _by_host() for name in urls.suffixes(host))
    return named or any(action.host is not None and action.host.search(host) for action in _everywhere())


@lru_cache(maxsize=16_384)
def action_of(url: str) -> str:
    """The name of the command that fetching a URL would give; empty for an ordinary link."""
    parts = urls.split(url)
    path, query = unquote(parts.path), parts.query
    fragment = urls.routed(url)
    if fragment:
        route, _, more = fragment.lstrip("!").partition("?")
        path, query = f"{path.rstrip('/')}/{route.lstrip('/')}", f"{query}&{more}".strip("&")
    host = urls.host_of(url)
    if not query and not _spoken_of(host) and not _commands().found(path):
        return ""  # as nearly always
    table = _by_host()
    known = (_action(number) for name in urls.suffixes(host) for number in table.get(name, ()))
    everywhere = _everywhere() if query else _without_query()
    return next((action.name for action in chain(known, everywhere) if action.matches(host, path, query)), "")


def is_action(url: str) -> bool:
    """Whether fetching a URL would do something: unsubscribe a reader, confirm an address, end a session."""
    return bool(action_of(url))


@dataclass(frozen=True, slots=True)
class Secret:
    """One row of data/actions.toml that names parameters."""

    name: Expression
    hosts: tuple[str, ...]
    least: int
    """Characters that a value must have at least: `?key=otter` is no secret."""

    def holds(self, name: str, value: str, host: str) -> bool:
        """Whether a parameter's value is one."""
        here = not self.hosts or any(urls.owns(known, host) for known in self.hosts)
        return here and len(value) >= self.least and bool(self.name.fullmatch(name))


@cache
def _secrets() -> tuple[Secret, ...]:
    return tuple(
        Secret(Expression(row["name"]), tuple(row.get("hosts", ())), row.get("least", 1))
        for row in rows("actions", "masked")
    )


@cache
def _paths() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["path"], re.IGNORECASE) for row in rows("actions", "masked_path"))


@lru_cache(maxsize=16_384)
def masked(url: str) -> str:
    """A URL as it may stand in reports and logs: tokens, credentials and campaign identifiers become `***`.

    Masked are: the user and password before the host; the values of the parameters in data/actions.toml, in query and
    fragment; the parts of paths that it names; mail addresses that are a whole value; JSON Web Tokens anywhere; and, in
    an action link, every value and every part of the path that looks like a token. Everything else stays byte for byte.
    `utm_source` and the like stay: they name a campaign, not a reader.
    """
    action = is_action(url)
    before, mark, fragment = url.partition("#")
    address, question, query = before.partition("?")
    host = urls.host_of(url) if query or fragment else ""
    address = _JWT.sub(MASK, _without_credentials(address))
    for form in _paths():
        address = form.sub(_hide, address)
    if action:
        address = _without_tokens(address)
    return (
        address
        + question
        + _without_secrets(query, host, everything=action)
        + mark
        + _without_secrets(fragment, host, everything=action)
    )


def _hide(found: re.Match[str]) -> str:
    start, end = (place - found.start() for place in found.span("secret"))
    return found.group()[:start] + MASK + found.group()[end:]


def _without_credentials(address: str) -> str:
    scheme, slashes, rest = address.partition("//")
    if not slashes:
        return address
    host, slash, path = rest.partition("/")
    if "@" in host:
        host = f"{MASK}@{host.rpartition('@')[2]}"
    return scheme + slashes + host + slash + path


def _without_tokens(address: str) -> str:
    scheme, slashes, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    names = path.split("/")
    hidden = [
        MASK if _TOKENISH.search(name) and not name.lower().endswith((".php", ".html", ".aspx")) else name
        for name in names
    ]
    return scheme + slashes + host + slash + "/".join(hidden)


def _without_secrets(query: str, host: str, *, everything: bool) -> str:
    if not query:
        return ""
    kept = []
    for pair in re.split(r"([&;])", query):
        name, equals, value = pair.partition("=")
        plain = unquote(name.rpartition("?")[2]).strip()
        told = everything or bool(_ADDRESS.fullmatch(value)) or any(s.holds(plain, value, host) for s in _secrets())
        if equals and value and told:
            kept.append(f"{name}={MASK}")
        elif not equals and everything and _TOKENISH.search(pair):
            kept.append(MASK)
        else:
            kept.append(_INNER.sub(lambda found: f"{found.group(1) or ''}{MASK}", _JWT.sub(MASK, pair)))
    return "".join(kept)
