"""Tasks: numbered questions, each with one answer of fixed length (src/data/tasks, src/data/task-source.ts)."""

import numpy as np

from ..draws import DATA_SEED, MASK, integer, shuffled, stream_of, uniform
from ..refusal import Refusal
from .tokenizer import Characters
from .windows import LONGEST_PASSAGE, UNSCORED, cut_into_passages

MOST_HELD_OUT = 4096
DIGITS, LETTERS = "0123456789", "abcdefghij"
OF_TEXT = {"textFrom": "everywhere", "duplicates": 0, "shuffled": 0, "filterKeep": 1, "randomCase": 0, "characterDropout": 0, "spanShuffle": 0}


def written(index, length, symbols=DIGITS):
    text = ""
    for _ in range(length):
        text, index = symbols[index % len(symbols)] + text, index // len(symbols)
    return text


def _sum(question):
    return written(int(question[:3]) + int(question[4:7]), 4)


def _pair(index):
    both = written(index, 6)
    return f"{both[:3]}+{both[3:]}="


BITS = 14


def _parities(question):
    """The parity of the first bit, of the first two, and so on."""
    odd = np.bitwise_xor.accumulate([int(bit) for bit in question[:BITS]])
    return "".join(str(bit) for bit in odd)


def _bits(index):
    return written(index, BITS, "01") + ">"


# id: title, alphabet, questions, question length, answer length, question of a number, answer of a question
TASKS = {
    "addition": ("Addition, lowest digit first", DIGITS + "+=", 10**6, 8, 4, _pair, lambda q: _sum(q)[::-1]),
    "addition-plain": ("Addition", DIGITS + "+=", 10**6, 8, 4, _pair, _sum),
    "modular": (
        *("Addition modulo 97", DIGITS + "+=", 97**2, 6, 2),
        lambda i: f"{written(i // 97, 2)}+{written(i % 97, 2)}=",
        lambda q: written((int(q[:2]) + int(q[3:5])) % 97, 2),
    ),
    "sort": ("Sort", DIGITS + ">", 10**6, 7, 6, lambda i: written(i, 6) + ">", lambda q: "".join(sorted(q[:6]))),
    "reverse": ("Reverse", LETTERS + "<", 10**6, 7, 6, lambda i: written(i, 6, LETTERS) + "<", lambda q: q[:6][::-1]),
    "copy": ("Copy", LETTERS + ">", 10**6, 7, 6, lambda i: written(i, 6, LETTERS) + ">", lambda q: q[:6]),
    "parity": ("Parity", "01>", 2**BITS, BITS + 1, 1, _bits, lambda q: _parities(q)[-1]),
    "parity-aloud": ("Parity, step by step", "01>", 2**BITS, BITS + 1, BITS, _bits, _parities),
}


class TaskWindows:
    """As many whole examples as fit, each on a line; only the answers count."""

    def __init__(self, c):
        title, alphabet, count, self.asked, self.answered, self.question, self.answer = TASKS[c["source"]]
        changed = next((key for key, usual in OF_TEXT.items() if c[key] != usual), None)
        if changed:
            raise Refusal(f"“{title}” is made of examples, not of running text: {changed} must be {OF_TEXT[changed]}.")
        self.length = self.asked + self.answered + 1
        self.per_window = (c["context"] + 1) // self.length
        if self.per_window < 1:
            raise Refusal(f"“{title}” needs a context of at least {self.length - 1}.")
        self.tokenizer = Characters(alphabet + "\n")
        self.context, self.vocab, self.noise, self.count = c["context"], self.tokenizer.vocab, c["noise"], count
        order = shuffled(np.arange(count), stream_of("questions"))
        split = count * 9 // 10
        wanted = split if c["uniqueText"] == 0 else min(split, int(c["uniqueText"] // self.length))
        if wanted < 1:
            raise Refusal(f"“{title}” needs at least one example: uniqueText must be 0 or at least {self.length}.")
        self.indices, self.held = order[:wanted], order[split : split + MOST_HELD_OUT]
        self.passages, self.in_passage = cut_into_passages(len(self.held), LONGEST_PASSAGE // self.length)
        self.scored_per_window = self.per_window * self.answered
        self.scored = self.in_passage * self.answered
        self.windows = -(-self.in_passage // self.per_window)
        self.text, self.characters = c["source"], 0
        self.about = {"name": title, "licence": "Made up by this page."}

    def training(self, seed, step, batch):
        draws = integer(seed, (stream_of("example") + step) & MASK, np.arange(batch * self.per_window), len(self.indices))
        examples = [self._noisy(int(i)) for i in self.indices[draws]]
        return self._windows([examples[i : i + self.per_window] for i in range(0, len(examples), self.per_window)])

    def held_out(self, first, last):
        rows = []
        for place in range(first, last):
            asked = [self.question(int(i)) for i in self.held[place * self.in_passage : (place + 1) * self.in_passage]]
            examples = [q + self.answer(q) for q in asked]
            rows += [examples[i : i + self.per_window] for i in range(0, self.in_passage, self.per_window)]
        return self._windows(rows)

    def _noisy(self, index):
        """A share of the answer's characters is that of some other answer, always the same."""
        question = self.question(index)
        answer = self.answer(question)
        for i in range(self.answered if self.noise > 0 else 0):
            draw = index * self.answered + i
            if uniform(DATA_SEED, stream_of("answer noise"), draw) < self.noise:
                other = self.question(int(integer(DATA_SEED, stream_of("answer noise from"), draw, self.count)))
                place = int(integer(DATA_SEED, stream_of("answer noise place"), draw, self.answered))
                answer = answer[:i] + self.answer(other)[place] + answer[i + 1 :]
        return question + answer

    def _windows(self, rows):
        newline = int(self.tokenizer.encode("\n")[0])
        tokens = np.full((len(rows), self.context), newline)
        targets = np.full((len(rows), self.context), UNSCORED)
        for row, examples in enumerate(rows):
            ids = self.tokenizer.encode("".join(example + "\n" for example in examples))
            fits = min(len(ids), self.context)
            tokens[row, :fits] = ids[:fits]
            for slot in range(len(examples)):
                first = slot * self.length + self.asked
                targets[row, first - 1 : first - 1 + self.answered] = ids[first : first + self.answered]
        return tokens, targets
