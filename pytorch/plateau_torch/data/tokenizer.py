"""Text to token numbers: by character with an alphabet taken from the text, or by byte of UTF-8 (src/data/tokenizer.ts)."""

import numpy as np

LARGEST_ALPHABET = 512
REPLACEMENT = 0xFFFD


def tokenizer_for(kind, text):
    return Bytes() if kind == "byte" else Characters(text)


class Bytes:
    vocab = 256

    def encode(self, text):
        return np.frombuffer(text.encode("utf-8"), np.uint8).astype(np.int64)

    def decode(self, ids):
        return bytes(ids).decode("utf-8", "replace")


class Characters:
    """Beyond 512 different characters the rarest share one replacement symbol."""

    def __init__(self, text):
        codes, counts = np.unique(_codes(text), return_counts=True)
        self.replaced = len(codes) > LARGEST_ALPHABET
        if self.replaced:
            kept = codes != REPLACEMENT
            common = np.lexsort((codes[kept], -counts[kept]))[: LARGEST_ALPHABET - 1]
            codes = np.sort(np.append(codes[kept][common], REPLACEMENT))
        self.alphabet, self.vocab = codes, len(codes)

    def encode(self, text):
        """Characters outside the alphabet become the replacement symbol where there is one, and are dropped where there is none."""
        codes = _codes(text)
        ids = np.minimum(np.searchsorted(self.alphabet, codes), self.vocab - 1)
        known = self.alphabet[ids] == codes
        if not self.replaced:
            return ids[known]
        ids[~known] = np.searchsorted(self.alphabet, REPLACEMENT)
        return ids

    def decode(self, ids):
        return "".join(chr(self.alphabet[i]) for i in ids)


def _codes(text):
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
