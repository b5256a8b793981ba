"""The README is held to the program: usage, exit codes, settings, map and links."""

import dataclasses
import re
import shlex
from pathlib import Path

import pytest

from linkcheck.cli import run
from linkcheck.errors import ExitCode
from linkcheck.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The fenced text between the marks of a name."""
    found = re.search(rf"<!-- {name} -->\n```text\n(.*?)```\n<!-- /{name} -->", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_usage_is_what_the_program_prints(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The usage in the README is `linkcheck --help`, to the letter."""
    monkeypatch.setenv("COLUMNS", "100")

    run(["--help"])

    assert block("usage") == capfd.readouterr().out


def test_every_exit_code_is_explained() -> None:
    """The table of exit codes has each of the program's, and no other."""
    table = README.split("### Exit codes")[1].split("##")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == sorted(ExitCode)


def test_every_setting_is_explained() -> None:
    """The table of settings has each of the program's, in its order, and no other."""
    table = README.split("| setting | default |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert named == [field.name for field in dataclasses.fields(Settings)]


def test_the_map_is_the_folder() -> None:
    """The map names every room of the package, and nothing that is not there."""
    named = set(re.findall(r"^  (\S+)", block("map"), re.MULTILINE))
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "linkcheck").iterdir()
        if path.name not in {"__init__.py", "__pycache__", "py.typed"}
    }
    assert named == there


def test_every_room_says_what_it_is() -> None:
    """Each room opens with a docstring of its own."""
    for room in (path for path in (ROOT / "linkcheck").iterdir() if (path / "__init__.py").is_file()):
        assert re.match(r'"""\w.{20,}', (room / "__init__.py").read_text(encoding="utf-8")), room


def test_links_of_the_readme_lead_somewhere() -> None:
    """A path in the README is a file of the repository."""
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / path).exists(), path


def test_decisions_of_the_readme_are_made_by_its_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The commands that it shows write the file that it shows."""
    section = README.split("## Decide yourself")[1].split("\n## ")[0]
    shown = re.search(r"<!-- decisions -->\n```toml\n(.*?)```\n<!-- /decisions -->", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKCHECK_NOW", "2026-11-23T20:00:00Z")
    for command in re.findall(r"^\$ \.venv/bin/linkcheck (decide .*)$", section, re.MULTILINE):
        assert run([*shlex.split(command), "--by", "Maren"]) == 0, capfd.readouterr().err

    assert shown is not None
    assert (tmp_path / "linkcheck-decisions.toml").read_text().partition("\n\n")[2] == shown[1]


def test_make_targets_of_the_readme_exist() -> None:
    """A command in the README is one that can be run."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^(?:\$ |- `)make ([\w-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
