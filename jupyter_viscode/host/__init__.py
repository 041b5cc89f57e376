"""The model server process that all kernels of a user share, its engines, and the models it can load."""
