"""Action links are never fetched, articles about them are, and nobody's token is printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.judge import is_action, masked
from linkcheck.judge.tables import rows

ACTIONS = [
    "https://news.us10.list-manage.com/unsubscribe?u=49a6&id=ffbb&e=12ab34",
    "https://press.us2.list-manage.com/profile?u=1&id=2&e=3",
    "https://press.us2.list-manage1.com/subscribe/confirm?u=1&id=2&e=3",
    "http://us2.forward-to-friend.com/forward?u=1&id=2&e=3",
    "https://press.createsend1.com/t/r-u-abcdef-l-y/",
    "https://confirmsubscription.com/h/r/0123456789?token=1",
    "https://u123.ct.sendgrid.net/wf/unsubscribe?upn=abc",
    "https://press.substack.com/action/disable_email?token=eyJ1c2VyX2lkIjoxfQ.abc",
    "https://press.example/action/disable_email?token=abc",
    "https://unsubscribe.convertkit-mail2.com/abc123",
    "https://preferences.kit-mail3.com/abc123",
    "https://tinyletter.com/press/confirm?id=1234",
    "https://buttondown.email/unsubscribe/0b1c2d3e-aaaa-bbbb",
    "https://buttondown.com/press/subscribers/0b1c2d3e/confirm",
    "https://www.getrevue.co/unsubscribe/123abc",
    "https://magic.beehiiv.com/v1/0b1c2d3e?email=a@b.example",
    "https://press.example/unsubscribe/?uuid=0b1c2d3e&newsletter=1",
    "https://press.example/members/?token=abc&action=signup",
    "https://lists.example/mailman/confirm/press/0123456789abcdef",
    "https://lists.example/mailman/options/press/reader--at--mail.example",
    "https://lists.example/accounts/confirm-email/MTIz/",
    "https://groups.google.com/group/press/unsubscribe",
    "https://lists.example/sympa/auto_signoff/press?email=a%40b.example",
    "https://lists.example/cgi-bin/wa?TICKET=NzM1&c=SIGNOFF",
    "https://press.example/lists/?p=unsubscribe&uid=0123456789abcdef",
    "https://www.getdrip.com/subscribers/0123abcd/unsubscribe",
    "https://press.activehosted.com/proc.php?nl=1&c=2&act=unsub",
    "https://visitor.constantcontact.com/do?p=un&m=001abc&se=001def",
    "https://press.example/hs/manage-preferences/unsubscribe?d=abc",
    "https://info.press.example/UnsubscribePage.html?mkt_unsubscribe=1&mkt_tok=abc",
    "https://go.press.example/unsubscribe/u/123/abc/456",
    "https://cl.exct.example/unsub_center.aspx?qs=0123456789",
    "https://manage.kmail-lists.com/subscriptions/unsubscribe?a=abc",
    "https://r.press.sendinblue.com/mk/un/abcdef",
    "https://click.mlsend.com/unsubscribe/abc",
    "https://mail.press.example/unsubscribe/AbCdEfGhIj/KlMnOpQrSt/UvWxYz0123",
    "https://m.press.example/email/unsubscribe/0123456789abcdef",
    "https://feedburner.google.com/fb/a/mailconfirm?k=abc",
    "https://press.example/?mailpoet_page=subscriptions&mailpoet_router&endpoint=subscription&action=unsubscribe",
    "https://press.example/?na=uc&nk=12-abc",
    "https://subscribe.wordpress.com/?key=abc&email=a%40b.example",
    "https://forum.example/email/unsubscribe/0123456789abcdef0123456789abcdef",
    "https://github.com/notifications/unsubscribe-auth/AAABBB",
    "https://www.aweber.com/z/r/?abc",
    "https://link.press.example/oc/0123456789abcdef01234567",
    "https://press.example/newsletter/unsubscribe/12345",
    "https://press.example/unsubscribe.php?email=a@b.example",
    "https://press.example/newsletter/unsubscribe?id=12",
    "https://press.example/unsubscribe",
    "https://press.example/?action=unsubscribe&user=12",
    "https://press.example/confirm/0b1c2d3e4f5061728394",
    "https://press.example/newsletter/confirm?token=abc",
    "https://press.example/users/password/edit?reset_password_token=abc",
    "https://press.example/logout",
    "https://press.example/#/unsubscribe?token=abc",
    "https://groups.google.com/forum/#!unsubscribe/press",
    "https://track.customer.io/unsubscribe/dgTQAgAB",
    "https://e.press.example/manage_subscription_preferences/dgTQAgAB",
    "https://links.press.example/e/encryptedUnsubscribe?_r=abc&_s=def",
    "https://x1y2.mjt.lu/unsub2?hl=en&m=abc&b=def",
    "https://press.benchurl.com/c/su?e=1234&c=567",
    "https://cts.vresp.com/u?1234/abc",
    "https://t.e2ma.net/optout/abc/def",
    "https://zc1.maillist-manage.com/ua/optout?od=abc",
    "https://r.mail.press.example/mk/un/sh/abcdef/xyz",
    "https://lists.press.example/subscription/3f1c7a3e-0000-4000-8000-1234567890ab/9e1c7a3e-0000-4000-8000-1234567890ab",
    "https://lists.press.example/subscription/abc/unsubscribe/def",
    "https://groups.io/g/press/leave/123/abc",
    "https://gitlab.example/-/sent_notifications/0123456789abcdef01234567/unsubscribe",
    "https://ymlp.com/unsub.php?press",
    "https://t.newsletter2go.com/signout/abc-123",
    "https://weekly.press.example/leave/abc123def/def456abc",
    "https://click.pstmrk.example/unsubscribe/abcdef",
    "https://press.example/unsubscribe/3f1c7a3e-0000-4000-8000-1234567890ab",
    "https://unsubscribe.press.example/abcdef",
    "https://press.example/unsubscribe.php?abcdef",
    "https://app.kit.com/subscriptions/confirm?subscription_id=12",
    "https://presse.example/newsletter/abbestellen/12345abc",
    "https://presse.example/desinscription?email=x%40y.example",
    "https://press.example/newsletter/unsubscribe",
    "https://press.example/users/sign_out",
    "https://press.createsend1.com/t/d-u-jkhjlul-jyhrjrjrku-r/",
    "https://press.updatemyprofile.com/t-abcdef-ghij",
]

ARTICLES = [
    "https://press.example/blog/how-to-unsubscribe",
    "https://press.example/blog/unsubscribe-from-everything",
    "https://press.example/2019/03/why-readers-unsubscribe.html",
    "https://press.example/unsubscribe-rates-2019",
    "https://press.example/glossary/opt-out",
    "https://docs.example/reference/observable/unsubscribe",
    "https://docs.example/api/unsubscribe.html",
    "https://press.example/topics/unsubscribe/how-it-began",
    "https://press.example/news/confirm-or-deny",
    "https://press.example/2019/activate-your-garden",
    "https://press.example/verify/",
    "https://lists.example/mailman/listinfo/press",
    "https://lists.example/pipermail/press/2010-March/001234.html",
    "https://groups.google.com/group/press/browse_thread/thread/0123456789abcdef",
    "https://us10.list-manage.com/subscribe?u=49a6&id=ffbb",
    "https://us10.campaign-archive.com/?u=49a6&id=ffbb",
    "https://github.com/press/unsubscribe",
    "https://github.com/press/mailer/blob/main/unsubscribe.py",
    "https://en.wikipedia.example/wiki/Opt-out",
    "https://press.substack.com/p/confirm-humanity",
    "https://tinyletter.com/press/letters/unsubscribe-me-not",
    "https://press.example/login",
    "https://press.example/?p=1234",
    "https://press.example/search?q=unsubscribe",
    "https://press.createsend.com/t/ViewEmail/r/ABC/DEF",
    "https://press.createsend1.com/t/r-l-jkhjlul-jyhrjrjrku-y/",
    "https://press.cmail20.com/t/d-l-jkhjlul-jyhrjrjrku-r/",
    "https://mail.press.example/email/preview/0123456789abcdef",
    "https://www.drip.com/blog/unsubscribe-rate",
    "https://www.mailerlite.com/blog/unsubscribe-page-examples",
    "https://emailoctopus.com/blog/confirm",
    "https://www.getresponse.com/blog/confirm.html",
    "https://convertkit.com/blog/confirmation-emails",
    "https://www.getrevue.co/profile/press/issues/confirmation-bias-issue-4-123",
    "https://press.example/u/eJackson",
    "https://press.example/confirm/introduction-to-testing-2014",
    "https://press.example/article/unsubscribe/2014/07/why",
    "https://press.example/unsubscribe/why-readers-left-in-2014-and-15",
    "https://press.example/docs/verify?id=2",
    "https://press.example/leave/maternity-leave-2019",
]


@pytest.mark.parametrize("url", ACTIONS)
def test_actions(url: str) -> None:
    """What mailing-list and campaign software sends its readers is known as an action."""
    assert is_action(url)


@pytest.mark.parametrize("url", ARTICLES)
def test_articles_are_checked(url: str) -> None:
    """A page that merely names an action is an ordinary link."""
    assert not is_action(url)


def test_there_are_enough_patterns() -> None:
    """At least 25 patterns of mailing-list and campaign software are known."""
    assert len(rows("actions", "action")) >= 25


MASKED = [
    ("https://reader:secret@press.example/x", "https://***@press.example/x"),
    ("https://press.example/x?token=abc&page=2", "https://press.example/x?token=***&page=2"),
    ("https://press.example/x?page=2&access_token=abc#top", "https://press.example/x?page=2&access_token=***#top"),
    ("https://press.example/x?mc_cid=abc&mc_eid=def", "https://press.example/x?mc_cid=***&mc_eid=***"),
    ("https://press.example/x?utm_source=press&_hsenc=abc", "https://press.example/x?utm_source=press&_hsenc=***"),
    ("https://press.example/x?API_KEY=abc;sig=def", "https://press.example/x?API_KEY=***;sig=***"),
    ("https://press.example/cb#access_token=abc&state=1", "https://press.example/cb#access_token=***&state=1"),
    ("https://press.example/unsubscribe/12345?x=1", "https://press.example/unsubscribe/***?x=***"),
    (
        "https://p.us1.list-manage.com/unsubscribe?u=1&id=2&e=3",
        "https://p.us1.list-manage.com/unsubscribe?u=***&id=***&e=***",
    ),
    ("https://press.example/in/eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.sig", "https://press.example/in/***"),
    (
        "https://bucket.example/f?X-Amz-Signature=ab&X-Amz-Date=1",
        "https://bucket.example/f?X-Amz-Signature=***&X-Amz-Date=1",
    ),
    (
        "https://press.example/x?private_token=a&feed_token=b&token_type=c",
        "https://press.example/x?private_token=***&feed_token=***&token_type=c",
    ),
    ("https://press.example/x?api-key=1&x-api-key=2&pw=3", "https://press.example/x?api-key=***&x-api-key=***&pw=***"),
    ("https://press.example/x?to=reader%40mail.example&page=2", "https://press.example/x?to=***&page=2"),
    ("https://us1.campaign-archive.com/?u=1a&id=2b&e=3c", "https://us1.campaign-archive.com/?u=1a&id=2b&e=***"),
    ("https://press.example/app;jsessionid=0A1B?x=1", "https://press.example/app;jsessionid=***?x=1"),
    ("https://hooks.slack.com/services/T0/B0/abcdef", "https://hooks.slack.com/services/***"),
    ("https://api.telegram.org/bot12:AB-cd/getMe", "https://api.telegram.org/bot***/getMe"),
    ("https://cal.example/x/private-0123456789abcdef/basic.ics", "https://cal.example/x/private-***/basic.ics"),
    (
        "https://press.example/in?next=https%3A%2F%2Fa.example%2F%3Ftoken%3Dabc",
        "https://press.example/in?next=https%3A%2F%2Fa.example%2F%3Ftoken%3D***",
    ),
    ("https://press.example/r?u=https://reader:secret@a.example/", "https://press.example/r?u=https://***@a.example/"),
    ("//reader:secret@press.example/x", "//***@press.example/x"),
    ("https://maps.example/?center=a&key=AIzaSy0123456789abcdef", "https://maps.example/?center=a&key=***"),
]


@pytest.mark.parametrize(("url", "shown"), MASKED)
def test_masked(url: str, shown: str) -> None:
    """Tokens, credentials and campaign identifiers are masked; the rest stays."""
    assert shown == masked(url)


@pytest.mark.parametrize("url", [u for u in ARTICLES if "list-manage" not in u])
def test_ordinary_urls_are_not_touched(url: str) -> None:
    """A URL without secrets comes back byte for byte."""
    assert url == masked(url)


RECOGNISED = [
    "https://press.example/?key=otter",
    "https://bugs.example/show?ticket=1234",
    "https://press.example/page?sid=42",
    "https://press.example/download?hash=sha256",
    "https://docs.example/ccc?key=0Aq_23rNVsJhD&hl=en",
    "https://video.example/watch?v=dQw4w9WgXcQ&list=PL",
    "https://code.example/o/r/commit/0123456789abcdef0123456789abcdef01234567",
    "https://press.example/@jane/otters-1a2b3c4d5e6f",
    "https://press.example/x?url=git@code.example:o/r.git",
]


@pytest.mark.parametrize("url", RECOGNISED)
def test_an_editor_knows_the_link_again(url: str) -> None:
    """What says which page is meant stays: a short key, a ticket's number, a name."""
    assert url == masked(url)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_masking_never_fails_and_is_stable(text: str) -> None:
    """Any text can be masked, and masking twice is masking once."""
    once = masked(f"https://press.example/{text}")

    assert once == masked(once)


@given(st.text(alphabet="abcdefghij0123456789", min_size=8, max_size=30))
@settings(deadline=None)
def test_a_token_never_shows(secret: str) -> None:
    """Whatever a token is, it does not stand in the masked URL."""
    for url in (
        f"https://a.example/?token={secret}",
        f"https://u:{secret}@a.example/",
        f"https://a.example/unsubscribe?e={secret}",
    ):
        assert secret not in masked(url)
