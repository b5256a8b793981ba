"""linkcheck.judge.plain: what a source shows of a plain page without a tree is what the tree shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.judge import plain
from linkcheck.judge.page import Page
from linkcheck.judge.weights import LONG, THIN
from tests.judge.making import prose

WORDY = prose(LONG + 50)
ONSETS = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>Otters</title></head><body>",
    "<HTML><HEAD><TITLE>\n Otters of\tthe river </TITLE></HEAD>\n<BODY bgcolor='#fff' text=\"a > b\">\n",
    "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN'>\n<head><link rel=x href='/y' /></head><body class=x>",
)
HEADS = (
    *("<title>A &amp; B</title>", "<title>Second</title>", "<title/>odd</title>", "<title>", "</title>"),
    *("<title lang=x>", "<meta name=d content='a > b < c'>", "<meta name=d content='<h1>No</h1>'>"),
    *("<base href=/>", "<meta\x0bx>", "</head>", "<body>", "<noframes>", "<!-- a -->", "<p>", "<frameset>"),
    *("<bgsound>", " words ", "\x00", "&nbsp;", "<script>a<b</script>", "<style>p{}</style>", "<!-- -->", "<script>"),
    *("<noscript><link rel=x></noscript>", "<noscript><img src=x></noscript>", "<title>A & B</title>", "<!-->"),
    *("<title>&eacute;t&eacute; &#8217;</title>", "<title>a <b>b</b></title>", "<svg><title>S</title></svg>"),
)
BODIES = (
    *("<h1>Otters here</h1>", "<h1>", "</h1>", "<H1 class=x>Otters <b>there</b></H1>", "<h1> </h1>"),
    *("<h1>A &amp; B</h1>", "<h2>Part</h2>", "<h3>Third &amp; last</h3>", "<h2></h2>", "<h2>"),
    *("<img alt=picture src=/x>", "<img alt='a > b'>", "<p title='<h1>No</h1>'>", "<p title='a b > c d'>"),
    *("<p title=a/b>", "<p title=>", "<p a'b>", "<p/x>", "<p", "<p x=y", "<b>", "</b>", "<i>", "</i>", "<p>"),
    *("</p>", "<div hidden>", "</div>", "<br/>", "<pre>\n", "</pre>", "<center>", "<table>", "<tr><td>"),
    *("</table>", "<caption>", "<colgroup>", "<frameset>", "<frame>", "</frameset>", "<fieldset>"),
    *("<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>", "<listing>", "<noembed>", "</noembed>"),
    *("<noframes>", "</noframes>", "<math>", "<mi>", "</math>", "<![CDATA[ x y ]]>", "<!-- a b ", "-->"),
    *("<!-->", "<!>", "<?php a ?>", "</ odd>", "</>", "<", "< p>", "<3 ", "<\u017fpan>", "</body>", "</html>"),
    *("<body class=q>", "<html>", "<head>", "<title>In the body</title>", "<option>", "<ruby>", "<dialog>"),
    *("<isindex>", "<image>", "<nobr>", "<applet>", "&nbsp;", " &nbsp; &nbsp; &nbsp; ", " &#32; ", " &#0; "),
    *("&amp;", " &notanentity; ", "\x00", " \x00 \x00 ", "\r\n", "\x0b", " \x1c ", " \xa0 ", " \u3000 "),
    *(" \xe9 ", "\u65e5\u672c\u8a9e", "\ufeff", "<a href=/x>", "<script>", "<svg>"),
)

FURNITURE = (
    *("<nav><ul><li><a href=/a>Menu</a><li><a href='/b'>b</a></ul></nav>", "<nav>", "</nav>", "<header>", "</header>"),
    *("<header><nav><a href=/>x</a></nav><h1><a href=/>Site</a></h1></header>", "<aside><nav>a</aside>b</nav>", "<a>"),
    *("<header><form><label>Find<input></label></header>", "<nav><nav>a</nav>b</nav>", "</a>", "<a href=/x><div><h2>c"),
    *("<a href=/x><div><h3>Card</h3><p>of words</p></div></a>", "<a><div></a>", "<b><a></b>x</a>", "<form>", "</form>"),
    *("<form><p>a</form>b</p>", "<b><p>a</b></p>", "<label>", "</label>", "<label><div>a</label>b</div>", "<button>"),
    *("<button>Go <b>on</button>", "</button>", "<select><option>a</select>", "<textarea><b></textarea>", "<canvas>x"),
    *("<footer><table><tr><td></footer>a</table>", "<template><nav></template>", "<object><a></object>", "</footer>"),
    *("<script>a < b && '</p>'</script>", "<script><!-- a //--></script>", "<style>p > a {}</style>", "<script/>"),
    *("<script><!-- <script> --></script> words </script>", "<svg><path d=M0/></svg>", "<svg><title>No</title></svg>"),
    *("<svg/>", "<svg><p>out</p></svg>", "<svg><a></svg>", "<svg><g></svg>", "<noscript><img src=x></noscript>"),
    *("<noscript>", "</noscript>", "<iframe src=x><nav></iframe>", "<!-- <h1>No</h1> -->", "<!---->", "<!-- a --!> b"),
    *("<h1><a href=/>Otters</a> <b>of <i>x</i></b></h1>", "<h1><img alt=x></h1>", "<h1>te</i>xt</h1>", "<h1><a>a<a>b"),
    *(
        "<h1>a<!-- b -->c</h1>",
        "<h1>&#8217;s &eacute; &copy b</h1>",
        "<script>'<h1>'</script>",
        "<p title='a > b c d e f'>",
    ),
    *(
        "<p a = b>",
        "<p a=b/>",
        "<p title='</nav>'>",
        "<p @a:b.c='1'>",
        "<p a='b'c='d'>",
        "<p =a>",
        "<p a==b>",
        "<dialog>",
    ),
)


def page(source: str, *, by_tree: bool = False) -> Page:
    """A page that was just read; one `by_tree` is known by its tree alone."""
    made = Page("https://press.example/x", 200, (), html=True, written=source)
    if by_tree:
        vars(made)["_begun"] = None
    return made


def facts(seen: Page) -> tuple[object, ...]:
    """What is asked of nearly every page, in the order in which it is."""
    longer = tuple(seen.longer_than(most) for most in (LONG, THIN - 1, 19, LONG + 10))
    return longer, seen.title, seen.headings, seen.drawn, seen.links, seen.words, seen.prose, seen.visible


@given(
    st.sampled_from(ONSETS) | st.lists(st.sampled_from((*ONSETS, *HEADS)), max_size=4).map("".join),
    st.lists(
        st.sampled_from(BODIES)
        | st.sampled_from(FURNITURE)
        | st.sampled_from((WORDY, prose(LONG - 2), "river ", "<h1>Otters</h1>")),
        max_size=9,
    ),
    st.booleans(),
)
def test_says_what_the_tree_says(onset: str, parts: list[str], wordy: bool) -> None:
    """Whatever stands in a source, odd or not, and wherever in it."""
    source = "".join((onset, *parts, WORDY if wordy else ""))

    assert facts(page(source)) == facts(page(source, by_tree=True))


@pytest.mark.parametrize("onset", ONSETS)
@pytest.mark.parametrize("part", [*BODIES, *FURNITURE])
def test_says_what_the_tree_says_before_much_text(onset: str, part: str) -> None:
    """Each odd part before, within and behind what a page has to say."""
    for source in (
        f"{onset}{part}{WORDY}",
        f"{onset}<h1>Otters</h1>{prose(200)}{part}{prose(200)}",
        f"{onset}<h2>Part</h2>{WORDY}{part}{WORDY}",
    ):
        assert facts(page(source)) == facts(page(source, by_tree=True)), source


@pytest.mark.parametrize("words", [LONG - 1, LONG, LONG + 1])
def test_counts_to_the_word(words: int) -> None:
    """So many words are enough, and one less is not; a reference may stand for a space."""
    source = f"{ONSETS[0]}<h1>Otters</h1> {prose(words - 1)}"

    assert (plain.read(source, 1, LONG) is not None) is (words > LONG)
    assert plain.read(f"{ONSETS[0]}{prose(LONG)} &nbsp;", 0, LONG) is None


@pytest.mark.parametrize("tag", ["</div>", "</span>", "</p>", "<br>", "<b>"])
def test_counts_no_word_twice(tag: str) -> None:
    """A word that goes on behind a tag that closes nothing is one."""
    source = f"{ONSETS[0]}{'river ' * (LONG - 1)}quiet{tag}bank"

    assert plain.read(source, 0, LONG) is None
    assert facts(page(source)) == facts(page(source, by_tree=True))


def test_plain_pages_are_known() -> None:
    """An old page, written by hand, is read without a tree."""
    source = f"{ONSETS[1]}<h1>Otters</h1><p align=center>A <b>river</b> &amp; a <i>bank</i>.</p>{WORDY}"

    assert plain.read(source, 1, LONG) == plain.Plain("Otters of the river", ("Otters",), LONG + 1)


def test_pages_with_menus_are_known() -> None:
    """A page with scripts, styles, a menu, a link around a heading, and links in its prose is read without a tree."""
    head = "<!DOCTYPE html>\n<html class='a b'>\n<head>\n<!-- x --><meta charset=utf-8 /><style>p > a {}</style>\n"
    menu = "<header><nav><ul><li class=m><a href='/a'>One &raquo;</a></li></ul></nav><form><input></form></header>"
    source = (
        f"{head}<title>Otters &amp; rivers</title><script>a < b</script></head>\n<body class=x>{menu}"
        f"<main><h1><a href=/o>Otters <b>here</b></a></h1>{WORDY}<a href=/b>more</a> words</main>"
    )

    assert plain.read(source, 1, LONG) == plain.Plain("Otters & rivers", ("Otters here",), LONG + 1)


def test_what_is_taken_out_does_not_count() -> None:
    """Words of menus, links, scripts and comments are none of the page's own."""
    around = f"<nav>{WORDY}</nav><a href=/x>{prose(40)}</a><script>{WORDY}</script><!-- {WORDY} -->"

    assert plain.read(f"{ONSETS[0]}{around}{prose(LONG)}", 0, LONG) is None


def test_a_value_has_no_words() -> None:
    """What stands in an attribute is no text, whatever signs are in it."""
    assert plain.read(f"{ONSETS[0]}<p title='a > b c d e'>x {prose(LONG - 1)}", 0, LONG) is None
