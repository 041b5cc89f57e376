"""Data: rules for what is drawn of which rows: kinds of charts, rows, figures, their order."""
