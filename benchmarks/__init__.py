"""Benchmarks: what the product does in a second, each beside the limit of bare Flask or the bare database."""
