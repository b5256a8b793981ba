"""linkcheck.judge.literals: what an expression needs stands in everything that it is found in."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import actions, parked, phrases, skip
from linkcheck.judge.forms import Forms, Likely
from linkcheck.judge.literals import Choice, read

KNOWN = (
    *(archive.url for archive in skip._archives()),
    *(re.compile(form) for _, form in phrases._written()),
)

CASELESS = (*(action.path for action in actions._without_query() if action.path), *parked.of_kind("path"))
ANY_CASE = Forms(CASELESS)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("otter", {"otter"}),
        ("otters?", {"otter"}),
        ("ot+er", {"ot"}),
        ("o{0,2}tter|river{2}", {"tter", "river"}),
        ("^(www\\.)?otter\\.example/", {"otter.example/"}),
        ("(sea|river) otter", {" otter"}),
        ("(sea|river)[- ]x", {"sea", "river"}),
        ("(?:(?P<place>sea|river)s)+", {"sea", "river"}),
        ("a|otter(?!s in winter)", {"a", "otter"}),
        ("(?=otters)ot", {"ot"}),
        ("{domain} for", {"{domain} for"}),
        ("[ab|(]", set()),
        ("otter|", set()),
        ("otter|.*", set()),
        ("(otter)?", set()),
        (".|otter", set()),
        (r"(o)tter\1", set()),
        (r"\x41otter", set()),
        ("(?i:otter)", set()),
        ("(?i)otter", set()),
        ("(?x)o t ter", set()),
        ("", set()),
    ],
)
def test_needed(form: str, expected: set[str]) -> None:
    """The longest words that every alternative must have; none where an expression may do without, or is not read."""
    assert read(form).best == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("sea otters?|the (river|lake)", [["sea otter"], ["the ", ["river", "lake"]]]),
        ("(sea|river)[0-9]+ otter", [[["sea", "river"], " otter"]]),
        ("otter(s)?", [["otter"]]),
        ("otter|.*", []),
    ],
)
def test_all_that_must_stand(form: str, expected: list[list[object]]) -> None:
    """Each alternative is read with everything that must stand in it, groups within groups."""
    assert listed(read(form)) == expected


@pytest.mark.parametrize(
    ("words", "met"),
    [({"page", "not found"}, True), ({"page"}, False), ({"not found"}, False), ({"lost"}, True), (set(), False)],
)
def test_met_by(words: set[str], *, met: bool) -> None:
    """One alternative is enough, and of that all parts."""
    assert read("(page|post).*(not found|gone)|lost").met_by(words) is met


def test_apart() -> None:
    """Where other signs may stand for a space, the words on both sides must still be there."""
    assert listed(read("page not found| |the( end|re)").apart()) == []
    assert listed(read("page not found|the( end|re)").apart()) == [
        ["page", "not", "found"],
        ["the", ["end", "re"]],
    ]


def test_telling() -> None:
    """What nearly every text has is left out, unless nothing else must be there."""
    assert listed(read("is (gone|a) for sale|it|an (i|on)").telling()) == [[" for sale"], ["it"], ["an "]]


def listed(choice: Choice) -> list[list[object]]:
    """A choice as lists; in a group, an alternative that is one word is that word."""
    return [[part if isinstance(part, str) else flat(part) for part in alternative] for alternative in choice.each]


def flat(choice: Choice) -> list[object]:
    """The alternatives of a group."""
    return [one[0] if len(one) == 1 else one for one in listed(choice)]


def test_words_are_read_as_they_are() -> None:
    """Whoever ignores case asks in lower case (`forms.Forms`)."""
    assert read("Otter").best == {"Otter"}


@given(st.sampled_from(KNOWN).flatmap(lambda form: st.tuples(st.just(form), st.from_regex(form))))
def test_stands_wherever_it_is_found(found: tuple[re.Pattern[str], str]) -> None:
    """Whatever the data files' expressions are found in has one of the words that they need."""
    form, text = found

    assert any(word in text for word in read(form.pattern).best)


@given(st.sampled_from(KNOWN).flatmap(st.from_regex))
def test_many_are_found_as_one(text: str) -> None:
    """What one of them is found in is not passed over for want of a word."""
    assert Likely(read(form.pattern) for form in KNOWN).of(text)


@given(
    st.sampled_from([re.compile(form.pattern, re.IGNORECASE) for form in CASELESS]).flatmap(st.from_regex),
    st.sampled_from((str, str.upper, str.lower, str.title)),
)
def test_case_does_not_count(text: str, written: Callable[[str], str]) -> None:
    """Nor is what an expression finds that ignores case, however it is written."""
    assert ANY_CASE.found(written(text)) == any(form.search(written(text)) for form in CASELESS)


@given(
    st.integers(0, len(skip._archives()) - 1).flatmap(
        lambda number: st.tuples(st.just(number), st.from_regex(skip._archives()[number].url))
    )
)
def test_no_snapshot_is_passed_over(found: tuple[int, str]) -> None:
    """Whatever an archive's expression is found in is held against it."""
    number, url = found

    assert number in skip._forms().of(url)


def test_the_short_way_is_there() -> None:
    """Each of them needs a word, and none that nearly every title has."""
    each = [read(form.pattern).best for form in KNOWN]

    assert all(each)
    assert min(len(word) for words in each for word in words) >= 2
    assert not ANY_CASE.of("")
    assert not skip._forms().of("https://example.org/")
