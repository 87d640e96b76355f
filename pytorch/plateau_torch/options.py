"""The settings of an arm. options.json is written by scripts/options.ts from the tables of the page, so there is one of each."""

import json
import math
from pathlib import Path

from .refusal import Refusal

_tables = json.loads((Path(__file__).parent / "options.json").read_text("utf-8"))
BASE, OPTIONS, CORPORA = _tables["base"], _tables["options"], _tables["corpora"]
MOST_STEPS, WIDEST_HEAD = 1_000_000, 128


def total_steps(c):
    return c["steps"] if c["budget"] == "steps" else math.ceil(c["tokens"] / (c["batch"] * c["context"]))


def is_whole(value):
    finite = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < math.inf
    return finite and value == int(value)


def wrong_value(option, value):
    """What a setting must be, or None if this value will do."""
    kind, key = option["kind"], option["key"]
    if kind in ("integer", "number"):
        number = is_whole(value) or (kind == "number" and isinstance(value, float) and math.isfinite(value))
        low, high = option["min"], option["max"]
        if not number or not low <= value <= high:
            return f"{key} must be a {'whole ' if kind == 'integer' else ''}number from {low} to {high}"
    elif kind == "choice" and value not in option["choices"]:
        return f"{key} must be one of {', '.join(option['choices'])}"
    elif kind == "switch" and not isinstance(value, bool):
        return f"{key} must be true or false"
    elif kind == "text" and not (isinstance(value, str) and 0 < len(value) <= 200):
        return f"{key} must be a text of at most 200 characters"
    return None


def check_arm(c, place):
    """A copy with whole numbers as ints, or a refusal of what cannot be used."""
    for option in OPTIONS:
        wrong = wrong_value(option, c[option["key"]])
        if wrong:
            raise Refusal(f"{place}: {wrong}.")
    c = {key: int(value) if is_whole(value) and isinstance(value, float) else value for key, value in c.items()}
    steps = total_steps(c)
    hyper = next((key for key in ("denseFormer", "uNet", "reZero") if c[key]), None)
    rules = {
        f"width must be a multiple of {4 * c['heads']}, four times the heads": c["width"] % (4 * c["heads"]) == 0,
        f"a head may have at most {WIDEST_HEAD} channels": c["width"] / c["heads"] <= WIDEST_HEAD,
        f"a run may have at most {MOST_STEPS} steps": steps <= MOST_STEPS,
        "spanShuffle needs a context of at least 16": c["spanShuffle"] == 0 or c["context"] >= 16,
        f"warmup must be less than the {steps} steps": c["warmup"] < steps or steps == 1,
        "valueEmbeddings and valueResidual cannot be used together": not c["valueEmbeddings"] or c["valueResidual"] == "off",
        f"hyperConnections and {hyper} cannot be used together": not c["hyperConnections"] or hyper is None,
        "hyperConnections needs residual": not c["hyperConnections"] or c["residual"],
        "reZero needs residual": not c["reZero"] or c["residual"],
    }
    broken = next((rule for rule, holds in rules.items() if not holds), None)
    if broken:
        raise Refusal(f"{place}: {broken}.")
    return c
