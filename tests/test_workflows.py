"""The workflows: what a user copies does what it says, step by step, in a repository with a remote."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from linkcheck.documents import diff
from linkcheck.model import Edit, Rewrite, Span
from linkcheck.pipeline import SystemClock
from linkcheck.store import Store

WORKFLOWS = Path(__file__).resolve().parents[1] / ".github" / "workflows"
BEFORE = b"---\ndate: 2015-06-01\n---\n\n[a](http://gone.example/x)\r\n"
OLD, NEW = "http://gone.example/x", "https://web.archive.org/web/20150601000000/http://gone.example/x"
GH = """#!/bin/sh
echo "$*" >> "$CALLS"
[ "$2" = create ] && touch "$CALLS.open"
[ "$2" = list ] && [ -f "$CALLS.open" ] && echo 1
exit 0
"""
"""Knows of one pull request, once it was created."""


AFTER = BEFORE.replace(OLD.encode(), NEW.encode())


def patch() -> str:
    """What a run left in latest.diff."""
    start = BEFORE.index(OLD.encode())
    edit = Edit("letters/a.md", Span(start, start + len(OLD)), 5, OLD, NEW, OLD, "20150601000000", "http-404")
    return diff(Rewrite("letters/a.md", BEFORE, AFTER, (edit,)))


def workflow(name: str) -> dict[str, Any]:
    """A workflow as YAML reads it."""
    return cast("dict[str, Any]", yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8")))


def step(begins: str) -> dict[str, Any]:
    """A step of the nightly job."""
    steps = workflow("nightly.yml")["jobs"]["nightly"]["steps"]
    return next(one for one in steps if str(one.get("name", "")).startswith(begins))


@pytest.mark.parametrize("path", sorted(WORKFLOWS.iterdir()), ids=lambda path: str(path.name))
def test_every_action_is_pinned(path: Path) -> None:
    """An action is named by its commit, so that nobody else's tag decides what runs beside the archive."""
    uses = [line.partition("uses:")[2].split()[0] for line in path.read_text().splitlines() if "uses:" in line]

    assert all(len(one.rpartition("@")[2]) == 40 for one in uses)


def test_the_memory_is_kept_whatever_happens() -> None:
    """It is restored from and saved to the same place, and saved when the job fails, with what a killed run left."""
    restore, save = step("Restore"), step("Save")

    assert restore["with"]["path"] == save["with"]["path"] == "linkcheck.db*"
    assert save["if"] == "always()"
    assert "cancelled" in step("Offer")["if"]


def test_github_is_asked_with_the_jobs_own_token() -> None:
    """The night's token is the one that ends with the job, and no secret that somebody has to make."""
    assert step("Check")["env"]["GITHUB_TOKEN"] == "${{ github.token }}"


@pytest.mark.parametrize(("days", "deadline"), [(None, "45m"), (0, "45m"), (5, "45m"), (8, "15m"), (400, "15m")])
def test_the_first_week_has_longer_nights(days: int | None, deadline: str, tmp_path: Path) -> None:
    """A new archive has everything to ask; later nights are short. Without a memory none is made by asking."""
    if days is not None:
        clock = SystemClock(datetime.now(UTC) - timedelta(days=days))
        with Store.open(tmp_path / "linkcheck.db", clock) as store:
            store.runs.begin(clock.now(), "runner", "0.1.0")
    for name, text in (("linkcheck", 'echo "$*"'), ("python", f'exec {sys.executable} "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step("Check")["run"]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "ARCHIVE": "my letters"},
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout == f"nightly my letters --deadline {deadline} --max-edits 50 --max-files 20\n"
    assert (tmp_path / "linkcheck.db").exists() is (days is not None)


MADE = "2026-11-23T02:40:00Z"
CHANGED = f"sync letters --changed --offered {MADE} --db {{here}}/linkcheck.db"
AT = "2026-11-23T12:00:00Z"
FATES: dict[str, tuple[list[str], list[str]]] = {
    "none": ([], []),
    "merged": (
        ["MERGED", AT, "maren", MADE, "0"],
        [f"sync letters --merged --now {AT} --by maren --offered {MADE}"],
    ),
    "closed": (["CLOSED", AT, "", MADE, "1"], [f"sync letters --closed --now {AT} --offered {MADE}"]),
    "open": (["OPEN", "", "", MADE, "0"], [CHANGED, "sync letters"]),
    "open, and a person works on it": (["OPEN", "", "", MADE, "2"], [CHANGED, "sync letters", "nothing is added"]),
    "somebody else's branch": (["OPEN", "", "", "", "2"], []),
}
"""What `gh` says of the last pull request, and what linkcheck is told."""


@pytest.mark.parametrize("fate", FATES)
def test_what_became_of_the_pull_request_is_heard(fate: str, tmp_path: Path) -> None:
    """Merged or closed, at the time of that; while it is open, on its own branch, and then on ours."""
    said, expected = FATES[fate]
    night = Night(tmp_path)
    night.offer("one", patch(), "# Report\n")
    here = night.checkout("two")
    (here / "linkcheck.db").touch()
    (tmp_path / "bin" / "gh").write_text("#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in said))
    log = f'#!/bin/sh\necho "$*" >> {tmp_path}/told\ncat letters/a.md >> {tmp_path}/seen\n'
    (tmp_path / "bin" / "linkcheck").write_text(log)
    (tmp_path / "bin" / "linkcheck").chmod(0o755)
    environment = night.environment() | {"ARCHIVE": "letters", "GITHUB_ENV": str(tmp_path / "env")}
    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step("Hear")["run"]],
        cwd=here,
        env=environment,
        check=True,
        capture_output=True,
    )

    told = (tmp_path / "told").read_text().splitlines() if expected else []
    if (tmp_path / "env").exists():
        assert (tmp_path / "env").read_text() == "MAX_EDITS=0\n"
        told.append("nothing is added")
    assert told == [line.format(here=here) for line in expected]
    if fate == "open":
        assert (tmp_path / "seen").read_bytes() == AFTER + BEFORE
    assert night.git(here, "status", "--porcelain") == b"?? linkcheck.db\n"


def test_rows_of_declined_edits_are_offered_with_the_rest(tmp_path: Path) -> None:
    """The decisions file that sync wrote is in the commit; what else lies about is not."""
    night = Night(tmp_path)
    here = night.checkout("one")
    (here / "reports").mkdir()
    (here / "reports" / "latest.diff").write_bytes(patch().encode())
    (here / "reports" / "latest.md").write_text("# Report\n")
    (here / "linkcheck-decisions.toml").write_text("# ours\n")
    (here / "linkcheck.db").touch()
    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step("Offer")["run"]], cwd=here, env=night.environment(), check=True
    )

    names = night.git(night.remote, "ls-tree", "-r", "--name-only", "linkcheck/preserve").decode().split()
    assert names == ["letters/a.md", "linkcheck-decisions.toml"]


class Night:
    """A checkout of an archive on a runner, and what `gh` was asked there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.calls = folder / "calls"
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(GH)
        (folder / "bin" / "gh").chmod(0o755)
        self.git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", "remote.git")
        first = self.checkout("first")
        (first / "letters").mkdir()
        (first / "letters" / "a.md").write_bytes(BEFORE)
        self.git(first, "add", "letters")
        self.git(first, "-c", "user.name=e", "-c", "user.email=e@example.org", "commit", "--quiet", "-m", "A letter")
        self.git(first, "push", "--quiet", "origin", "HEAD:main")

    def git(self, where: Path, *arguments: str) -> bytes:
        """What git says."""
        done = subprocess.run(["git", *arguments], cwd=where, env=self.environment(), check=True, capture_output=True)
        return done.stdout

    def checkout(self, name: str) -> Path:
        """A fresh copy of the repository."""
        self.git(self.folder, "clone", "--quiet", "remote.git", name)
        return self.folder / name

    def environment(self) -> dict[str, str]:
        """What a step finds in its environment."""
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "CALLS": str(self.calls),
            "RUNNER_TEMP": str(self.folder),
            "BRANCH": "linkcheck/preserve",
            "BASE": "main",
        }

    def offer(self, name: str, changes: str, report: str) -> list[str]:
        """Run the step behind a run that left these reports; the calls of `gh`."""
        here = self.checkout(name)
        (here / "reports").mkdir()
        (here / "reports" / "latest.diff").write_bytes(changes.encode())
        (here / "reports" / "latest.md").write_text(report, encoding="utf-8")
        self.calls.unlink(missing_ok=True)
        subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step("Offer")["run"]],
            cwd=here,
            env=self.environment(),
            check=True,
            capture_output=True,
        )
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        return [" ".join(call.split()[:2]) for call in calls]


def test_the_rewrites_are_offered_as_one_pull_request(tmp_path: Path) -> None:
    """The branch holds the rewritten bytes and nothing else; the second night renews the same pull request."""
    night = Night(tmp_path)
    assert night.offer("one", patch(), "# Report\n") == ["pr list", "pr create"]
    assert night.offer("two", patch(), "# Report\n") == ["pr list", "pr edit"]
    assert night.git(night.remote, "show", "linkcheck/preserve:letters/a.md") == AFTER
    assert night.git(night.remote, "show", "main:letters/a.md") == BEFORE
    assert night.git(night.remote, "ls-tree", "-r", "--name-only", "linkcheck/preserve") == b"letters/a.md\n"


def test_a_long_report_is_cut_for_the_pull_request(tmp_path: Path) -> None:
    """GitHub takes 65,536 characters; the end of what was cut is a whole line, and says where the rest is."""
    night = Night(tmp_path)
    night.offer("one", patch(), "| a row of the table, é |\n" * 9_000)

    body = (tmp_path / "body.md").read_text(encoding="utf-8")
    assert len(body) < 65_536
    assert set(body.splitlines()[:-3]) == {"| a row of the table, é |"}
    assert "on the page of the run" in body.splitlines()[-1]


def test_nothing_to_rewrite(tmp_path: Path) -> None:
    """An empty diff makes neither a branch nor a pull request."""
    night = Night(tmp_path)

    assert night.offer("one", "", "# Report\n") == []
    assert night.git(night.remote, "branch", "--list", "linkcheck/preserve") == b""
