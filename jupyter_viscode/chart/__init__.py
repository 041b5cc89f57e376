"""Charts: written as code, read from finished figures, and checked."""
