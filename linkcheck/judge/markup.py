"""What of HTML is read without a tree, as regular expressions: tags, and elements from their first tag to their last.

Each reads what it reads as a parser would (HTML, section 13.2), whatever stands before it, and finds nothing where that
is in doubt: a value that holds `<`, an end tag that may close nothing, or something else than it was meant to. Of the
elements that are taken out of a text (`tree.UNSEEN`, `tree.FURNITURE`) each ends for certain where it is read to end:

- scripts, styles and the like, for nothing in them is markup;
- menus, headers and buttons, for an end tag closes whatever was opened within, if only no table or other border is;
- links, for an end tag closes the last of them, through up to seven blocks that were left open within.

The end tag of a form closes nothing but the form, and that of a label often nothing, so these are read within menus,
headers and the like alone, with which they end.
"""

import sys
from typing import Final

# there is one way alone to read a text, or what is not found would take time without end where groups give back
ALL: Final = "*+" if sys.version_info >= (3, 11, 5) else "*"
"""As many as there are. Groups that give nothing back are quicker; before, they are not always found (gh-106052)."""
SPACE: Final = r"[ \t\n\f\r]"
_VALUE: Final = r"""(?:"[^"<]*+"|'[^'<]*+'|(?!=)[^ \t\n\f\r"'<>`]++)"""
_ATTRIBUTES: Final = rf"""(?:{SPACE}++[^ \t\n\f\r"'<>/=`]++(?:{SPACE}*+={SPACE}*+{_VALUE})?){ALL}"""
END: Final = rf"(?:>|(?!>){_ATTRIBUTES}{SPACE}*+/?+>)"
"""What stands behind the name of a tag."""
CLOSED: Final = rf"{SPACE}*+>"
"""What stands behind the name of an end tag that must be one."""

_VOID: Final = "br|img|input|hr|wbr|link|meta|source|track|embed|area"
_PHRASE: Final = (
    "span|i|b|em|strong|small|time|code|font|u|s|big|tt|cite|q|abbr|acronym|mark|ins|del|kbd|samp|var|sub|sup|bdi|bdo|"
    "data|dfn|strike|picture|video|audio|legend|map"
)
_BLOCK: Final = (
    "li|div|p|ul|h[1-6]|section|article|ol|main|figure|figcaption|blockquote|dl|dt|dd|center|address|pre|hgroup|"
    "details|summary|fieldset|menu|dialog"
)
FLOW: Final = rf"</?+(?:{_BLOCK}|{_PHRASE}|{_VOID}){END}"
"""A tag of an element whose text is text of the body, and which does not change how what follows is read."""
_INLINE: Final = rf"</?+(?:{_PHRASE}|{_VOID}){END}"


def _raw(tag: str) -> str:
    """An element in which nothing is markup but its end tag."""
    return rf"<{tag}{END}[^<]*+(?:<(?!/?{tag})[^<]*+){ALL}</{tag}{CLOSED}"


COMMENT: Final = r"<!--(?!-?>)[^-]*+(?:-(?!-!?>)[^-]*+)*-->"
SCRIPT: Final = _raw("script")
STYLE: Final = _raw("style")
_IFRAME: Final = _raw("iframe")
_TEXTAREA: Final = _raw("textarea")
_CANVAS: Final = rf"<canvas{END}[^<]*+</canvas{CLOSED}"
_SELECT: Final = rf"<select{END}[^<]*+(?:(?:</?+(?:option|optgroup){END}|{COMMENT})[^<]*+){ALL}</select{CLOSED}"
_SHAPE: Final = (
    "path|g|circle|rect|use|polygon|line|polyline|ellipse|defs|stop|mask|symbol|pattern|linearGradient|radialGradient|"
    "clipPath|lineargradient|radialgradient|clippath"
)
_SVG: Final = rf"<svg{_ATTRIBUTES}{SPACE}*+>[^<]*+(?:(?:</?+(?:{_SHAPE}){END}|{COMMENT})[^<]*+){ALL}</svg{CLOSED}"
_WITHIN_NOSCRIPT: Final = rf"(?:</?+(?:img|br|span|strong|b|link){END}|{COMMENT}|{_IFRAME})"
_NOSCRIPT: Final = rf"<noscript{END}[^<]*+(?:{_WITHIN_NOSCRIPT}[^<]*+){ALL}</noscript{CLOSED}"
_HIDDEN: Final = rf"{_SVG}|{_NOSCRIPT}|{_IFRAME}|{_TEXTAREA}|{_SELECT}|{_CANVAS}"
UNREAD: Final = rf"{COMMENT}|{SCRIPT}|{STYLE}|{_HIDDEN}"
"""Elements, and comments, that have neither text of the page's own nor headings."""

_WITHIN_LINK: Final = rf"(?:{_INLINE}|</(?:{_BLOCK}){END}|{COMMENT}|{_SVG})"
_PARTS: Final = rf"[^<]*+(?:{_WITHIN_LINK}[^<]*+){ALL}"
_LINK: Final = rf"<a{END}{_PARTS}(?:<(?:{_BLOCK}){END}{_PARTS}){{0,6}}</a{CLOSED}"
_AROUND: Final = "nav|header|footer|aside|button"
_WITHIN_MENU: Final = rf"(?:{_LINK}|{FLOW}|</?+(?:form|label|(?!(?P=around))(?:{_AROUND})){END}|{UNREAD})[^<]*+"
_MENU: Final = rf"<(?P<around>{_AROUND}){END}[^<]*+(?:{_WITHIN_MENU}){ALL}</(?P=around){CLOSED}"
FURNITURE: Final = f"{_LINK}|{_MENU}"
"""Elements that surround a page's own words; headings may stand in them."""

REFERENCE: Final = (
    r"&(?:(?:amp|lt|gt|quot|apos|nbsp|[rl]aquo|[mn]dash|hellip|middot|bull|[lr][sd]quo|[AOUaou]uml|szlig|"
    r"[aeiouAEIOU](?:acute|grave|circ)|[cC]cedil|[nN]tilde|copy|reg|trade);"
    r"|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4});|(?![A-Za-z#]))"
)
"""A character reference that every reader takes for the same; a bare `&` too."""
WORDS: Final = rf"(?:[^<&]++|{REFERENCE})"
"""Text, or a part of it, that says what is written."""

_HEAD_NOSCRIPT: Final = rf"<noscript{END}(?:{SPACE}++|<(?:link|meta){END}|{STYLE}|{COMMENT})*</noscript{CLOSED}"
_ABOUT: Final = rf"(?:{SPACE}++|<(?:meta|link|base){END}|{SCRIPT}|{STYLE}|{COMMENT}|{_HEAD_NOSCRIPT})*"
_BETWEEN: Final = rf"(?:{SPACE}++|{COMMENT})*"
HEAD: Final = (
    rf"{SPACE}*+(?:<\?xml[^>]*+>)?{_BETWEEN}(?:<!(?:doctype|DOCTYPE)\b[^>]*+>{_BETWEEN})?(?:<html{END}{_BETWEEN})?"
    rf"<head{END}{_ABOUT}(?:<title{END}(?P<title>{WORDS}*)</title{CLOSED}{_ABOUT})?</head{CLOSED}{_BETWEEN}<body{END}"
)
"""Everything up to where the body begins."""

_MARKED: Final = "a|span|b|strong|em|i|small|font|u|mark|time|code|sub|sup"
_SAID: Final = rf"(?:{WORDS}|<(?:img|br){END}|{COMMENT})"
HEADING: Final = (
    rf"<(?P<level>h[123]){END}(?P<said>(?:{_SAID}|<(?P<outer>{_MARKED}){END}"
    rf"(?:{_SAID}|<(?P<inner>{_MARKED}){END}{_SAID}*</(?P=inner){CLOSED})*</(?P=outer){CLOSED})*)</(?P=level){CLOSED}"
)
"""A heading of the first three levels with all of its words."""
