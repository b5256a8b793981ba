"""linkcheck keeps an archive of documents readable for decades."""

__version__ = "0.1.0"
