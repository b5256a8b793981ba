"""The keys of an archive.org account: from the environment into one header, and nowhere else."""

import re
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import urlsplit

from linkcheck.settings import Settings

ACCESS, SECRET = "IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY"
"""Variables of the environment, as the Internet Archive's own tools name them (jjjake/internetarchive)."""
WHERE = "https://archive.org/account/s3.php"
"""Where an account's keys are shown."""
HIDDEN = "***"

_SENDABLE = re.compile(r"[\x21-\x7e]+")
_LOOPBACK = re.compile(r"localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1")
_LEAST = 4
"""Characters from which on a key is looked for in a text: none is so short, and a letter stands everywhere."""


class Keys:
    """An access key and its secret. They are shown by nothing: not by repr, str, format, vars or pickle."""

    __slots__ = ("_access", "_secret")

    def __init__(self, access: str, secret: str) -> None:
        self._access = access
        self._secret = secret

    def __repr__(self) -> str:
        return f"Keys({HIDDEN})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are not written anywhere")

    @property
    def authorization(self) -> str:
        """The value of the header that carries them, and of nothing else."""
        return f"LOW {self._access}:{self._secret}"

    def hidden(self, text: str) -> str:
        """A text of the archive's, without the keys that it may have sent back."""
        for key in (self._secret, self._access):
            if len(key) >= _LEAST:
                text = text.replace(key, HIDDEN)
        return text

    def unfit(self, settings: Settings) -> str:
        """Why they cannot be sent to the settings' web archive; empty where they may be.

        They go over TLS, or stay on this machine.
        """
        if not _SENDABLE.fullmatch(self._access) or not _SENDABLE.fullmatch(self._secret) or ":" in self._access:
            return f"{ACCESS} and {SECRET} do not hold keys as {WHERE} shows them"
        parts = urlsplit(settings.web_archive)
        here = bool(_LOOPBACK.fullmatch(parts.hostname or "")) and not settings.proxies
        if parts.scheme != "https" and not here:
            return f"keys are sent over https only, and web_archive is {settings.web_archive}"
        return ""


def keys_of(environ: Mapping[str, str]) -> Keys | None:
    """The keys that the environment holds; None where it does not hold both."""
    access, secret = (environ.get(name, "").strip() for name in (ACCESS, SECRET))
    return Keys(access, secret) if access and secret else None
