"""The engines: each names a server for one kind of weights; `jupyter_viscode.host.selection` chooses among them."""
