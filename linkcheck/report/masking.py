"""Masking a text: whatever in it may be a URL."""

import re
from collections.abc import Callable
from functools import lru_cache

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://)?[^\s<>\"]+")
SCHEMELESS = re.compile(r"(?<![\w/.@-])www\.[^\s<>\"]+", re.IGNORECASE)
"""A link without a scheme (https://github.github.com/gfm/#extended-www-autolink)."""


def masked_text(text: str, masked: Callable[[str], str]) -> str:
    """Every URL in a text masked; a URL alone is such a text.

    Args:
        text: What may be told.
        masked: A URL as it may be shown; it gives back what has nothing to hide.
    """
    if ":" not in text and "www." not in text.lower():
        return text
    return _masked(text, masked)


def masked_bare(url: str, masked: Callable[[str], str]) -> str:
    """A URL masked, without its scheme."""
    return masked(url).partition("://")[2]


@lru_cache(maxsize=1024)
def _masked(text: str, masked: Callable[[str], str]) -> str:
    """Every URL in a text masked. One URL stands in many places of a finding, and they follow each other."""
    whole = masked(text) if URL.fullmatch(text) else URL.sub(lambda found: masked(found.group()), text)
    # most URLs have none, and finding that takes as long as masking them
    if "www." not in whole.lower():
        return whole
    return SCHEMELESS.sub(lambda found: masked_bare(f"http://{found.group()}", masked), whole)
