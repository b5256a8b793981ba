"""Titles that say "not found", and titles that speak of it."""

from pathlib import Path

import pytest

from linkcheck.judge.phrases import error_path, says_not_found

FOLDER = Path(__file__).parent.parent / "cases" / "judge"


def titles(name: str) -> list[str]:
    """The titles of a case file, one a line."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("title", titles("titles-that-say-so"))
def test_titles_that_say_so(title: str) -> None:
    """The whole title, or a whole part of it, says "not found"."""
    assert says_not_found(title)


@pytest.mark.parametrize("title", titles("titles-that-do-not"))
def test_titles_that_do_not(title: str) -> None:
    """Titles with the words in another sense say nothing."""
    assert not says_not_found(title)


def test_error_paths() -> None:
    """The paths of error pages are known by their last part."""
    paths = ["/404", "/404.html", "/errors/404", "/page-not-found/", "/NotFound.aspx", "/error", "/oops.html", "/#/404"]
    others = ["/", "/404-things", "/error-handling", "/blog/missing", "/stories/gone", "/errors/handling", "/model-404"]

    assert all(error_path(f"https://a.example{path}") for path in paths)
    assert not any(error_path(f"https://a.example{path}") for path in others)
