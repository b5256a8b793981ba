"""linkcheck.judge.forms: many expressions asked as one say what each of them would say."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import actions, ordinary, parked, skip
from linkcheck.judge.forms import Forms, Text, begins, lower_case

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


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("^a", True),
        ("^a|^b(c|d(e|f))", True),
        (r"^\(|^[|(]", True),
        ("^[]|x]", True),
        ("^[^]|x]", True),
        ("^a|b", False),
        ("(^|/)a", False),
        ("(^a|^b)", False),
        (r"\^a", False),
        ("", False),
    ],
)
def test_what_begins(form: str, expected: bool) -> None:
    """An expression begins a text where each of its alternatives does, whatever stands in groups and sets."""
    assert begins(form) is expected


@given(
    st.lists(st.sampled_from(WRITTEN), max_size=5),
    st.text("^abxy/()|[]0 \n", max_size=8)
    | st.sampled_from(("/leave", "a boat", "/Unsubscribe", "LOST", "the river", "riverbank", "seabankk", "xyotter")),
    st.sampled_from((re.NOFLAG, re.IGNORECASE, re.MULTILINE)),
)
def test_agrees_with_each(written: list[str], text: str, flags: re.RegexFlag) -> None:
    """One is found where a search with each finds one, and nowhere else."""
    forms = [re.compile(one, flags) for one in written]

    assert Forms(forms).found(text) == any(form.search(text) for form in forms)


CASELESS = (
    *parked.of_kind("text"),
    *parked.of_kind("title"),
    *(re.compile(form, re.IGNORECASE) for form in ("[a-zA-Z]k", "kis[sı]", "É[à-ö]", r"\S\w\.s", "σ|ς", "Kſ")),
)


@given(
    st.sampled_from(CASELESS),
    st.lists(
        st.sampled_from(
            ("alan adı", " satılık", "bu ", "slot", " gacor", "kis", "domain", "parked free on", " é", "Σσς")
        )
        | st.text("aikKsSıİſ\u212a\u0307Éé ", max_size=3),
        max_size=5,
    ),
    st.sampled_from((str, str.upper, str.title, lambda text: text.replace("ı", "i"))),
)
def test_case_does_not_count(form: re.Pattern[str], parts: list[str], written: Callable[[str], str]) -> None:
    """An expression that ignores case is found where it is without the short way, whatever the letters are."""
    text = written("".join(parts))
    found, expected = Text(text).search(form), form.search(text)

    assert (found and found.span()) == (expected and expected.span())


def test_the_short_way_is_there() -> None:
    """Each of the data files' expressions that are asked so has one of lower case."""
    assert not [form for form in CASELESS[:-6] if lower_case(form) is form]


def test_nothing_refers_to_a_part() -> None:
    """No expression of the data files that are asked so has a part that another part of it refers to."""
    asked = (
        *(action.path.pattern for action in actions._without_query() if action.path),
        *(archive.url.pattern for archive in skip._archives()),
        *(form.pattern for form in (*ordinary._title_forms(), *parked.of_kind("path"))),
    )

    assert asked
    assert not [form for form in asked if re.search(r"\\[1-9]|\(\?P|\(\?\(", form)]
