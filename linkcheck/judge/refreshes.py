"""Refreshes: pages and headers that send a browser on after some seconds (HTML, "shared declarative refresh steps")."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

_REFRESH: Final = re.compile(r"^\s*(\d*\.?\d*)\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?$", re.IGNORECASE | re.DOTALL)


def of(value: str) -> tuple[float, str] | None:
    """Seconds and URL of a Refresh value (HTML, "shared declarative refresh steps"); None without a URL."""
    match = _REFRESH.match(value)
    if not match or not match.group(1).strip("."):
        return None
    url = match.group(2) or ""
    if url[:1] in {'"', "'"}:
        url = url[1:].partition(url[0])[0]
    return (float(match.group(1)), url.strip()) if url.strip() else None


def of_elements(metas: list[LexborNode], written: str) -> tuple[float, str] | None:
    """The first meta refresh that a browser with scripts obeys.

    One inside <noscript> is for readers without scripts. It counts only where a script leads to the same place, as on
    t.co, which sends a browser on by script.
    """
    for meta in metas:
        if (meta.attributes.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        read_as = of(meta.attributes.get("content") or "")
        if read_as is None:
            continue
        if not _inside_noscript(meta) or _script_leads_to(read_as[1], written.lower()):
            return read_as
    return None


def _inside_noscript(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "noscript":
            return True
        above = above.parent
    return False


def _script_leads_to(url: str, source: str) -> bool:
    escaped = url.lower().replace("/", "\\/")
    return "location" in source and (f'"{escaped}"' in source or f'"{url.lower()}"' in source)
