"""Plateau's experiments in PyTorch: the same numbers, curves and weights, on as many GPUs as there are."""
