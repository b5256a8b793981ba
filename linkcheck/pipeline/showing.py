"""Rewrites as text: a patch that git takes to the byte, and a diff for people with nothing in it that is secret."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from linkcheck import judge
from linkcheck.documents import diff, readable, repository_of
from linkcheck.model import Rewrite
from linkcheck.report import conceal_diff


def patch(rewrites: Sequence[Rewrite], files: Mapping[str, Path]) -> str:
    """The rewrites as one patch for `git apply`, to be applied in the root of the repository that the documents are in.

    Where they are in none, or in several, it is to be applied in the folder that the run stands in. Paths are real
    ones: git follows no symbolic links.
    """
    real = [Path(os.path.realpath(files[one.path])) for one in rewrites]
    root = _root(real)
    return "".join(diff(replace(one, path=_named(file, root))) for one, file in zip(rewrites, real, strict=True))


def shown(rewrites: Sequence[Rewrite]) -> str:
    """The rewrites as one diff for people: in UTF-8 whatever the documents are in, its URLs masked."""
    text = "".join(diff(readable(one)) for one in rewrites)
    return conceal_diff(text, (edit for one in rewrites for edit in one.edits), judge.masked)


def _root(real: Sequence[Path]) -> Path:
    roots = {repository_of(file) for file in real}
    only = roots.pop() if len(roots) == 1 else None
    return only or Path(os.path.realpath("."))


def _named(file: Path, root: Path) -> str:
    """A document's path in a patch: below the root; whole where it is elsewhere."""
    return (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()
