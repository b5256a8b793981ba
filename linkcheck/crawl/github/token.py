"""The token for GitHub's API: from the environment into one header of one address, and nowhere else."""

import re
from collections.abc import Mapping
from typing import Final, NoReturn

SITE: Final = "https://github.com"
VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
"""Variables of the environment, the first that is set counts: what GitHub Actions gives its jobs, and what GitHub's own
command line reads (https://cli.github.com/manual/gh_help_environment)."""
SERVER = "GITHUB_SERVER_URL"
"""The variable by which an Actions runner names its server: GitHub's, a company's own, or another program's that runs
the same workflows, each with tokens of its own
(https://docs.github.com/en/actions/reference/workflows-and-actions/variables)."""

_SENDABLE = re.compile(r"[\x21-\x7e]+")


class Token:
    """A token. It is shown by nothing: not by repr, str, format, vars or pickle."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        """See the class.

        Raises:
            ValueError: It cannot stand in a header; the text does not hold it.
        """
        if not _SENDABLE.fullmatch(secret):
            raise ValueError("a token has printable ASCII characters and no spaces")
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not written anywhere")

    @property
    def authorization(self) -> str:
        """The value of the header that carries it."""
        return f"Bearer {self._secret}"


def token_of(environ: Mapping[str, str]) -> Token | None:
    """The token that the environment holds; None where it holds none that could be sent, or one of another server's."""
    if environ.get(SERVER, SITE).rstrip("/").lower() not in {"", SITE}:
        return None
    written = next((value for name in VARIABLES if (value := environ.get(name, "").strip())), "")
    try:
        return Token(written)
    except ValueError:
        return None
