"""GitHub in bulk: links to repositories and what is in them, a hundred with one question to its GraphQL API.

A URL is read as a page (`pages`), pages become one query (`queries`), its answer becomes the hops that the site would
have shown (`answers`), and `adapter` is who asks. The token is for https://api.github.com/graphql and for nothing else.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.crawl.github.adapter import API_HOST, ENDPOINT, GitHub
    from linkcheck.crawl.github.pages import page_of
    from linkcheck.crawl.github.token import SERVER, VARIABLES, Token, token_of

__all__ = ["API_HOST", "ENDPOINT", "SERVER", "VARIABLES", "GitHub", "Token", "page_of", "token_of"]

offer(
    __name__,
    adapter="API_HOST ENDPOINT GitHub",
    pages="page_of",
    token="SERVER VARIABLES Token token_of",  # noqa: S106 - a module of that name
)
