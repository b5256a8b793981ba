"""Parts of a report that stay the same from night to night."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a report stands on the disk, and how it is told that it still does."""

    name: str
    key: str
    """What it was made from: with another key it is another text."""
    size: int
    """Of the whole file, bytes."""
    modified: int
    """The file's mtime in nanoseconds."""
    inode: int
    start: int
    """The part's first byte."""
    length: int
    """Bytes."""
    digest: str
    """SHA-256 of the part, hexadecimal."""
