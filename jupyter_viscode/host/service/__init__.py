"""The host's own process: questions of all kernels enter by a loopback port, one engine at a time stands behind it."""
