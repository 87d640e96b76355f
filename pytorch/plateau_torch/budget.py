"""How often and how much a run is evaluated (src/science/budget.ts), and how much it computes (src/science/counts.ts)."""

import math

from .data.split import rounded
from .data.windows import CURVE_PASSAGES, LONGEST_PASSAGE
from .options import total_steps
from .parameters import parameters_of
from .refusal import Refusal

FORWARD_SHARE, EVALUATION_SHARE, END_SHARE = 1 / 3, 0.05, 0.05
FEWEST, MOST = 8, 16


def evaluation_batch(context):
    return max(1, min(128, rounded(1024 / context)))


def tokens_of(c):
    return total_steps(c) * c["batch"] * c["context"]


def evaluation_budget(c, passages, longest):
    """Steps after which the held-out loss is measured, the sets of the end in passages, and those that decide when to stop, or None.
    `longest`: the arm whose length pays for the sets of the end, which is `c` except in a sweep."""
    measured = passages - CURVE_PASSAGES if c["stopAfter"] > 0 else passages
    if measured < passages and measured < CURVE_PASSAGES:
        raise Refusal("stopAfter needs a longer text: part of what is held out decides when to stop.")
    worth = math.floor(EVALUATION_SHARE / FORWARD_SHARE * tokens_of(c) / LONGEST_PASSAGE / CURVE_PASSAGES) - 1
    count, steps = max(FEWEST, min(MOST, worth)), total_steps(c)
    evaluations = sorted({1, *(max(1, rounded(steps * ((i + 1) / count) ** 1.5)) for i in range(count))})
    sets, size = [], CURVE_PASSAGES
    while size < measured:
        sets.append(size)
        size *= 2
    sets.append(measured)
    most = math.sqrt(2) * END_SHARE / FORWARD_SHARE * tokens_of(longest) / LONGEST_PASSAGE
    sets = [size for i, size in enumerate(sets) if i == 0 or size <= most]
    return evaluations, sets, (measured, passages) if measured < passages else None


def counts(c):
    """parameters, flopsPerToken and flopsPerToken6N of an arm's record."""
    sizes = {"matrix": 0, "embedding": 0, "head": 0, "scalar": 0}
    for p in parameters_of(c):
        sizes[p.group] += math.prod(p.shape)
    core, head = sizes["matrix"], sizes["head"]
    parameters = {"core": core, "embedding": sizes["embedding"], "head": head, "scalars": sizes["scalar"], "total": sum(sizes.values())}
    attention = 12 * c["depth"] * c["width"] * (c["context"] + 1) / 2
    flops = 6 * core + 6 * c["vocab"] * c["width"] + attention
    return {"parameters": parameters, "flopsPerToken": flops, "flopsPerToken6N": 6 * (core + head)}
