"""What may be told to a third party."""

from dataclasses import replace

import pytest

from linkcheck.judge import kept_back
from linkcheck.judge.sharing import is_private
from linkcheck.judge.tables import rows
from linkcheck.settings import Settings

SETTINGS = Settings(exclude=("intranet-",), own_domains=("letters.example",))


@pytest.mark.parametrize(
    "url",
    [
        "https://kites.example/kites",
        "http://bit.ly/lamproom-walk",
        "https://kites.example/a?utm_source=letter&page=2#top",
        "https://xn--bcher-kva.example/",
        "http://93.184.216.34/old",
        "http://[2606:4700::6810:1]/",
        "https://otherletters.example/",
    ],
)
def test_ordinary_pages_may_be_told(url: str) -> None:
    """A page of the public web, campaign's name and all."""
    assert kept_back(url, SETTINGS) == ""


@pytest.mark.parametrize(
    "url",
    [
        "mailto:keeper@kites.example",
        "https://kites.example/unsubscribe?u=5ec2e7c0ffee0123",
        "https://kites.us1.list-manage.com/unsubscribe?u=1&id=2&e=3",
        "https://web.archive.org/web/20170101000000/https://kites.example/",
        "https://intranet-kites.example/",
        "https://keeper:lamp@kites.example/",
        "https://keeper@kites.example/",
        "https://kites.example/a?mc_eid=5ec2e7c0ff",
        "https://kites.example/a?access_token=5ec2e7c0ff",
        "https://kites.example/a?email=keeper@kites.example",
        "https://kites.example/a;jsessionid=5EC2E7C0FF",
        "https://hooks.slack.com/services/T0/B0/5ec2e7c0ff",
        "https://letters.example/12",
        "https://www.letters.example/12",
        "http://localhost:8080/",
        "http://wiki/Main_Page",
        "http://printer.local/",
        "http://lamp.corp/",
        "http://a.b.internal./x",
        "http://keeper.tail1234.ts.net/",
        "http://127.0.0.1/",
        "http://10.1.2.3:8080/x",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.1.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://①②⑦.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::a00:1]/",
        "http://exa mple/",
    ],
)
def test_what_is_nobody_elses_is_kept_back(url: str) -> None:
    """Action links, snapshots, what is excluded, secrets, subscribers, the editor's own, and every private host."""
    assert kept_back(url, SETTINGS)


def test_no_reason_tells_a_secret() -> None:
    """Why something is kept back says nothing of what it holds."""
    assert "lamp" not in kept_back("https://keeper:lamp@kites.example/", SETTINGS)


def test_the_settings_say_what_is_excluded() -> None:
    """Without them the same URL may be told."""
    url = "https://intranet-kites.example/"
    assert kept_back(url, replace(SETTINGS, exclude=())) == ""


@pytest.mark.parametrize("row", rows("private", "private"), ids=lambda row: str(row["name"]))
def test_every_private_name_has_a_source(row: dict[str, str]) -> None:
    """Each row of the data says who set the name aside; the name and what is below it are private."""
    assert row["source"].startswith("https://")
    assert is_private(f"lamp.{row['name']}")
    assert not is_private(f"lamp.{row['name']}.example.org")
