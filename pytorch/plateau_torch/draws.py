"""Counter-based random numbers, those of src/data/random.ts: a pure function of (seed, stream, index)."""

import numpy as np

DATA_SEED = 1
MASK = 0xFFFFFFFF


def hash32(v):
    """One round of PCG-RXS-M-XS-32. v: whole numbers below 2**32 as int64, a numpy array or a torch tensor; the products stay below 2**62."""
    state = (v * 747796405 + 2891336453) & MASK
    word = (((state >> ((state >> 28) + 4)) ^ state) * 277803737) & MASK
    return (word >> 22) ^ word


def bits(seed, stream, index):
    """32 random bits for each index, in int64."""
    return hash32(hash32(hash32(int(seed)) ^ int(stream) & MASK) ^ np.asarray(index, np.int64))


def uniform(seed, stream, index):
    """In [0, 1), 24 bits, float64."""
    return (bits(seed, stream, index) >> 8) / 16777216


def integer(seed, stream, index, below):
    """Whole numbers in [0, below)."""
    return np.floor(bits(seed, stream, index) / 4294967296 * below).astype(np.int64)


def normal(seed, stream, index):
    """Standard normal, Box–Muller in float64. Rounded to float32 it is the page's number, whichever library took the logarithm."""
    index = np.asarray(index, np.int64)
    radius = (bits(seed, stream, 2 * index & MASK) + 0.5) / 4294967296
    angle = bits(seed, stream, 2 * index + 1 & MASK) / 4294967296
    return np.sqrt(-2 * np.log(radius)) * np.cos(2 * np.pi * angle)


def stream_of(name):
    """FNV-1a of a name."""
    h = 2166136261
    for letter in name:
        h = ((h ^ ord(letter)) * 16777619) & MASK
    return h


def in_random_order(n, name):
    """0…n−1 in a random order of this name: [n]."""
    return np.argsort(bits(DATA_SEED, stream_of(name), np.arange(n)), kind="stable")


def shuffled(values, stream, first=0):
    """Fisher–Yates from the end, by the draws first+1…; values: [n], changed in place."""
    n = len(values)
    at = np.arange(n)
    others = integer(DATA_SEED, stream, first + at, at + 1).tolist()
    listed = values.tolist()
    for i in range(n - 1, 0, -1):
        j = others[i]
        listed[i], listed[j] = listed[j], listed[i]
    values[:] = listed
    return values
