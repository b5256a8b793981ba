"""A nightly run that is killed at any moment: what is kept, and what comes of it in the end."""
