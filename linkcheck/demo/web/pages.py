"""Pages that say one thing and mean another: apologies, adverts, walls, challenges.

They are written for the demo in the manner of the pages that stand in such places; none is copied.
"""

from linkcheck.demo.web.answers import document, html, page
from linkcheck.demo.web.exchange import Behaviour

CLOUDFLARE_HEAD = '<meta name="robots" content="noindex,nofollow">'


def soft_404() -> Behaviour:
    """200, and an apology for a missing page."""
    return page(
        "Page not found",
        "Sorry, the page you are looking for could not be found. It may have been moved or deleted.\n\n"
        "Try the search, or go back to the home page.",
    )


def parked() -> Behaviour:
    """A domain whose owner let it go: for sale, with advertising links."""
    body = (
        '<!DOCTYPE html><html><head><title>This domain is for sale</title><script src="https://www.parkingcrew.net/'
        'jsparkcaf.php"></script></head><body><h1>This domain may be for sale</h1><p>Buy this domain. Inquire about it '
        'today.</p><h2>Related searches</h2><ul><li><a href="/?q=1">Cheap Flights</a></li><li><a href="/?q=2">Car '
        'Insurance</a></li><li><a href="/?q=3">Web Hosting</a></li></ul><p>Domain parking by sedo.com</p></body></html>'
    )
    return document(body)


def hijacked() -> Behaviour:
    """A lapsed domain that a casino took over."""
    return page(
        "Slot Gacor Online Casino - Free Spins & Bonus 2024",
        "Play the best online casino slots: free spins, welcome bonus, jackpot every day. Join now and bet on sports, "
        "poker, baccarat and roulette at the most trusted gambling site.\n\n"
        "Daftar situs slot gacor terpercaya, bonus new member 100%. Casino bonus without deposit.",
    )


def login_wall() -> Behaviour:
    """A page that asks who one is."""
    form = (
        '<form action="/login" method="post"><label>Email <input name="email" type="email"></label>'
        '<label>Password <input name="password" type="password"></label><button>Log in</button></form>'
    )
    body = html("Log in to continue", "You must log in to see this page.").replace("</body>", f"{form}</body>")
    return document(body)


def consent_wall() -> Behaviour:
    """A page that asks for leave to track before it shows anything."""
    form = (
        '<form action="/consent/accept" method="post"><button value="reject">Reject all</button>'
        '<button value="accept">Accept all</button></form>'
    )
    text = "Before you continue: we and our 812 partners use cookies and process personal data. Manage your choices."
    return document(html("Before you continue", text).replace("</body>", f"{form}</body>"))


def challenge(kind: str = "cloudflare") -> Behaviour:
    """A puzzle for programs: `cloudflare` (403, cf-mitigated) or `captcha` (200 with a captcha to solve).

    Raises:
        ValueError: No such kind.
    """
    match kind:
        case "cloudflare":
            body = html(
                "Just a moment...",
                "Checking your browser before accessing the site. Enable JavaScript and cookies to continue.",
                CLOUDFLARE_HEAD,
            ).replace(
                "</body>", '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body>'
            )
            return document(body, status=403, headers=[("Server", "cloudflare"), ("cf-mitigated", "challenge")])
        case "captcha":
            text = "Our systems have detected unusual traffic. Please verify you are a human to go on."
            body = html("Verify you are human", text)
            return document(body.replace("</body>", '<div class="g-recaptcha" data-sitekey="demo"></div></body>'))
    raise ValueError(f"no challenge of the kind {kind!r}")


def service_notice(service: str, closed: str) -> Behaviour:
    """What a service that has closed shows in every place: a goodbye."""
    return page(
        f"{service} is no longer available",
        f"{service} was shut down on {closed}. All content has been deleted and can no longer be reached.\n\n"
        "Thank you for the stories you told with us.",
    )
