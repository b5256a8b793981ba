"""Settings from their four sources: defaults < [tool.linkcheck] or linkcheck.toml < environment < options."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from linkcheck.errors import SettingsError
from linkcheck.settings.parse import HOST_PARSERS, PARSERS, SETTING_NAMES, host_settings
from linkcheck.settings.values import HostSettings, Settings

ENVIRONMENT_PREFIX = "LINKCHECK_"
OWN_FILE = "linkcheck.toml"
SHARED_FILE = "pyproject.toml"


def load(options: Mapping[str, object], environ: Mapping[str, str], folder: Path, config: Path | None) -> Settings:
    """The settings of a run.

    Args:
        options: Setting names and raw values from the command line; what was not given is not in it.
        environ: The environment.
        folder: Where the search for a settings file begins; it goes on in the folders above.
        config: The file that was named instead, if any.

    Raises:
        SettingsError: A file cannot be read, a key is unknown or a value is wrong.
    """
    values: dict[str, object] = {}
    if config is None and (named := environ.get(ENVIRONMENT_PREFIX + "CONFIG")):
        config = Path(named)
    source = config or _search(folder)
    if source is not None:
        values.update(_from_file(source, required=config is not None))
    values.update(_from_environment(environ))
    for name, raw in options.items():
        values[name] = _parsed(name, raw, f"--{name.replace('_', '-')}")
    return Settings(**values)  # type: ignore[arg-type]


def _search(folder: Path) -> Path | None:
    """The nearest settings file in a folder or above it."""
    for place in (folder, *folder.parents):
        own = place / OWN_FILE
        if own.is_file():
            return own
        shared = place / SHARED_FILE
        if shared.is_file() and "[tool.linkcheck" in shared.read_text(encoding="utf-8", errors="replace"):
            return shared
    return None


def _from_file(source: Path, *, required: bool) -> dict[str, object]:
    try:
        written = source.read_text(encoding="utf-8")
        tree = tomllib.loads(written)
    except OSError as error:
        raise SettingsError(f"{source}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{source}: is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source}: is not valid TOML: {error}") from error
    table: object = tree
    if source.name == SHARED_FILE:
        tools = tree.get("tool")
        table = tools.get("linkcheck") if isinstance(tools, dict) else None
        if table is None:
            if required:
                raise SettingsError(f"{source}: has no table [tool.linkcheck]")
            return {}
    if not isinstance(table, dict):
        raise SettingsError(f"{source}: [tool.linkcheck] is not a table")
    values: dict[str, object] = {}
    for key, raw in table.items():
        place = f"{source}, line {line_of(written, key)}"
        if key not in SETTING_NAMES:
            raise SettingsError(f"{place}: unknown setting {key!r}{nearest(key, SETTING_NAMES)}")
        values[key] = _hosts(raw, source, written) if key == "hosts" else _parsed(key, raw, f"{place}: {key}")
        if isinstance(named := values[key], Path):
            # meant from the file's own folder, whichever folder the command is run in
            values[key] = source.parent / named
    return values


def _hosts(raw: object, source: Path, written: str) -> Mapping[str, HostSettings]:
    if not isinstance(raw, dict):
        raise SettingsError(f"{source}, line {line_of(written, 'hosts')}: hosts is a table of host names")
    hosts: dict[str, HostSettings] = {}
    for host, table in raw.items():
        place = f"{source}, line {line_of(written, host)}"
        for key in table if isinstance(table, dict) else ():
            if key not in HOST_PARSERS:
                line = line_of(written, key, below=host)
                raise SettingsError(
                    f'{source}, line {line}: unknown setting {key!r} of hosts."{host}"{nearest(key, HOST_PARSERS)}'
                )
        try:
            hosts[host.lower()] = host_settings(table)
        except ValueError as error:
            raise SettingsError(f'{place}: hosts."{host}" wants {error}') from None
    return MappingProxyType(hosts)


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for variable, raw in sorted(environ.items()):
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == ENVIRONMENT_PREFIX + "CONFIG":
            continue
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if name not in PARSERS:
            known = [ENVIRONMENT_PREFIX + other.upper() for other in PARSERS]
            raise SettingsError(f"unknown environment variable {variable}{nearest(variable, known)}")
        values[name] = _parsed(name, raw, f"environment variable {variable}")
    return values


def _parsed(name: str, raw: object, written: str) -> object:
    """The value of a setting; `written` is what the user knows it by."""
    try:
        return PARSERS[name](raw)
    except ValueError as error:
        shown = ", ".join(map(repr, raw)) if isinstance(raw, tuple) else repr(raw)
        raise SettingsError(f"{written} wants {error}, not {shown}") from None


def nearest(key: str, known: Mapping[str, object] | frozenset[str] | list[str]) -> str:
    """Advice to end an error with: the known key that is most like a wrong one; empty where none is."""
    close = get_close_matches(key, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def line_of(written: str, key: str, below: str = "") -> int:
    """The line on which a key or a table's name is written, 1-based; tomllib does not tell."""
    bare = re.escape(key)
    spelled = re.compile(rf"""^\s*(?:\[.*?)?(?:[\w."'-]*\.)?["']?{bare}["']?\s*(?:=|\]|\.|$)""")
    lines = written.splitlines()
    start = next((number for number, line in enumerate(lines) if below and below in line), 0)
    for number, line in enumerate(lines[start:], start + 1):
        if spelled.search(line) or (below and re.search(rf"\b{bare}\s*=", line)):
            return number
    return start + 1
