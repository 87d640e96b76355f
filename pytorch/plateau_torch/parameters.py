"""Every parameter of a model in a fixed order: name, shape, group, and how it starts (src/model/model.ts and shortcuts.ts)."""

from collections import namedtuple

import numpy as np

from .draws import normal, stream_of

# start: a deviation, or a list of values; abreast: matrices side by side in it, which Muon reads apart
Parameter = namedtuple("Parameter", "name shape group start abreast")

BASE_WIDTH, BASE_HEAD = 64, 32


def width_scales(c):
    """What muP changes beside the rate: the factor of the logits, that of the scores, and the deviation of the head."""
    mup, head = c["rateRule"] == "mup", c["width"] / c["heads"]
    width = BASE_WIDTH if mup else c["width"]
    return {
        "logits": BASE_WIDTH / c["width"] if mup else 1.0,
        "scores": ((BASE_HEAD / head) ** 0.5 if mup else 1.0) * head**-0.5,
        "head": 1 / width if c["tiedHead"] else width**-0.5,
    }


def receives(c, layer):
    """U-net: the first half of the blocks gives, the second receives; of an odd depth the last block receives nothing."""
    half = c["depth"] // 2
    return c["uNet"] and half <= layer < 2 * half


def parameters_of(c):
    """The parameters of a config, which has its vocabulary as `vocab`."""
    d, vocab, hidden = c["width"], c["vocab"], 4 * c["width"]
    found = []

    def weight(group, name, shape, deviation, abreast=1):
        found.append(Parameter(name, shape, group, deviation, abreast))

    def learned(name, shape, values):
        found.append(Parameter(name, shape, "scalar", values, 1))

    def projection(fan_in):
        return 0.0 if c["residual"] and not c["reZero"] else fan_in**-0.5

    head = width_scales(c)["head"]
    table = head if c["tiedHead"] else 1.0
    weight("embedding", "embed.token", (vocab, d), table)
    if c["positions"] == "learned":
        weight("embedding", "embed.position", (c["context"], d), table)
    for layer in range(c["depth"]):
        at = f"block{layer}."
        if receives(c, layer):
            learned(at + "skip", (1,), [1])
        if c["firstLayer"]:
            learned(at + "firstLayer", (2,), [1, 0 if c["residual"] else 1])
        weight("matrix", at + "qkv", (d, 3 * d), d**-0.5, 3)
        if c["valueEmbeddings"]:
            weight("embedding", at + "valueTable", (vocab, d), 1.0)
        if c["valueEmbeddings"] or (c["valueResidual"] == "learned" and layer > 0):
            learned(at + "value", (1,), [0.5])
        weight("matrix", at + "out", (d, d), projection(d))
        abreast = 2 if c["activation"] == "swiglu" else 1
        weight("matrix", at + "up", (d, abreast * hidden), d**-0.5, abreast)
        weight("matrix", at + "down", (hidden, d), projection(hidden))
        for first, sublayer in ((1, "attention."), (0, "mlp.")):
            if c["layerScale"]:
                learned(at + sublayer + "scale", (d,), [0.1] * d)
            if c["reZero"]:
                learned(at + sublayer + "gate", (1,), [0])
            if c["hyperConnections"]:
                learned(at + sublayer + "read", (2,), [first, 1 - first])
                learned(at + sublayer + "mix", (2, 2), [1, 0, 0, 1])
                learned(at + sublayer + "write", (2,), [1, 1])
        if c["denseFormer"]:
            learned(at + "dense", (layer + 2,), [0] * (layer + 1) + [1])
    if not c["tiedHead"]:
        weight("head", "head", (d, vocab), head)
    return found


def start_of(parameter, seed):
    """What a parameter holds before anything is trained: float32 of its shape, drawn by its name."""
    if not isinstance(parameter.start, float):
        return np.array(parameter.start, np.float32).reshape(parameter.shape)
    count = int(np.prod(parameter.shape))
    if parameter.start == 0:
        return np.zeros(parameter.shape, np.float32)
    drawn = parameter.start * normal(seed, stream_of(parameter.name), np.arange(count))
    return drawn.astype(np.float32).reshape(parameter.shape)
