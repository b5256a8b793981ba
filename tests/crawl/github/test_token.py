"""linkcheck.crawl.github.token: a secret that nothing shows."""

import copy
import pickle

import pytest

from linkcheck.crawl import Token, token_of
from tests.crawl.github.hub import SECRET, TOKEN


def test_nothing_shows_it() -> None:
    """A token is written by no way of writing a value."""
    for shown in (repr(TOKEN), str(TOKEN), f"{TOKEN}", f"{TOKEN!r:>60}", repr([TOKEN]), repr({"token": TOKEN})):
        assert SECRET not in shown
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not written"):
            write(TOKEN)
    assert TOKEN.authorization == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("environ", "held"),
    [
        ({"GITHUB_TOKEN": "one"}, "one"),
        ({"GH_TOKEN": "two"}, "two"),
        ({"GITHUB_TOKEN": "one", "GH_TOKEN": "two"}, "one"),
        ({"GITHUB_TOKEN": " ", "GH_TOKEN": "two\n"}, "two"),
        ({"GITHUB_TOKEN": "two words"}, None),
        ({"GITHUB_TOKEN": "one\r\nX-Header: two"}, None),
        ({"GITHUB_TOKEN": "schlüssel"}, None),
        ({"GITHUB_TOKEN": ""}, None),
        ({"GITHUB_TOKEN": "one", "GITHUB_SERVER_URL": "https://github.com"}, "one"),
        ({"GITHUB_TOKEN": "one", "GITHUB_SERVER_URL": "https://git.company.example"}, None),
        ({"GH_TOKEN": "one", "GITHUB_SERVER_URL": "https://codeberg.org/"}, None),
        ({}, None),
    ],
)
def test_the_first_variable_counts(environ: dict[str, str], held: str | None) -> None:
    """What Actions sets comes first; what no header may hold is no token, nor is another server's."""
    token = token_of(environ)

    assert (token.authorization if token else None) == (f"Bearer {held}" if held else None)


def test_a_wrong_token_is_not_in_its_error() -> None:
    """Even what is refused is not shown."""
    with pytest.raises(ValueError, match="printable") as error:
        Token("se cret")
    assert "se cret" not in str(error.value)
