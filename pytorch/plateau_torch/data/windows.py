"""Windows of tokens with the token that follows each. tokens, targets: [B, T]; a target that does not count is UNSCORED."""

import math

import numpy as np

from ..draws import MASK, integer, stream_of
from ..refusal import Refusal
from .augmentation import augmentation
from .split import altered, kept_blocks, rounded, unique_blocks, with_noise

UNSCORED = -100
LONGEST_PASSAGE = 1024
CURVE_PASSAGES = 2


def cut_into_passages(count, most):
    """(passages, length): equal passages of at most `most`."""
    passages = math.ceil(count / most)
    return passages, count // passages


def spread_order(n):
    """0…n−1, so that any first part is spread evenly: van der Corput."""
    width = (n - 1).bit_length()
    order = [int(format(i, f"0{width}b")[::-1], 2) if width else 0 for i in range(2**width)]
    return [i for i in order if i < n]


class TextWindows:
    """Of a running text. `name`, `checksum`, `licence` and `characters` say what it is."""

    def __init__(self, c, tokenizer, training, held_out, characters, about, first_scored=0, kept=None):
        context = c["context"]
        name = about["name"]
        if len(held_out) - 1 < context:
            raise Refusal(f"“{name}” holds out {len(held_out)} tokens, too few for a context of {context}.")
        if first_scored >= context:
            raise Refusal(f"“{name}” needs a context of at least {first_scored + 1}.")
        self.about, self.characters, self.context, self.vocab = about, characters, context, tokenizer.vocab
        self.ids = altered(_part(c, training, held_out, characters), c)
        if kept is not None:
            self.ids = kept_blocks(self.ids, kept)
        if len(self.ids) <= context:
            raise Refusal(f"Of “{name}” {len(self.ids)} tokens are left, too few for a context of {context}.")
        self.augment = augmentation(self.ids, c, name, tokenizer)
        self.first_scored, self.scored_per_window = first_scored, context - first_scored
        self.held = held_out
        self.first = first_scored + 1
        self.passages, self.scored = cut_into_passages(len(held_out) - self.first, LONGEST_PASSAGE)
        self.windows = math.ceil(self.scored / self.scored_per_window)
        self.order = spread_order(self.passages)
        self.text = about["checksum"][:16] if about.get("checksum") else c["source"]

    def training(self, seed, step, batch):
        """The batch of a step, the same whenever it is asked for."""
        starts = integer(seed, (stream_of("window") + step) & MASK, np.arange(batch), len(self.ids) - self.context)
        at = starts[:, None] + np.arange(self.context)
        tokens, targets = self.ids[at], self.ids[at + 1]
        if self.augment:
            self.augment(seed, step, tokens, targets)
        targets[:, : self.first_scored] = UNSCORED
        return tokens, targets

    def held_out(self, first, last):
        """All windows of the passages `first`…`last` − 1 in the fixed order: [passages · windows, T]."""
        places = np.array(self.order[first:last])[:, None] * self.scored + self.first
        windows = np.arange(self.windows) * self.scored_per_window - self.first_scored
        at = (places + windows).reshape(-1)[:, None] + np.arange(self.context)
        end = np.repeat(places[:, 0] + self.scored, self.windows)[:, None]
        last_token = len(self.held) - 1
        tokens = np.where(at - 1 <= last_token, self.held[np.minimum(at - 1, last_token)], 0)
        unscored = (np.arange(self.context) < self.first_scored) | (at >= end)
        targets = np.where(unscored, UNSCORED, self.held[np.minimum(at, last_token)])
        return tokens, targets


def _part(c, training, held_out, characters):
    """The noisy text, or some of it; the amount is in characters also where tokens are bytes."""
    noisy = with_noise(training, c["noise"])
    if c["uniqueText"] == 0:
        return noisy
    amount = min(len(noisy), rounded(c["uniqueText"] * ((len(training) + len(held_out)) / characters)))
    if amount <= c["context"]:
        raise Refusal(f"uniqueText must be more than the context of {c['context']}, not {c['uniqueText']}.")
    return noisy[:amount] if c["textFrom"] == "beginning" else unique_blocks(noisy, amount)
