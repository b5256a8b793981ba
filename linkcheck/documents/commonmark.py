"""GitHub's Markdown as pyromark reads it: which of its extensions count."""

import pyromark

_OPTIONS = pyromark.Options
MARKDOWN = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES
    | _OPTIONS.ENABLE_FOOTNOTES
    | _OPTIONS.ENABLE_STRIKETHROUGH
    | _OPTIONS.ENABLE_TASKLISTS
    | _OPTIONS.ENABLE_GFM
)
"""`ENABLE_GFM` is its alerts alone (`> [!NOTE]`); none of the five moves a link's range."""
