"""`rewrite --write` and `undo` in processes that are killed (SIGKILL) at random moments, and ended by a second run.

The archive is committed to git and its memory lies beside it, so that what a killed run left uncommitted is known for
linkcheck's own. After each kill every file is looked at, and the ledger beside it.
"""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import time
import warnings
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck.documents import find
from linkcheck.errors import ExitCode
from linkcheck.model import Edit, EditState
from linkcheck.pipeline import Chosen, Silence, SystemClock, rewrite_archive, undo_edits
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.pipeline.graveyard import REWRITING, bury, settings_for, world, writing
from tests.repository import commit, git, repository

ARCHIVE = "archive"
LETTERS = 134


@dataclass(frozen=True, slots=True)
class Kill:
    """One run that was killed, looked at, and ended by another."""

    what: str
    after: float
    """Seconds from its beginning to the kill."""
    changed: int
    """Files that it had changed."""
    documents: int
    stray: int
    """Temporary files that it left, for the next run to take away."""
    wrong: tuple[str, ...]
    """What is not as it should be, in words."""


def letters(folder: Path, count: int = LETTERS) -> Path:
    """An archive of letters, of every kind of line ending, each with some links of its own and one that all share."""
    folder.mkdir(parents=True)
    for number in range(count):
        lines = [f"---\ndate: 2015-06-{number % 28 + 1:02}\n---\n", f"# Letter {number}\n"]
        lines += [f"- [{n}](http://gone.example/{number}/{n}#a), <http://gone.example/every>\n" for n in range(6)]
        text = "\n".join(lines)
        data = text.replace("\n", "\r\n").encode() if number % 3 else b"\xef\xbb\xbf" + text.encode()
        (folder / f"{number:03}.md").write_bytes(data.rstrip() if number % 2 else data)
    return folder


class Rewrites:
    """An archive before and after an undisturbed rewrite, to compare with."""

    def __init__(self, folder: Path, archive: Path) -> None:
        """`archive` is copied into `folder`, committed there, and its links are buried."""
        self.folder = folder
        self.before, self.after = folder / "before", folder / "after"
        shutil.copytree(archive, self.before / ARCHIVE)
        repository(self.before / ARCHIVE)
        commit(self.before / ARCHIVE)
        bury(self.before / ARCHIVE, self._settings(self.before))
        # the paths of a memory are whole: each trial has the same
        self.here = folder / "here"
        self._prepare(self.before)
        self.old = documents(self.here / ARCHIVE)
        began = time.monotonic()
        self._whole(self._rewrite)
        self.seconds = {"rewrite": time.monotonic() - began}
        self.new = documents(self.here / ARCHIVE)
        self.edits = told(self._ledger())
        shutil.copytree(self.here, self.after)
        began = time.monotonic()
        self._whole(self._undo)
        self.seconds["undo"] = time.monotonic() - began

    def kill_rewrite(self, chance: random.Random) -> Kill:
        """Kill a rewrite, and end it by another: every file is new, and each edit of the ledger is applied, once."""
        after = self._killed("rewrite", self.before, self._rewrite, chance)
        found, wrong = self._looked_at({EditState.PROPOSED, EditState.APPLIED}, {EditState.PROPOSED})
        kill = self._kill("rewrite", after, found, self.old, wrong)
        self._whole(self._rewrite)
        ended = documents(self.here / ARCHIVE)
        wrong += [f"{name}: not rewritten in the end" for name in self.new if ended.get(name) != self.new[name]]
        wrong += self._in_the_end(EditState.APPLIED)
        return replace(kill, wrong=tuple(wrong))

    def kill_undo(self, chance: random.Random) -> Kill:
        """Kill an undo, and end it by another: then every file is as it was, and each edit of the ledger is undone."""
        after = self._killed("undo", self.after, self._undo, chance)
        found, wrong = self._looked_at({EditState.APPLIED}, {EditState.APPLIED, EditState.UNDONE})
        kill = self._kill("undo", after, found, self.new, wrong)
        self._whole(self._undo)
        ended = documents(self.here / ARCHIVE)
        wrong += [f"{name}: not undone in the end" for name in self.old if ended.get(name) != self.old[name]]
        wrong += self._in_the_end(EditState.UNDONE)
        return replace(kill, wrong=tuple(wrong))

    def _kill(
        self, what: str, after: float, found: dict[str, bytes], begun: dict[str, bytes], wrong: list[str]
    ) -> Kill:
        changed = sum(found[name] != begun[name] for name in begun if name in found)
        return Kill(what, after, changed, len(begun), len(strays(self.here)), tuple(wrong))

    def _looked_at(self, if_new: set[EditState], if_old: set[EditState]) -> tuple[dict[str, bytes], list[str]]:
        """The documents as a kill left them, and what is wrong: a file or an edit in between, or a damaged memory."""
        found = documents(self.here / ARCHIVE)
        wrong = [f"{name}: neither old nor new" for name in self.old if found.get(name) not in self._versions(name)]
        wrong += [f"{name}: it came from nowhere" for name in found.keys() - self.old.keys()]
        wrong += self._damage()
        for edit in self._ledger():
            name = Path(edit.path).relative_to(self.here / ARCHIVE).as_posix()
            allowed = if_new if found.get(name) == self.new[name] else if_old
            if edit.state not in allowed:
                wrong.append(f"{name}:{edit.line}: the ledger says {edit.state}")
        known = {(edit.path, edit.span.start) for edit in self._ledger()}
        for path, start, *_ in self.edits:
            name = Path(path).relative_to(self.here / ARCHIVE).as_posix()
            if found.get(name) == self.new[name] and (path, start) not in known:
                wrong.append(f"{name}: an edit that the ledger does not know")
        return found, wrong

    def _in_the_end(self, state: EditState) -> list[str]:
        """What is wrong behind the run that ended it: the ledger, temporary files, a plan that is not empty."""
        edits = self._ledger()
        wrong = [f"{edit.path}:{edit.line}: {edit.state} in the end" for edit in edits if edit.state is not state]
        if sorted(told(edits)) != sorted(self.edits):
            wrong.append("the ledger has other edits than an undisturbed run")
        wrong += [f"{path}: left behind" for path in strays(self.here)]
        status = git(self.here / ARCHIVE, "status", "--porcelain", "--untracked-files=all").split(b"\n")
        wrong += [f"git: {line.decode()}" for line in status if line and not line.startswith(b" M")]
        return wrong + self._damage()

    def _versions(self, name: str) -> tuple[bytes, bytes]:
        return self.old[name], self.new[name]

    def _damage(self) -> list[str]:
        with closing(sqlite3.connect(self.here / "linkcheck.db")) as connection:
            return [
                f"{pragma}: {found}"
                for pragma in ("integrity_check", "foreign_key_check")
                if (found := connection.execute(f"PRAGMA {pragma}").fetchall()) not in ([], [("ok",)])
            ]

    def _ledger(self) -> tuple[Edit, ...]:
        with Store.open(self.here / "linkcheck.db", SystemClock(REWRITING)) as store:
            return store.ledger.edits()

    def _settings(self, here: Path) -> Settings:
        return writing(settings_for(here))

    def _prepare(self, origin: Path) -> None:
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(origin, self.here, symlinks=True)

    def _killed(
        self, what: str, origin: Path, work: Callable[[], Coroutine[None, None, ExitCode]], chance: random.Random
    ) -> float:
        """Begin a piece of work in a fresh copy, and kill it at a random moment: how many seconds it had."""
        self._prepare(origin)
        after = chance.uniform(0, self.seconds[what])
        pid = _forked(work)
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return after

    def _whole(self, work: Callable[[], Coroutine[None, None, ExitCode]]) -> None:
        _, status = os.waitpid(_forked(work), 0)
        if (code := os.waitstatus_to_exitcode(status)) != ExitCode.OK:
            raise AssertionError(f"a run that nobody disturbed ended with {code}")

    async def _rewrite(self) -> ExitCode:
        outcome = await rewrite_archive([self.here / ARCHIVE], self._settings(self.here), world(), Silence())
        return outcome.exit_code

    async def _undo(self) -> ExitCode:
        return await undo_edits(Chosen(), self._settings(self.here), world(), Silence())


def _forked(work: Callable[[], Coroutine[None, None, ExitCode]]) -> int:
    """A process that does a piece of work; its id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child touches none of our threads
        pid = os.fork()
    if pid == 0:
        code = 1
        with suppress(BaseException):
            code = int(asyncio.run(work()))
        os._exit(code)
    return pid


def documents(archive: Path) -> dict[str, bytes]:
    """Every document's bytes, by its place in the archive."""
    found = find([archive], Settings(vantage="here"))
    return {path.relative_to(archive).as_posix(): path.read_bytes() for path in found if isinstance(path, Path)}


def strays(here: Path) -> list[Path]:
    """Temporary files beside documents."""
    return sorted(here.rglob(".linkcheck-*.tmp"))


def told(edits: tuple[Edit, ...]) -> list[tuple[str, int, str, str]]:
    """What edits come to: document, place, old and new."""
    return [(edit.path, edit.span.start, edit.old, edit.new) for edit in edits]
