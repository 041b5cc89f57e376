"""Choosing: a Meaning enters; the best joint choices of its columns leave, with the joins that they need."""
