"""Tiny models that tests make for themselves in seconds.

They have learnt a few dialogues by heart and know nothing else. What passes with them shows that the plumbing holds, from
a prompt to a server to a trial to a repair; it says nothing about the quality of any model's answers.
"""
