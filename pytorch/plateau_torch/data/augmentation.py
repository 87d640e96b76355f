"""What is changed in training windows each time they are read (src/data/altered/augmentation.ts)."""

import numpy as np

from ..draws import MASK, integer, stream_of, uniform
from ..refusal import Refusal

SPAN = 8


def augmentation(ids, c, name, tokenizer):
    """A function of (seed, step, tokens, targets), [B, T] each, changed in place; or None where nothing is changed."""
    if not (c["randomCase"] or c["characterDropout"] or c["spanShuffle"]):
        return None
    context = c["context"]
    other = _other_cases(tokenizer)
    if c["randomCase"] and (other == np.arange(tokenizer.vocab)).all():
        raise Refusal(f"“{name}” has no letters in two cases: randomCase must be 0.")

    def draws(seed, step, stream, index, share):
        return uniform(seed, (stream_of(stream) + step) & MASK, index) < share

    def augment(seed, step, tokens, targets):
        rows = len(tokens)
        for row in np.flatnonzero(draws(seed, step, "shuffled spans", np.arange(rows), c["spanShuffle"])):
            for i in range(context // SPAN - 1, 0, -1):
                j = int(integer(seed, (stream_of("spans") + step) & MASK, int(row) * context + i, i + 1))
                a, b = slice(SPAN * i, SPAN * i + SPAN), slice(SPAN * j, SPAN * j + SPAN)
                for array in (tokens[row], targets[row]):
                    array[a], array[b] = array[b].copy(), array[a].copy()
        index = np.arange(rows * context).reshape(rows, context)
        tokens[:] = np.where(draws(seed, step, "cases", index, c["randomCase"]), other[tokens], tokens)
        instead = ids[integer(seed, (stream_of("instead") + step) & MASK, index, len(ids))]
        tokens[:] = np.where(draws(seed, step, "dropped characters", index, c["characterDropout"]), instead, tokens)

    return augment


def _other_cases(tokenizer):
    """Of each token the same letter in the other case, or itself: [V]."""
    result = np.arange(tokenizer.vocab)
    for i in range(tokenizer.vocab):
        letter = tokenizer.decode([i])
        other = letter.lower() if letter.upper() == letter else letter.upper()
        found = tokenizer.encode(other)
        if len(found) == 1 and tokenizer.decode(found) == other:
            result[i] = found[0]
    return result
