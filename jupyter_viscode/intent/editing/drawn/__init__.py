"""Drawn: a Chart goes in; what it shows, and the Chart with that in another form, come out. No words of rules.

A Chart read from a figure is led back to the frame of its values (`origin`), or made such that it can be drawn (`figures`).
"""
