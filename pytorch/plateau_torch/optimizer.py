"""Clip by the global norm, then AdamW, or Muon for the matrices: one step as src/ops/optimizer.ts makes it."""

import torch

from .schedule import rate_at

EPSILON = 1e-8
MOMENTUM = 0.95
A, B, C = 3.4445, -4.775, 2.0315


def peaks_of(c):
    """The peak rate of each group of parameters."""
    matrix = c["learningRate"] if c["rateRule"] == "none" else c["learningRate"] * (64 / c["width"])
    muon = c["optimizer"] == "muon"
    return {"matrix": c["muonRate"] if muon else matrix, "embedding": c["learningRate"], "head": c["learningRate"], "scalar": c["scalarRate"]}


class Optimizer:
    """Updates (parameter of the list, tensor) pairs in place."""

    def __init__(self, named, config, steps):
        self.named, self.c, self.steps, self.peaks = named, config, steps, peaks_of(config)
        self.muon = config["optimizer"] == "muon"
        self.mean = {p.name: torch.zeros_like(w) for p, w in named}
        self.square = {p.name: torch.zeros_like(w) for p, w in named if not self.is_muon(p)}

    def is_muon(self, p):
        return self.muon and p.group == "matrix"

    @torch.no_grad()
    def step(self, step, norm):
        """Step number `step` from 0, of gradients with this global norm."""
        c, share = self.c, rate_at(step, self.steps, self.c)
        limit = c["clip"]
        scale = limit / norm if limit > 0 and norm > limit else 1.0
        corrections = (1 / (1 - c["beta1"] ** (step + 1)), 1 / (1 - c["beta2"] ** (step + 1)))
        for p, w in self.named:
            rate = share * self.peaks[p.group]
            g = w.grad * scale
            if p.group == "matrix":
                w.mul_(1 - rate * c["weightDecay"])
            m = self.mean[p.name]
            if self.is_muon(p):
                m.mul_(MOMENTUM).add_(g, alpha=1 - MOMENTUM)
                u = MOMENTUM * m + (1 - MOMENTUM) * g
                for part, into in zip(u.chunk(p.abreast, 1), w.chunk(p.abreast, 1)):
                    into.sub_(orthogonal(part), alpha=rate * max(1.0, part.shape[1] / part.shape[0]) ** 0.5)
                continue
            v = self.square[p.name]
            m.mul_(c["beta1"]).add_(g, alpha=1 - c["beta1"])
            v.mul_(c["beta2"]).addcmul_(g, g, value=1 - c["beta2"])
            w.sub_(m * corrections[0] / ((v * corrections[1]).sqrt() + EPSILON), alpha=rate)

    def state(self):
        return {"mean": self.mean, "square": self.square}

    def load(self, state):
        for kind, into in self.state().items():
            for name, tensor in into.items():
                tensor.copy_(state[kind][name])


def orthogonal(u):
    """The same singular vectors with singular values near 1: [in, out], by five Newton–Schulz steps."""
    if u.shape[0] > u.shape[1]:
        return orthogonal(u.t()).t()
    x = u / u.norm().clamp(min=1e-12)
    for _ in range(5):
        gram = x @ x.t()
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x


def global_norm(named):
    return torch.stack([w.grad.square().sum() for _, w in named]).sum().sqrt().item()
