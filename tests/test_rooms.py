"""What the rooms offer, and that a command loads no more than it uses."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import linkcheck

ROOT = Path(__file__).parent.parent
HOME = ROOT / "linkcheck"
ROOMS = tuple(
    ".".join(path.parent.relative_to(ROOT).parts)
    for path in sorted(HOME.rglob("__init__.py"))
    if "offer(" in path.read_text(encoding="utf-8")
)


def imported(room: str) -> dict[str, str]:
    """The names that a room's type checkers see → the modules they are found in."""
    tree = ast.parse((ROOT.joinpath(*room.split(".")) / "__init__.py").read_text(encoding="utf-8"))
    checked = next(one for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING")
    return {name.name: str(one.module) for one in checked.body if isinstance(one, ast.ImportFrom) for name in one.names}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_offers_what_it_says(room: str) -> None:
    """Type checkers, `__all__` and those who ask for a name are told the same of it, and nothing else is offered."""
    package = import_module(room)

    assert set(package.__all__) == set(imported(room))
    for name, module in imported(room).items():
        assert getattr(package, name) is getattr(import_module(module), name)
    with pytest.raises(AttributeError, match="has no attribute 'lighthouse'"):
        _ = package.lighthouse


def test_a_name_is_what_is_offered_also_where_a_module_has_it() -> None:
    """`documents.find` finds, though its module was imported by itself and is called like it."""
    script = "import linkcheck.documents.find, linkcheck.documents; print(type(linkcheck.documents.find).__name__)"

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == FunctionType.__name__


@pytest.mark.parametrize(
    ("command", "spared"),
    [
        ("check", ("linkcheck.snapshots.archives", "linkcheck.report.types", "linkcheck.pipeline.nightly", "yaml")),
        ("scan", ("aiohttp", "linkcheck.judge", "linkcheck.store", "linkcheck.pipeline.job", "yaml")),
        ("explain", ("linkcheck.snapshots.archives", "linkcheck.pipeline.nightly", "warcio", "jinja2")),
    ],
)
def test_a_command_loads_what_it_uses(command: str, spared: tuple[str, ...]) -> None:
    """What would be dear to load and is not asked for is not there when a command begins."""
    script = f"import sys, linkcheck.cli.{command}; print(*sys.modules)"

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert not set(spared) & set(told.stdout.split())
    assert Path(linkcheck.__file__).parent == HOME
