"""The learning rate over a run (src/train/schedule.ts): a linear warm-up, then cosine, linear, or constant with a final decay."""

import math


def rate_at(step, total, c):
    """What the peak rate is multiplied by at `step`, from 0, of a run of `total` steps."""
    rise = (step + 1) / c["warmup"] if c["warmup"] else math.inf
    if c["schedule"] == "wsd":
        decay = max(1, math.floor(total * c["decayShare"]))
        return max(0.0, min(1.0, rise, (total - step) / decay))
    if step < c["warmup"]:
        return min(1.0, rise)
    done = min(1.0, (step - c["warmup"]) / max(1, total - c["warmup"]))
    left = 0.5 * (1 + math.cos(math.pi * done)) if c["schedule"] == "cosine" else 1 - done
    return c["finalRate"] + (1 - c["finalRate"]) * left
