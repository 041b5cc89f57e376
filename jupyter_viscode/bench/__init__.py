"""Measurements: each module has ``run(argv) -> int`` and prints one table."""
