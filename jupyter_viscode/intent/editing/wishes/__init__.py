"""Wishes: words and the data under a Chart go in; what is asked for comes out, and the words that nothing explains.

`facts` links names to columns and values, `rules` says what a wish is and from which words rules read it, `understanding`
finds the wishes that cover most of the words; a clause in another order is taken by its sense (`senses`, `gist`), words that
were not understood are said in others (`rewording`).
"""
