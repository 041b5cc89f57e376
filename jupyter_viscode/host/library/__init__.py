"""Which models there are: known by name, here on the disk, to be fetched, and what of them fits this machine."""
