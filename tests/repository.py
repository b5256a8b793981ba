"""Real git repositories for tests, untouched by the settings of whoever runs them."""

import os
import subprocess
from pathlib import Path

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "An editor",
    "GIT_AUTHOR_EMAIL": "editor@example.org",
    "GIT_COMMITTER_NAME": "An editor",
    "GIT_COMMITTER_EMAIL": "editor@example.org",
}
"""What a git of the tests has in its environment."""


def git(where: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """What git says; an error is a failure of the test."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ALONE
    done = subprocess.run(
        ["git", *arguments], cwd=where, env=surroundings, input=data, capture_output=True, check=False
    )
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def repository(folder: Path, *settings: str) -> Path:
    """A new repository with these settings (`core.autocrlf=true`), in a folder that may have files already."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for setting in settings:
        name, _, value = setting.partition("=")
        git(folder, "config", name, value)
    return folder


def commit(folder: Path, message: str = "Letters") -> None:
    """Commit everything that is there."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
