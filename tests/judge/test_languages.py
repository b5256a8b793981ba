"""linkcheck.judge.languages: told only where there is no doubt."""

import pytest

from linkcheck.demo.web.behaviours import html
from linkcheck.judge import is_front, languages, page
from tests.judge.making import answer

TEXTS = {
    "en": "The keeper wrote the log every evening, and it was held in the office with all of the others that they had.",
    "de": "Der Wärter hat das Buch jeden Abend geschrieben, und es wurde mit den anderen auf der Insel verwahrt.",
    "fr": "Le gardien écrivait dans le livre tous les soirs, et il est avec les autres dans la salle du port.",
    "es": "El guarda escribía en el libro todas las noches, y está con los otros en la sala del puerto.",
    "nl": "De wachter schreef elke avond in het boek, en het is met de andere in een zaal te zien voor wie dat wil.",
    "pl": "Latarnik pisał w tej księdze co wieczór i nie jest to jedyna, ale są tam inne.",
    "ja": "灯台守は毎晩その記録をつけました。今は港の事務所に保管されていて、誰でも読むことができます。",
    "zh": "灯塔看守人每天晚上都写日志，现在保存在港口办公室里，任何人都可以阅读。",
    "ru": "Смотритель каждый вечер писал журнал, и теперь он хранится в конторе порта вместе с остальными.",
    "ko": "등대지기는 매일 저녁 일지를 썼고 지금은 항구 사무실에 다른 것들과 보관되어 있습니다",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_or_two(code: str) -> None:
    """A short paragraph is enough."""
    found = languages.of_text(TEXTS[code])
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Storm panes",
        "tidewatch --port 80 --verbose",
        "OK",
        "12:30 14:45",
        "Käse, Wurst, Brot",
        TEXTS["en"] + TEXTS["de"],
    ],
)
def test_doubt(text: str) -> None:
    """What is short, no prose, or mixed is in no language."""
    assert languages.of_text(text) is None


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        ("en", TEXTS["en"], "en"),
        ("en-GB", TEXTS["en"], "en"),
        ("", TEXTS["de"], "de"),
        ("en", TEXTS["de"], None),
        ("xx", TEXTS["de"], "de"),
        ("en", TEXTS["zh"], "zh"),
        ("de", "Kurz.", None),
    ],
)
def test_what_a_page_declares(declared: str, text: str, code: str | None) -> None:
    """A declaration alone says nothing; against the words it makes doubt, against the script it is wrong."""
    body = html("x", text).replace('lang="en"', f'lang="{declared}"')
    found = languages.of_page(page.read(answer("http://log.example/", body=body)))
    assert (found.code if found else None) == code


def test_content_language() -> None:
    """The header counts where the page itself declares nothing."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "en"}
    body = html("x", TEXTS["de"]).replace(' lang="en"', "")
    assert languages.of_page(page.read(answer("http://log.example/", body=body, headers=headers))) is None


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("http://log.example.de/x", True),
        ("http://log.example/de/x", True),
        ("http://de.log.example/x", True),
        ("http://log.example/de-at/x", True),
        ("http://log.example/x?lang=de", True),
        ("http://log.example/x", False),
        ("http://log.example/detail/x", False),
    ],
)
def test_what_an_address_says(url: str, meant: bool) -> None:
    """A top-level domain, or a part of host or path, says that a page is meant to be in a language."""
    german = languages.of_text(TEXTS["de"])
    assert german is not None
    assert languages.meant(german, url) is meant


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("http://log.example", True),
        ("http://log.example/", True),
        ("http://log.example/index.html", True),
        ("http://log.example/Default.aspx", True),
        ("http://log.example/welcome.html", True),
        ("http://log.example/?utm_source=letter", True),
        ("http://log.example/en/", True),
        ("http://log.example/de-AT", True),
        ("http://log.example/?p=12", False),
        ("http://log.example/log", False),
        ("http://log.example/home-again", False),
        ("http://log.example/to-root", False),
        ("http://log.example/cv", False),
    ],
)
def test_front_pages(url: str, front: bool) -> None:
    """A front page is a root, a default document, or that of one language."""
    assert is_front(url) is front
