"""Texts: rules for what is written on a picture and beside it: titles, names, legends, labels, lines and bands."""
