"""The made-up language (src/data/tasks/markov.ts): each symbol is drawn by the two before it."""

from bisect import bisect_right

import numpy as np

from ..draws import DATA_SEED, bits, stream_of, uniform

SYMBOLS, ORDER, LENGTH = 12, 2, 1 << 20


def transitions():
    """P(next | the last two): [V², V]."""
    contexts = SYMBOLS**ORDER
    rows = np.arange(contexts * SYMBOLS).reshape(contexts, SYMBOLS)
    ranked = np.argsort(bits(1, stream_of("markov ranks"), rows), axis=1, kind="stable")
    exponents = 1 + (2.2 - 1) * uniform(1, stream_of("markov exponents"), np.arange(contexts))
    result = np.empty((contexts, SYMBOLS))
    for c in range(contexts):
        weights = [(r + 1) ** -float(exponents[c]) for r in range(SYMBOLS)]
        total = sum(weights)
        result[c, ranked[c]] = [w / total for w in weights]
    return result


def stationary(chain):
    """Long-run share of each context: [V²]."""
    now = np.full(len(chain), 1 / len(chain))
    for _ in range(10_000):
        after = (now[:, None] * chain).reshape(SYMBOLS, -1).sum(0)
        change = np.abs(after - now).sum()
        now = after
        if change <= 1e-14:
            break
    return now


def markov_text(length=LENGTH):
    """Token numbers, [length]."""
    chain = transitions()
    sums = [np.cumsum(row)[:-1].tolist() for row in chain]
    start = float(uniform(DATA_SEED, stream_of("markov start"), 0))
    context = bisect_right(np.cumsum(stationary(chain))[:-1].tolist(), start)
    text = [context // SYMBOLS, context % SYMBOLS]
    for draw in uniform(DATA_SEED, stream_of("markov text"), np.arange(ORDER, length)).tolist():
        symbol = bisect_right(sums[context], draw)
        text.append(symbol)
        context = (context * SYMBOLS + symbol) % len(sums)
    return np.array(text)
