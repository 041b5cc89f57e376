"""Grammar: mentions and the words between them enter; a Meaning leaves: conditions and filled slots, their columns still open.

`reader` walks along the mentions; `conditions` takes those that say which rows, `slots` those that say what is drawn, and
`completing` adds what was left unsaid.
"""
