"""linkcheck.judge.players: pages whose content is played."""

import pytest

from linkcheck.judge import played

YOUTUBE = "http://wayback-fakeurl.archive.org/yt/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "what", "media"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "the video", YOUTUBE),
        ("http://youtube.com/watch?feature=player_embedded&v=dQw4w9WgXcQ#t=3", "the video", YOUTUBE),
        ("https://m.youtube.com/embed/dQw4w9WgXcQ?rel=0", "the video", YOUTUBE),
        ("https://youtu.be/dQw4w9WgXcQ?t=12", "the video", YOUTUBE),
        ("http://vimeo.com/12345678", "the video", ""),
        ("http://vimeo.com/channels/staffpicks/12345678", "the video", ""),
        ("http://blip.tv/pycon/keynote-5012345", "the video", ""),
        ("http://www.slideshare.net/jane/how-to-wind", "the slides", ""),
        ("https://soundcloud.com/foghorn/episode-31", "the sound", ""),
        ("https://speakerdeck.com/jane/how-to-wind", "the slides", ""),
    ],
)
def test_players(url: str, what: str, media: str) -> None:
    """The page of one video, one deck, one recording; and where the Wayback Machine keeps YouTube's."""
    found = played(url)
    assert found is not None
    assert (found.what, found.media) == (what, media)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/user/jane",
        "https://www.youtube.com/playlist?list=PL123",
        "http://vimeo.com/jane",
        "http://vimeo.com/",
        "http://www.slideshare.net/jane",
        "http://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "http://log.example/watch?v=dQw4w9WgXcQ",
        "https://soundcloud.com/foghorn",
    ],
)
def test_other_pages(url: str) -> None:
    """A person's page, a list, another host."""
    assert played(url) is None


def test_slides_that_stand_in_the_page() -> None:
    """A deck's pictures in the page's source are the slides; a Flash player is not."""
    found = played("http://www.slideshare.net/jane/how-to-wind")
    assert found is not None
    assert found.in_page(b'<img class="Slide_Image" src="x">')
    assert not found.in_page(b"<object data=ssplayer2.swf>")
