"""Titles that say "not found", and titles that speak of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import phrases
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


def read_in_every_language(title: str) -> str:
    """What `says_not_found` says, without a word being looked for first."""
    forms = [phrases._phrases(number) for number in range(len(phrases._written()))]
    for part in (title, *phrases._PARTS.split(title)) if len(title) < phrases.LONGEST else ():
        plain = phrases._bare(part)
        core = phrases._TRAILER.sub("", phrases._FILLER.sub("", plain)) or plain
        said = any(form.fullmatch(core) or form.fullmatch(plain) for form in forms)
        if plain and (phrases._NUMBER.match(plain) or said):
            return phrases._unless_explained(title, part)
    return ""


@given(
    st.lists(
        st.sampled_from((*titles("titles-that-say-so"), *titles("titles-that-do-not")))
        | st.sampled_from(
            (" \u2013 ", " | ", ": ", ". ", "? ", "::", "\u00b7", "-", "_", "'", "\u2019", " ", "\n", "\t")
        )
        | st.sampled_from(
            ("404", "410", "sorry ", "error ", " page", "HTTP ", "\u03a3", "\u0391\u03a3 ", "\u03c2", "\u0130")
        )
        | st.text(max_size=3),
        max_size=5,
    ),
    st.sampled_from((str, str.upper, str.title)),
)
def test_no_language_is_passed_over(parts: list[str], written: Callable[[str], str]) -> None:
    """Only the languages are read of which a word is there, and they are enough, whatever parts the text has."""
    title = written("".join(parts))

    assert says_not_found(title) == read_in_every_language(title)


def test_every_language_has_its_words() -> None:
    """Each needs a word: without one it would be read of every title."""
    assert not phrases._likely().of("")
    assert not phrases._openings().of("")


def test_error_paths() -> None:
    """The paths of error pages are known by their last part."""
    paths = ["/404", "/404.html", "/errors/404", "/page-not-found/", "/NotFound.aspx", "/error", "/oops.html", "/#/404"]
    others = ["/", "/404-things", "/error-handling", "/blog/missing", "/stories/gone", "/errors/handling", "/model-404"]

    assert all(error_path(f"https://a.example{path}") for path in paths)
    assert not any(error_path(f"https://a.example{path}") for path in others)
