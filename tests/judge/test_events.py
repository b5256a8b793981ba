"""linkcheck.judge.events: what comes every year, and an article with a year in it does not."""

import pytest

from linkcheck.judge import yearly


@pytest.mark.parametrize(
    "url",
    [
        "http://devopsdays.org/events/2013-london/program/",
        "https://www.devopsdays.org/events/2017-ghent/welcome",
        "http://us.pycon.org/2013/schedule/",
        "https://fosdem.org/2014/schedule/",
        "https://www.usenix.org/conference/lisa13",
        "https://www.usenix.org/conference/srecon16/program",
        "http://velocityconf.com/velocity2013",
        "http://conferences.oreilly.com/velocity/devops-web-performance-ny-2015",
        "http://monitorama.com/",
        "http://rubyconf.org/schedule",
        "http://2012.jsconf.us/",
        "http://lighthouse-summit.example/speakers",
        "http://keepersguild.example/events/2014/agenda.html",
        "http://keepersguild.example/conference/schedule",
        "http://keepersguild.example/2013/schedule",
        "http://keepersguild.example/2013/",
        "https://webexpo.example/2012",
        "http://conf.researchr.org/home/icfp-2018",
    ],
)
def test_events(url: str) -> None:
    """Conferences' own sites, their editions, and their pages in a folder of events."""
    assert yearly(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://blog.example/2013/05/a-post",
        "http://blog.example/2013/05/",
        "http://blog.example/2013/schedule-your-backups",
        "http://blog.example/posts/conference-schedule-2013",
        "http://blog.example/2013/05/12/schedule",
        "http://tool.example/docs/schedule",
        "http://tool.example/docs/2.0/sessions",
        "http://tool.example/features/agenda",
        "http://fosdem.org/2012/schedule/event/foo",
        "http://us.pycon.org/2012/schedule/presentation/123/",
        "https://www.usenix.org/conference/lisa13/technical-sessions/presentation/jones",
        "https://www.usenix.org/system/files/login/articles/schedule.pdf",
        "http://rubyconf.org/news/2013/we-have-a-venue",
        "http://confluence.example/display/X",
        "http://log.example/",
        "http://velocityconf.com/blog/2013/05/ten-talks",
        "http://www.google.com/intl/en/about",
    ],
)
def test_everything_else(url: str) -> None:
    """A year in an article's address, a scheduler's documentation, one talk of an event: they stay what they are."""
    assert not yearly(url)
