"""The Makefile's promise: two commands set everything up, from any state."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

STUB = r"""#!/bin/sh
# A Python that makes environments of itself and notes what pip is asked for.
here="$(pwd)"
while [ "$1" = -I ]; do shift; done
case "$1 $2" in
-c*version_info*) exit 0 ;;
-c*sys.version*) echo "$0" | sed 's/.*python/python/' ;;
-c*distributions*) [ -e "$here/.venv/bin/linkcheck" ] || [ ! -e "$here/.venv/.ready" ] ;;
"-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip")
    [ "$3" = check ] && exit 0
    echo installed >> "$here/log"
    [ -e "$here/offline" ] && exit 1
    printf '#!/bin/sh\nprintf "<%%s>" "$@"\n' > .venv/bin/linkcheck && chmod +x .venv/bin/linkcheck ;;
esac
"""


@pytest.fixture(name="checkout")
def _checkout(tmp_path: Path) -> Path:
    """A checkout whose Python is the stub, in a path that shells dislike."""
    folder = tmp_path / "my “check” out"
    (folder / ".github").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", ".github/requirements.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    stub = folder / "python"
    stub.write_text(STUB)
    stub.chmod(0o755)
    return folder


def made(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What make said."""
    command = ["make", "--no-print-directory", "PYTHON=./python", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def installations(folder: Path) -> int:
    """How often pip installed."""
    return (folder / "log").read_text().count("installed")


def test_it_installs_once(checkout: Path) -> None:
    """The second time runs at once: no network is needed any more."""
    first, second = made(checkout, "nightly"), made(checkout, "nightly")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Installing" in first.stdout
    assert second.stdout == "<demo>"
    assert installations(checkout) == 1


def test_a_path_with_everything_in_it(checkout: Path) -> None:
    """ARCHIVE reaches the program as it was written."""
    assert made(checkout, """ARCHIVE=my "own" (old), it's""", "nightly").stdout.endswith(
        """<nightly><--><my "own" (old), it's>"""
    )


def test_a_damaged_environment_is_made_anew(checkout: Path) -> None:
    """Half of it removed: the next run mends it."""
    made(checkout, "nightly")
    (checkout / ".venv" / "bin" / "linkcheck").unlink()

    assert made(checkout, "nightly").returncode == 0
    assert installations(checkout) == 2


def test_a_checkout_that_is_moved(checkout: Path) -> None:
    """The environment's programs name their old place: it is made anew."""
    made(checkout, "nightly")
    moved = checkout.rename(checkout.with_name("elsewhere"))

    assert made(moved, "nightly").returncode == 0
    assert installations(moved) == 2


def test_an_installation_that_fails(checkout: Path) -> None:
    """It is said in words, and the next run begins again."""
    (checkout / "offline").touch()
    failed = made(checkout, "nightly")
    (checkout / "offline").unlink()

    assert failed.returncode != 0
    assert "linkcheck could not be installed" in failed.stderr
    assert made(checkout, "nightly").returncode == 0
