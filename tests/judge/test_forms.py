"""linkcheck.judge.forms: many expressions asked as one say what each of them would say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import actions, parked, skip
from linkcheck.judge.forms import Forms, begins
from linkcheck.judge.tables import Expression

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
)
def test_agrees_with_each(written: list[str], text: str) -> None:
    """One is found where a search with each finds one, and nowhere else."""
    forms = list(map(Expression, written))

    assert Forms(forms).found(text) == any(form.search(text) for form in forms)


def test_nothing_refers_to_a_part() -> None:
    """No expression of the data files that are asked so has a part that another part of it refers to."""
    asked = (
        *(action.path.pattern for action in actions._without_query() if action.path),
        *(archive.url.pattern for archive in skip._archives()),
        *(form.pattern for form in parked.of_kind("path")),
    )

    assert asked
    assert not [form for form in asked if re.search(r"\\[1-9]|\(\?P|\(\?\(", form)]
