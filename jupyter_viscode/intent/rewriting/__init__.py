"""Rewriting: an instruction in anybody's words and a catalogue enter; they leave in the words that the grammar knows.

The catalogue gains what only the words tell of: long frames (`wide`), computed columns (`ratios`), parts that rows play
for others (`roles`).
"""
