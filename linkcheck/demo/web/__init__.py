"""The built-in web: real sockets on 127.0.0.1, high ports, names of its own, HTTPS with a CA made on the spot.

    async with Web({"bit.ly": Site({"/x": redirect(301, "https://example.org/")})}) as web:
        endpoints = await web.resolver.resolve("bit.ly", 80)

A site is a table from request targets to behaviours (`linkcheck.demo.web.behaviours`); a Wayback Machine is a site too
(`linkcheck.demo.web.wayback`).
"""

from linkcheck.demo.web.certs import Tls
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.web import Site, Web, web_in_thread

__all__ = ["Behaviour", "Exchange", "Request", "Site", "Tls", "Web", "web_in_thread"]
