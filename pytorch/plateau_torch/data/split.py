"""Which part of a text is trained on (src/data/split.ts, src/data/altered/blocks.ts). ids: token numbers, [tokens]."""

import math

import numpy as np

from ..draws import DATA_SEED, in_random_order, integer, shuffled, stream_of, uniform
from ..refusal import Refusal


def rounded(x):
    """To the nearest whole number as JavaScript does, halves up."""
    return math.floor(x + 0.5)


def block_length(tokens, most=2048):
    """Blocks are smaller in short texts, so that there are at least 32."""
    return max(1, min(most, tokens // 32))


def unique_blocks(ids, amount):
    """`amount` tokens as blocks drawn from all over the text, in their order; a larger amount contains every smaller one."""
    if amount >= len(ids):
        return ids
    length, taken, chosen = block_length(len(ids)), 0, []
    for block in in_random_order(math.ceil(len(ids) / length), "unique text"):
        if taken >= amount:
            break
        start = int(block) * length
        end = min(start + length, start + amount - taken, len(ids))
        chosen.append((start, end))
        taken += end - start
    return np.concatenate([ids[start:end] for start, end in sorted(chosen)])


def with_noise(ids, share):
    """A share of the tokens becomes the token at a random place."""
    if share <= 0:
        return ids
    at = np.arange(len(ids))
    hit = uniform(DATA_SEED, stream_of("noise"), at) < share
    return np.where(hit, ids[integer(DATA_SEED, stream_of("noise from"), at, len(ids))], ids)


def altered(ids, c):
    """Some blocks are copies of others, then some are shuffled."""
    return with_shuffled_blocks(with_duplicates(ids, c["duplicates"]), c["shuffled"])


def kept_blocks(ids, kept):
    """What a filter left of a text: four blocks to a hexadecimal digit (src/data/altered/easiest-blocks.ts)."""
    length = block_length(len(ids), 256)
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(kept["kept"] + "0" * (len(kept["kept"]) % 2)), np.uint8))[: kept["blocks"]]
    if len(bits) != math.ceil(len(ids) / length):
        raise Refusal("What a filter kept, as the record says it, is not of this text.")
    return ids[np.repeat(bits.astype(bool), length)[: len(ids)]]


def kept_as_text(kept):
    """[blocks] of bool"""
    return np.packbits(kept).tobytes().hex()[: math.ceil(len(kept) / 4)]


def with_duplicates(ids, share):
    if share <= 0:
        return ids
    length = block_length(len(ids), 256)
    whole = len(ids) // length
    slice_ = max(1, rounded(whole / 100))
    first = slice_ * int(integer(DATA_SEED, stream_of("duplicated slice"), 0, whole // slice_))
    result = ids.copy()
    for block in some_blocks(ids, share, "duplicates"):
        source, to = length * (first + block % slice_), length * block
        count = min(length, len(ids) - to)
        result[to : to + count] = ids[source : source + count]
    return result


def with_shuffled_blocks(ids, share):
    if share <= 0:
        return ids
    length, stream, result = block_length(len(ids), 256), stream_of("shuffled text"), ids.copy()
    for block in some_blocks(ids, share, "shuffled blocks"):
        start = length * block
        shuffled(result[start : start + length], stream, start)
    return result


def some_blocks(ids, share, name):
    blocks = in_random_order(math.ceil(len(ids) / block_length(len(ids), 256)), name)
    return [int(block) for block in blocks[: rounded(share * len(blocks))]]
