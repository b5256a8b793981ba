"""Settings come from four sources, and a wrong one is told by file, line and nearest key."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from linkcheck.errors import SettingsError
from linkcheck.settings import PARSERS, SETTING_NAMES, Settings, load


def loaded(folder: Path, options: dict[str, object] | None = None, environ: dict[str, str] | None = None) -> Settings:
    """Settings as a command run in `folder` has them."""
    return load(options or {}, environ or {}, folder, None)


def test_every_setting_has_a_parser() -> None:
    """A setting that is added to the values can be set from a file, the environment and an option."""
    assert {field.name for field in dataclasses.fields(Settings)} == SETTING_NAMES
    assert set(PARSERS) == SETTING_NAMES - {"hosts"}


def test_the_nearer_source_wins(tmp_path: Path) -> None:
    """Defaults give way to the file, the file to the environment, the environment to options."""
    (tmp_path / "linkcheck.toml").write_text('timeout = "1s"\nstrikes = 7\nvantage = "file"\n')
    environ = {"LINKCHECK_STRIKES": "8", "LINKCHECK_VANTAGE": "environment"}

    settings = loaded(tmp_path, {"vantage": "option"}, environ)

    assert (settings.timeout, settings.strikes, settings.vantage) == (1.0, 8, "option")
    assert settings.strike_days == Settings().strike_days


def test_pyproject_is_read_where_it_has_our_table(tmp_path: Path) -> None:
    """[tool.linkcheck] of a pyproject.toml above the folder is found; one without it is passed over."""
    below = tmp_path / "site" / "archive"
    below.mkdir(parents=True)
    (tmp_path / "site" / "pyproject.toml").write_text('[project]\nname = "site"\n')
    (tmp_path / "pyproject.toml").write_text('[tool.linkcheck]\nexclude = ["^https://intern"]\n')

    assert loaded(below).exclude == ("^https://intern",)


def test_paths_of_a_file_are_meant_from_its_folder(tmp_path: Path) -> None:
    """A database named in a settings file is the same one from whichever folder below the command is run."""
    (tmp_path / "linkcheck.toml").write_text('db = "memory/links.db"\n')
    below = tmp_path / "archive"
    below.mkdir()

    assert loaded(below).db == tmp_path / "memory" / "links.db"


def test_own_domains_in_any_case(tmp_path: Path) -> None:
    """A domain is written as its owner likes, and read as hosts are compared."""
    (tmp_path / "linkcheck.toml").write_text('own_domains = ["Letters.Example.org", ".example.net"]\n')

    assert loaded(tmp_path).own_domains == ("letters.example.org", "example.net")


def test_hosts_have_settings_of_their_own(tmp_path: Path) -> None:
    """The table of a host is read, its names in any case."""
    (tmp_path / "linkcheck.toml").write_text(
        '[hosts."Example.org"]\ninterval = "2s"\nper_host = 1\nheaders = { Accept = "text/html" }\n'
    )

    host = loaded(tmp_path).hosts["example.org"]

    assert (host.interval, host.per_host, dict(host.headers)) == (2.0, 1, {"Accept": "text/html"})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("a = 1\nstrike_dayz = 3\n", "linkcheck.toml, line 1: unknown setting 'a'"),
        ("\nstrike_dayz = 3\n", "line 2: unknown setting 'strike_dayz'; did you mean 'strike_days'?"),
        ('\n\ntimeout = "soon"\n', "linkcheck.toml, line 3: timeout wants a duration such as 90s, 45m or 1h30m"),
        ("strikes = true\n", "linkcheck.toml, line 1: strikes wants a whole number of at least 1, not True"),
        ('exclude = ["("]\n', "linkcheck.toml, line 1: exclude wants a regular expression"),
        ('[hosts."a.org"]\nintervall = 1\n', "line 2: unknown setting 'intervall' of hosts.\"a.org\"; did you mean"),
        ('[hosts."a.org"]\nper_host = 0\n', 'line 1: hosts."a.org" wants a whole number of at least 1 as per_host'),
        ("timeout = \n", "linkcheck.toml: is not valid TOML: "),
        (
            '[hosts."a.org"]\nheaders = { "a b" = "1" }\n',
            'line 1: hosts."a.org" wants a table of header names and texts',
        ),
        ('[hosts."a.org"]\nheaders = { a = "1\\u0000" }\n', 'line 1: hosts."a.org" wants header values of one line'),
        ('web_archive = "web.archive.org"\n', "line 1: web_archive wants an http or https URL"),
        ('allow_network = ["ten"]\n', "line 1: allow_network wants a range of addresses"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_by_line(tmp_path: Path, written: str, told: str) -> None:
    """The message names the file, the line, what was wanted and the nearest key."""
    (tmp_path / "linkcheck.toml").write_text(written)

    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_option_is_told_by_its_name(tmp_path: Path) -> None:
    """An option is named as it is written on the command line."""
    with pytest.raises(SettingsError, match=r"^--max-edits wants a whole number of at least 0, not 'many'"):
        loaded(tmp_path, {"max_edits": "many"})
    with pytest.raises(SettingsError, match=r"^--allow-network wants a range of addresses .*, not 'ten', 'eleven'$"):
        loaded(tmp_path, {"allow_network": ("ten", "eleven")})


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("now", "0001-01-01T00:00:00+14:00"),
        ("now", "9999-12-31T23:59:59-12:00"),
        ("deadline", 1e308),
        ("max_document", 10**23),
        ("db", "a\0b"),
        ("user_agent", "mine\r\nX-Injected: yes"),
        ("vantage", "two\nlines"),
    ],
)
def test_what_no_run_could_do_is_refused(tmp_path: Path, name: str, raw: object) -> None:
    """What would fail deep in the run, or smuggle a header, is told before it."""
    with pytest.raises(SettingsError, match=f"^--{name.replace('_', '-')} wants "):
        loaded(tmp_path, {name: raw})


def test_an_unknown_variable_is_told(tmp_path: Path) -> None:
    """A misspelt variable of ours is an error, and those of others are none of our business."""
    with pytest.raises(SettingsError, match="LINKCHECK_TIMEOUTS; did you mean 'LINKCHECK_TIMEOUT'"):
        loaded(tmp_path, environ={"LINKCHECK_TIMEOUTS": "1", "HOME": "/root"})


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    """A pyproject.toml in which `tool` is no table has no settings of ours, whatever its comments say."""
    (tmp_path / "pyproject.toml").write_text("tool = 1  # no [tool.linkcheck]\n")

    assert loaded(tmp_path) == Settings()


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    """--config with a file that is missing, or has no table of ours, is an error."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")

    with pytest.raises(SettingsError, match="cannot be read"):
        load({}, {}, tmp_path, tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"no table \[tool.linkcheck\]"):
        load({}, {}, tmp_path, tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("raw", "seconds"), [("90s", 90), ("45m", 2700), ("1h30m", 5400), ("2d", 172_800), ("1.5h", 5400), (7, 7), ("7", 7)]
)
def test_durations(tmp_path: Path, raw: object, seconds: float) -> None:
    """Durations are written as people write them."""
    assert loaded(tmp_path, {"deadline": raw}).deadline == seconds


def test_now_is_utc(tmp_path: Path) -> None:
    """A time without a zone is UTC; one with a zone is turned into UTC."""
    plain = loaded(tmp_path, {"now": "2026-11-23T02:00:00"}).now
    zoned = loaded(tmp_path, {"now": datetime(2026, 11, 23, 2, tzinfo=timezone(timedelta(hours=2)))}).now

    assert plain == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert zoned == datetime(2026, 11, 23, 0, tzinfo=UTC)
