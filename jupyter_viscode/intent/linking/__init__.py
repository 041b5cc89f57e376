"""Schema linking: an instruction's words and a catalogue enter; mentions of columns, tables, values and numbers leave."""
