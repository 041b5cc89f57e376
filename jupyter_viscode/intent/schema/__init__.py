"""Schema: the frames and their summaries enter; tables, columns, values and the keys that join them leave."""
