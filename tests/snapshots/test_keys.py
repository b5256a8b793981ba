"""The keys of an account: sent where they belong, shown nowhere."""

import pickle
from dataclasses import replace

import pytest

from linkcheck.net import Timeouts, trust_store
from linkcheck.net.proxies import Proxy
from linkcheck.net.request import Request
from linkcheck.net.urls import split
from linkcheck.pipeline import SystemClock
from linkcheck.pipeline.world import World
from linkcheck.settings import Settings
from linkcheck.snapshots import ACCESS, SECRET, Keys, keys_of
from tests.snapshots.machine import quick

KEYS = Keys("Acc3ssAcc3ss", "S3cr3tS3cr3t")


@pytest.mark.parametrize(
    ("environ", "held"),
    [
        ({}, False),
        ({ACCESS: "a"}, False),
        ({SECRET: "s"}, False),
        ({ACCESS: "a", SECRET: "  "}, False),
        ({ACCESS: "a", SECRET: "s"}, True),
    ],
)
def test_both_are_needed(environ: dict[str, str], held: bool) -> None:
    """There are keys where the environment holds both."""
    assert (keys_of(environ) is not None) is held


def test_a_line_break_of_a_secrets_file_is_no_part_of_a_key() -> None:
    """What CI systems hang on a secret is left away."""
    keys = keys_of({ACCESS: " abc\n", SECRET: "def\r\n"})
    assert keys is not None
    assert keys.authorization == "LOW abc:def"


def test_nothing_shows_them() -> None:
    """Neither repr, str, format, pickle, nor the values that hold them: a world, a request, a proxy."""
    world = World(None, None, SystemClock(), None, keys=KEYS)  # type: ignore[arg-type]
    parts = split("https://web.archive.org/save")
    request = Request(
        url="https://web.archive.org/save",
        parts=parts,
        target=parts.target,
        method="POST",
        lines=f"Authorization: {KEYS.authorization}\r\n",
        body=b"",
        max_body=1,
        timeouts=Timeouts(1, 1),
        trust=trust_store(),
        proxy=Proxy("proxy.example", 3128, KEYS.authorization),
    )
    shown = f"{KEYS} {KEYS!r} {world!r} {request!r} {[KEYS]} {replace(world)}"
    assert "Acc3ss" not in shown
    assert "S3cr3t" not in shown
    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(KEYS)
    with pytest.raises(TypeError):
        vars(KEYS)


def test_what_is_sent_back_is_hidden() -> None:
    """A text of the archive's loses both keys; a key of one letter is not looked for in words."""
    assert KEYS.hidden("LOW Acc3ssAcc3ss:S3cr3tS3cr3t is wrong") == "LOW ***:*** is wrong"
    assert Keys("a", "e").hidden("a page") == "a page"


@pytest.mark.parametrize(
    ("keys", "settings", "fit"),
    [
        (KEYS, Settings(), True),
        (KEYS, Settings(web_archive="http://web.archive.org"), False),
        (KEYS, Settings(web_archive="http://127.0.0.1:8080"), True),
        (KEYS, Settings(web_archive="http://[::1]:8080"), True),
        (KEYS, Settings(web_archive="http://localhost"), True),
        (KEYS, Settings(web_archive="http://127.0.0.1.example.org"), False),
        (KEYS, Settings(web_archive="http://localhost.example.org"), False),
        (KEYS, Settings(web_archive="http://192.168.1.5"), False),
        (KEYS, quick(web_archive="http://127.0.0.1:8080", proxies=True), False),
        (Keys("a b", "c"), Settings(), False),
        (Keys("a:b", "c"), Settings(), False),
        (Keys("a", "c\nX-More: d"), Settings(), False),
        (Keys("ä", "c"), Settings(), False),
    ],
)
def test_they_go_over_tls_or_stay_here(keys: Keys, settings: Settings, fit: bool) -> None:
    """Keys are sent over https, or to this machine, and are what a header takes. No reason names them."""
    why = keys.unfit(settings)
    assert (why == "") is fit
    assert keys.hidden(why) == why
