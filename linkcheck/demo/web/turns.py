"""Behaviours made of behaviours: by scheme, by night, by request, by who asks."""

from collections.abc import Sequence

from linkcheck.demo.web.exchange import Behaviour, Exchange, Request


def by_scheme(http: Behaviour, https: Behaviour) -> Behaviour:
    """One behaviour over http, another over https."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await (https if request.scheme == "https" else http)(request, exchange)

    return behave


def by_night(nights: Sequence[Behaviour]) -> Behaviour:
    """One behaviour a night, in turn, beginning with the first night."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await nights[(exchange.night - 1) % len(nights)](request, exchange)

    return behave


def in_turn(times: Sequence[Behaviour]) -> Behaviour:
    """One behaviour a request, in order; the last one stays."""
    left = list(times)

    async def behave(request: Request, exchange: Exchange) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, exchange)

    return behave


def browsers_only(inside: Behaviour, refusal: Behaviour) -> Behaviour:
    """A refusal, unless the request looks like a browser's (Sec-Fetch-Mode, or a User-Agent without a robot's name)."""

    async def behave(request: Request, exchange: Exchange) -> None:
        agent = (request.header("User-Agent") or "").lower()
        browser = agent.startswith("mozilla/5.0") and "compatible" not in agent and "linkcheck" not in agent
        await (inside if browser else refusal)(request, exchange)

    return behave
