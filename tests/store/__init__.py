"""The store: what is written is read back, whatever happens to the process, the disk or the file."""
