"""linkcheck.judge.strings: what is found in one go is what a search for each string would find."""

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge.strings import REFRESH, Strings, marks

TAGS = ("<a", "<aside", "<h1", "<script")
LISTED = (*sorted(marks()), REFRESH, *TAGS)
STRINGS = Strings(*TAGS)


def spelled(text: str) -> st.SearchStrategy[str]:
    """A string as it stands, in capitals, and with the signs that turn into its letters."""
    return st.sampled_from((text, text.upper(), text.replace("k", "\u212a").replace("i", "\u0130"), text[:-1]))


@given(
    st.lists(
        st.sampled_from(LISTED).flatmap(spelled)
        | st.text("aAiIkKsS<\u0130\u0131\u017f\u212a\u00e9\u4e00\ud800 /-", max_size=5),
        max_size=6,
    )
)
def test_finds_what_stands_there(parts: list[str]) -> None:
    """Whatever the case, one within another or over another's end, beside signs of any script."""
    text = "".join(parts)

    assert STRINGS.found(text).strings == {one for one in LISTED if one in text.lower()}


@given(
    st.lists(
        st.sampled_from([one for one in LISTED if not one.startswith("<")])
        .flatmap(lambda one: st.tuples(st.just(one), st.integers(0, len(one)), st.integers(0, len(one))))
        .map(lambda cut: cut[0][min(cut[1:]) :] if cut[1] % 2 else cut[0][: max(cut[1:])]),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 45),
)
def test_finds_what_stands_over_anothers_end(parts: list[str], often: int) -> None:
    """Strings that begin in another, or hold it, whether few places are looked at or the whole source."""
    text = "".join(parts) + f" {REFRESH}" * often

    assert STRINGS.found(text).strings == {one for one in LISTED if one in text.lower()}


def test_finds_every_string() -> None:
    """Each by itself, and all of them one behind another."""
    for one in LISTED:
        assert one in STRINGS.found(f"otters {one.upper()} river").strings
    assert STRINGS.found("".join(LISTED)).strings >= set(LISTED)
