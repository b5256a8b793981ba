"""Front matter: where it stands in a file, what it says, and which of its values are URLs.

The fences are found here, so that the body's place is exact; python-frontmatter's handlers read what is between them.
Formats: YAML between `---` (Jekyll, Hugo, Pandoc; a closing `...` too), TOML between `+++` (Hugo, Zola), a JSON object
(Hugo), and header lines (`Title: …`, `Date: …`) as Pelican, MultiMarkdown and mail have them.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from frontmatter.default_handlers import YAMLHandler

from linkcheck.documents.dates import published
from linkcheck.model import DateSource, Published


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the body of a text."""

    end: int
    """Code points; where the body starts."""
    values: Mapping[str, object] = field(default_factory=dict)
    source: DateSource = DateSource.FRONT_MATTER
    doubt: str = ""
    """What is broken in it, with the line in the file."""


NOTHING = Front(0)

_LINE_END = r"(?:\r\n|\r|\n|\Z)"
_OPEN = re.compile(rf"\ufeff?(?:[ \t]*(?:\r\n|\r|\n))*+(?P<fence>---|\+\+\+)[ \t]*{_LINE_END}")
_CLOSE = {
    "---": re.compile(rf"(?:(?<=[\r\n])|\A)(?:---|\.\.\.)[ \t]*{_LINE_END}"),
    "+++": re.compile(rf"(?:(?<=[\r\n])|\A)\+\+\+[ \t]*{_LINE_END}"),
}
_LONGEST = 300_000
"""Characters of front matter that are read; a longer one takes seconds, and no editor writes it."""
_HEAD = 512 * 1024
"""Bytes of a text in which front matter is looked for first."""
_EMPTY_LINE = re.compile(r"\n\r?\n|\r\r")
"""No header lines go on behind it."""
_NAMES = {"---": "YAML", "+++": "TOML"}
_KEY = re.compile(r"[ \t]*[\"']?[\w.-]+[\"']?[ \t]*[:=](?:[ \t\r\n]|\Z)")
_JSON = re.compile(r"\ufeff?\s*+(?P<start>\{)\s*(?:\"|\}|[\r\n])")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_ANY_LINE_END = re.compile(r"\r\n|\r|\n")
_NESTING = "[{-?:"
"""What opens a level of YAML."""
_PARTS = re.compile(
    r"(?<![\w\-\"'])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}",
)
"""A name of TOML in as many parts: tomllib remembers each beginning of it, which of a long one fills the memory."""
_DEEPEST = 1000
"""Levels that libyaml's reader is trusted with; it calls itself for each and ends the process where the stack does."""


def front_of(text: str) -> Front:
    """The front matter or header lines at the head of `text`; `NOTHING` where there are none."""
    if match := _OPEN.match(text):
        return _fenced(text, match)
    if match := _JSON.match(text):
        return _json(text, match.start("start"))
    return _header_lines(text)


def front_in(text: bytes) -> Front:
    """`front_of` a text as UTF-8, of which no more is decoded than has to be."""
    head = text[:_HEAD].decode("utf-8", "ignore")
    if len(text) <= _HEAD:
        return front_of(head)
    front = front_of(head)
    return front if _is_whole(head, front) else front_of(text.decode())


def _is_whole(head: str, front: Front) -> bool:
    """Whether what was read in the head of a text is what would be read in all of it."""
    if front.doubt:
        return False
    if front.end:
        return _EMPTY_LINE.search(head, front.end) is not None
    begun = head.lstrip("\ufeff \t\r\n")
    if not begun or begun[0] in "-+{":
        return False
    first = _HEADER.match(head, head.startswith("\ufeff"))
    return (_ANY_LINE_END if first is None else _EMPTY_LINE).search(head) is not None


def date_of(front: Front) -> Published | None:
    """The publication date that front matter or header lines state."""
    keys = {str(key).lower().replace("-", "").replace("_", ""): value for key, value in front.values.items()}
    dates = (published(_plain(keys[name]), front.source) for name in _DATE_KEYS if name in keys)
    return next((found for found in dates if found), None)


_DATE_KEYS = (
    "date",
    "published",
    "publishdate",
    "pubdate",
    "publishedat",
    "publishedon",
    "publicationdate",
    "datepublished",
    "sent",
    "sentat",
    "senddate",
    "issued",
    "created",
    "createdat",
)
"""Lower case, without dashes; the first that holds a date counts. When a text was changed is not asked."""


def _plain(value: object) -> object:
    """A list of one value is that value (python-markdown's `meta` gives lists)."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _fenced(text: str, match: re.Match[str]) -> Front:
    fence = match["fence"]
    start = match.end()
    close = _CLOSE[fence].search(text, start)
    if close is None:
        return _unclosed(text, match)
    inner = text[start : close.start()]
    first_line = _line_of(text, start)
    if len(inner) > _LONGEST:
        return Front(close.end(), doubt=f"its {_NAMES[fence]} front matter is longer than {_LONGEST:,} characters")
    try:
        values = _read_fenced(fence, inner)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Front(close.end(), doubt=_doubt(fence, error, first_line)) if _looks_named(inner) else NOTHING
    match values:
        case None:
            return Front(close.end())
        case dict():
            return Front(close.end(), values)
        case _ if _KEY.match(inner):
            return Front(close.end(), doubt=_broken(_NAMES[fence], "it is not a list of names and values", first_line))
        case _:  # two rules with text between them
            return NOTHING


def _looks_named(inner: str) -> bool:
    """Whether broken front matter was meant for names and values; a rule is followed by a blank line or by prose."""
    return not inner.startswith(("\r", "\n")) and any(map(_KEY.match, _ANY_LINE_END.split(inner)))


def _doubt(fence: str, error: Exception, first_line: int) -> str:
    name = _NAMES[fence]
    match error:
        case yaml.MarkedYAMLError(problem=str(problem), problem_mark=mark):
            return _broken(name, problem, first_line + (mark.line if mark else 0))
        case tomllib.TOMLDecodeError():
            return _broken(name, *_toml_place(str(error), first_line))
        case RecursionError():
            return _broken(name, "it is nested too deep", first_line)
        case _:
            return _broken(name, " ".join(str(error).split()), first_line)


def _read_fenced(fence: str, inner: str) -> object:
    # YAML's plain strings are kept as written: a date then keeps its zone, and an impossible one breaks nothing.
    if fence == "---":
        shallow = sum(map(inner.count, _NESTING)) <= _DEEPEST
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader) if shallow else yaml.BaseLoader
        return YAMLHandler().load(inner, Loader=loader)
    if _PARTS.search(inner):
        raise ValueError("a name has too many parts")
    return tomllib.loads(_ANY_LINE_END.sub("\n", inner))


def _toml_place(message: str, first_line: int) -> tuple[str, int]:
    """What is wrong and on which line of the file; tomllib says both in its message only."""
    found = re.search(r"\s*\(at line (\d+), column \d+\)", message)
    if found is None:
        return message.removesuffix(" (at end of document)"), first_line
    return message[: found.start()], first_line + int(found[1]) - 1


def _unclosed(text: str, match: re.Match[str]) -> Front:
    """An opening fence alone: a rule, unless what follows looks like names and values."""
    if not _KEY.match(text, match.end()):
        return NOTHING
    blank = _BLANK_LINE.search(text, match.end())
    name = _NAMES[match["fence"]]
    line = _line_of(text, match.start("fence"))
    return Front(
        blank.end() if blank else len(text),
        doubt=f"the {name} front matter that starts on line {line} is not closed by a line of {match['fence']}",
    )


def _json(text: str, start: int) -> Front:
    try:
        values, end = json.JSONDecoder().raw_decode(text, start)
    except ValueError as error:
        if not re.match(r"\{\s*\"[^\"\n]*\"\s*:", text[start:][:1000]):
            return NOTHING
        blank = _BLANK_LINE.search(text, start)
        problem, position = "a number has too many digits", start
        if isinstance(error, json.JSONDecodeError):
            problem, position = error.msg, error.pos
        return Front(blank.end() if blank else len(text), doubt=_broken("JSON", problem, _line_of(text, position)))
    except RecursionError:
        return NOTHING
    tail = re.compile(rf"[ \t]*{_LINE_END}").match(text, end)
    return Front(tail.end(), values) if tail else NOTHING


_HEADER = re.compile(rf"(?P<name>[A-Za-z][A-Za-z0-9_-]*):(?:[ \t]+(?P<value>[^\r\n]*)|(?=[\r\n]|\Z)){_LINE_END}")
_CONTINUED = re.compile(rf"(?:[ ]{{4}}|\t)[ \t]*(?P<value>[^\r\n]+){_LINE_END}")
_HEADER_NAMES = frozenset({"title", "date", "subject"})
"""At least one of these must be among the names, so that a text that begins with `Note: …` keeps its first line."""


def _header_lines(text: str) -> Front:
    values: dict[str, list[str]] = {}
    end = 1 if text.startswith("\ufeff") else 0
    last = ""
    while match := _HEADER.match(text, end) or (_CONTINUED.match(text, end) if last else None):
        if match.end() == end:
            break
        groups = match.groupdict()
        said = (groups["value"] or "").strip()
        if name := groups.get("name"):
            last = name
            values[name] = [said]
        else:
            values[last].append(said)
        end = match.end()
    if not _HEADER_NAMES & {name.lower() for name in values}:
        return NOTHING
    return Front(end, {name: " ".join(lines) for name, lines in values.items()}, DateSource.HEADER)


def url_spans(text: str, front: Front) -> Iterator[tuple[int, int, str]]:
    """Start, end (code points) and URL of each value that is an http(s) URL and nothing else.

    A value is told only where it is found as often as it was read: one that also stands in a comment is not guessed at.
    """
    times = Counter(_urls(front.values))
    places: dict[str, list[tuple[int, int]]] = {url: [] for url in times}
    for match in _RUN.finditer(text, 0, front.end):
        written = match[0]
        for _ in range(_CLOSERS):
            url = written.replace("\\/", "/")
            if url in places and _VALUE_ENDS.match(text, match.start() + len(written)):
                places[url].append((match.start(), match.start() + len(written)))
            if url in places or written[-1] not in "]},'":
                break
            written = written[:-1]
    for url, found in places.items():
        if len(found) == times[url]:
            yield from ((start, end, url) for start, end in found)


_RUN = re.compile(r"(?<![^\s\"'\[,{=])https?:(?:\\?/){2}[^\s<>\"]+", re.IGNORECASE)
_VALUE_ENDS = re.compile(r"[ \t]*(?:[\"',\]}\r\n]|\Z|(?<=\s)#)")
"""What may stand behind a value that is a URL and nothing else."""
_CLOSERS = 8
"""Marks of a flow collection that may close behind a value without quotes."""
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def _urls(values: object) -> Iterator[str]:
    """Every URL among the values, however deep; what an alias repeats is read once."""
    seen: set[int] = set()
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            # a block scalar ends with a line's end
            if _URL.fullmatch(url := value.rstrip("\n")):
                yield url
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _line_of(text: str, position: int) -> int:
    return len(_ANY_LINE_END.findall(text, 0, position)) + 1


def _broken(name: str, problem: str, line: int) -> str:
    return f"its {name} front matter is broken on line {line}: {problem}"
