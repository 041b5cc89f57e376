"""Composing: a Meaning and one choice of its columns enter; a Chart leaves."""
