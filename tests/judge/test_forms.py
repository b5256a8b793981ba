"""linkcheck.judge.forms: no expression is passed over that is found."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import blocked, parked, phrases
from linkcheck.judge.forms import Forms, Likely
from linkcheck.judge.literals import read
from linkcheck.judge.tables import Expression

MARKS = tuple(
    re.compile(form.pattern, re.IGNORECASE)
    for mark in (*blocked.challenges(), *blocked.walls(), *parked.as_marks())
    for form in (mark.title, mark.heading, mark.text, mark.url)
    if form is not None
)
ODD = tuple(map(Expression, ("[a-zA-Z]k", "kis[sı]", "É[à-ö]", r"\S\w\.s", "σ|ς", "Kſ")))
EACH = (*(Expression(form.pattern) for form in MARKS), *ODD)
ANY_CASE = Forms(EACH)
PHRASES = [form for _, form in phrases._written()]


WRITTEN = (
    "^/unsubscribe",
    "^(lost|found)$",
    "^a|b$",
    "otter|^river",
    r"^\(|^[(|^]x",
    "^(?!/blog)/.*[0-9]",
    "(^|/)leave",
    r"[|)(]^|^x",
    "^[]|]|^y",
    "boat",
    "boats?|(sea|river)bank{2}|(?<!a)[xy]+otter",
    "",
)


@given(
    st.integers(0, len(MARKS) - 1).flatmap(lambda n: st.tuples(st.just(n), st.from_regex(MARKS[n]))),
    st.sampled_from((str, str.upper, str.lower, str.title)),
)
def test_what_is_found_is_likely(found: tuple[int, str], written: Callable[[str], str]) -> None:
    """A text in which a mark's expression is found has the words that it needs, however it is written."""
    number, text = found
    text = written(text)

    assert number in ANY_CASE.of(text) or not MARKS[number].search(text)


@given(
    st.lists(
        st.sampled_from(
            ("alan adı", " satılık", "bu ", "slot", " gacor", "kis", "domain", "parked free on", " é", "Σσς")
        )
        | st.sampled_from(("for sale", "this domain ", "may be ", "just a moment", "access denied", "sign in"))
        | st.text("aikKsSıİſ\u212a\u0307Éé ", max_size=3),
        max_size=5,
    ),
    st.sampled_from((str, str.upper, str.title, lambda text: text.replace("ı", "i"))),
)
def test_case_does_not_count(parts: list[str], written: Callable[[str], str]) -> None:
    """Whatever the letters are, and whatever stands for them where case does not count."""
    text = written("".join(parts))
    found = {number for number, form in enumerate(EACH) if form.search(text)}

    assert found <= set(ANY_CASE.of(text))


@given(
    st.integers(0, len(PHRASES) - 1).flatmap(
        lambda n: st.tuples(st.just(n), st.from_regex(PHRASES[n], fullmatch=True))
    ),
    st.sampled_from((" ", "_", " \u2013 ", "-", "'", "\n")),
)
def test_words_with_other_signs_between_them(found: tuple[int, str], between: str) -> None:
    """A page that says "not found" has the words for it, whatever stands between them."""
    number, text = found
    written = phrases._plainly(text.replace(" ", between))

    assert phrases._bare(written) != phrases._bare(text) or number in APART.of(written)


APART = Likely(read(form).apart() for form in PHRASES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the lake has a ship", []), ("a ship for sale", []), ("this domain is for sale", [0]), ("lost", [1, 2])],
)
def test_all_words_must_be_there(text: str, expected: list[int]) -> None:
    """An expression is likely where all the words of one of its alternatives stand, and no other is."""
    forms = Likely(map(read, ("this (domain|name) .* for sale", "lost", "lost|found")))

    assert list(forms.of(text)) == expected


def test_what_needs_no_word_is_always_likely() -> None:
    """An expression of which nothing is known is tried everywhere."""
    forms = Likely(map(read, ("[0-9]+", "lost", ".*")))

    assert list(forms.of("a lake")) == [0, 2]
    assert list(forms.of("lost at sea")) == [0, 1, 2]


def test_the_short_way_is_there() -> None:
    """Each expression by which a mark is known needs a word, and prose has none of nearly all of them."""
    known = [Expression(form.pattern) for form in MARKS if not form.pattern.startswith("^.{0,400}")]

    asked = Forms(known)

    assert not asked.of("")
    assert len(asked.of("The lamp turns once in ten seconds, and its beam is seen over the bay.")) < 2


@given(
    st.lists(st.sampled_from(WRITTEN), max_size=5),
    st.text("^abxy/()|[]0 \n", max_size=8)
    | st.sampled_from(("/leave", "a boat", "/Unsubscribe", "LOST", "the river", "riverbank", "seabankk", "xyotter")),
)
def test_agrees_with_each(written: list[str], text: str) -> None:
    """One is found where a search with each finds one, and nowhere else."""
    forms = list(map(Expression, written))

    assert Forms(forms).found(text) == any(form.search(text) for form in forms)
