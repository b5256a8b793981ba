"""linkcheck.pipeline.explaining: the story of one URL, from everything that is remembered of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.errors import UsageError
from linkcheck.pipeline import explain_url
from tests.pipeline.support import (
    FIRST_NIGHT,
    KITES,
    LOST,
    SNAPSHOT_2015,
    nights,
    one_night,
    settings_in,
    shelved,
    small_web,
    world_of,
)

SECRET = "https://reader:hunter2@kites.example/kites?token=5f2d8c"


async def test_the_story_of_a_dead_link(tmp_path: Path) -> None:
    """Each night with its status, the snapshot, the edit, and the sentence that says why."""
    archive, settings = shelved(tmp_path, one=f"[the festival]({LOST})"), replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        await nights(web, archive, settings)
        story = await explain_url(LOST, settings, world_of(web, FIRST_NIGHT))

    assert "confirmed dead" in story
    assert "found so on 3 nights since 2026-11-20" in story
    assert story.count("decisive strike") == 3
    assert f"+ {SNAPSHOT_2015}" in story
    assert "rewritten" in story
    assert "the festival" in story


async def test_what_was_not_checked_yet_stands_where_it_stands(tmp_path: Path) -> None:
    """A link that the deadline left for another night has a place in its document all the same."""
    archive, settings = shelved(tmp_path, one=f"[the kites]({KITES})"), replace(settings_in(tmp_path), deadline=1e-6)
    async with small_web() as web:
        await one_night(web, [archive], settings, 0)
        story = await explain_url(KITES, settings, world_of(web, FIRST_NIGHT))

    assert "It was not checked yet." in story
    assert "one.md:5:13" in story
    assert "the kites" in story


async def test_secrets_are_masked(tmp_path: Path) -> None:
    """A story may be shown to others: credentials and tokens stay out of it."""
    archive, settings = shelved(tmp_path, one=f"[a]({SECRET})"), settings_in(tmp_path)
    async with small_web() as web:
        await one_night(web, [archive], settings, 0)
        story = await explain_url(SECRET, settings, world_of(web, FIRST_NIGHT))

    assert "hunter2" not in story
    assert "5f2d8c" not in story


async def test_what_is_not_known(tmp_path: Path) -> None:
    """No database, or a URL that nobody links to: one line says so, masked, and no database is made."""
    settings = settings_in(tmp_path)
    async with small_web() as web:
        world = world_of(web, FIRST_NIGHT)
        with pytest.raises(UsageError, match="no such database"):
            await explain_url(KITES, settings, world)
        assert not settings.db.exists()
        await one_night(web, [shelved(tmp_path, one=f"[a]({KITES})")], settings, 0)
        with pytest.raises(UsageError, match="no document links to it") as caught:
            await explain_url("https://kites.example/?token=5f2d8c", settings, world)

    assert "5f2d8c" not in str(caught.value)
