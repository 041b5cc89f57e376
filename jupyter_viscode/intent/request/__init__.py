"""Request: an instruction enters; an Ask leaves: the wishes for a chart taken out of it, and the rest to be linked.

Kind of chart (`marks`), units of time and bins (`units`), order (`orders`), titles, colours and other looks (`clauses`).
"""
