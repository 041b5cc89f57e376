"""Languages that a program can be tried in."""
