"""Readers of marks: each finds one family of marks in a plot area and measures it."""
