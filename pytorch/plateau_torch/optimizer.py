"""Clip by the global norm, then AdamW, or Muon for the matrices: one step as src/ops/optimizer.ts makes it."""

import torch

from .schedule import rate_at
from .shards import is_split, own_part, part, whole

EPSILON = 1e-8
MOMENTUM = 0.95
A, B, C = 3.4445, -4.775, 2.0315


def peaks_of(c):
    """The peak rate of each group of parameters."""
    matrix = c["learningRate"] if c["rateRule"] == "none" else c["learningRate"] * (64 / c["width"])
    muon = c["optimizer"] == "muon"
    return {"matrix": c["muonRate"] if muon else matrix, "embedding": c["learningRate"], "head": c["learningRate"], "scalar": c["scalarRate"]}


class Optimizer:
    """Updates (parameter of the list, tensor) pairs in place; of a tensor that is split, this rank's part."""

    def __init__(self, named, config, steps):
        self.named, self.c, self.steps, self.peaks = named, config, steps, peaks_of(config)
        muon = [p.group == "matrix" and config["optimizer"] == "muon" for p, _ in named]
        self.by_muon = [pair for pair, by in zip(named, muon) if by]
        self.by_adam = [pair for pair, by in zip(named, muon) if not by]
        self.mean = {p.name: torch.zeros_like(part(w.detach())) for p, w in named}
        self.square = {p.name: torch.zeros_like(part(w.detach())) for p, w in self.by_adam}

    @torch.no_grad()
    def step(self, step, norm):
        """Step number `step` from 0, of gradients with this global norm."""
        c, share = self.c, rate_at(step, self.steps, self.c)
        scale = c["clip"] / norm if 0 < c["clip"] < norm else 1.0
        matrices = [part(w) for p, w in self.named if p.group == "matrix"]
        torch._foreach_mul_(matrices, 1 - share * self.peaks["matrix"] * c["weightDecay"])
        self.adam(step, share, scale)
        for p, w in self.by_muon:
            self.muon(p, w, share, scale)

    def adam(self, step, share, scale):
        """All tensors in a few launches."""
        c = self.c
        means, squares = ([of[p.name] for p, _ in self.by_adam] for of in (self.mean, self.square))
        gradients = torch._foreach_mul([part(w.grad) for _, w in self.by_adam], scale)
        torch._foreach_mul_(means, c["beta1"])
        torch._foreach_add_(means, gradients, alpha=1 - c["beta1"])
        torch._foreach_mul_(squares, c["beta2"])
        torch._foreach_addcmul_(squares, gradients, gradients, 1 - c["beta2"])
        roots = torch._foreach_sqrt(torch._foreach_mul(squares, 1 / (1 - c["beta2"] ** (step + 1))))
        torch._foreach_add_(roots, EPSILON)
        rates = [-share * self.peaks[p.group] / (1 - c["beta1"] ** (step + 1)) for p, _ in self.by_adam]
        torch._foreach_addcdiv_([part(w) for _, w in self.by_adam], means, roots, rates)

    def muon(self, p, w, share, scale):
        mean, g = self.mean[p.name], part(w.grad) * scale
        mean.mul_(MOMENTUM).add_(g, alpha=1 - MOMENTUM)
        u = whole(MOMENTUM * mean + (1 - MOMENTUM) * g, w)
        widen = max(1.0, u.shape[1] / p.abreast / u.shape[0]) ** 0.5
        update = torch.cat([orthogonal(each) for each in u.chunk(p.abreast, 1)], 1)
        part(w).sub_(own_part(update, w), alpha=share * self.peaks["matrix"] * widen)

    def state(self):
        """Of whole tensors, whatever they are split into."""
        like = {p.name: w for p, w in self.named}
        return {
            kind: {name: whole(tensor, like[name]).cpu() for name, tensor in of.items()}
            for kind, of in (("mean", self.mean), ("square", self.square))
        }

    def load(self, state):
        like = {p.name: w for p, w in self.named}
        for kind, into in (("mean", self.mean), ("square", self.square)):
            for name, tensor in into.items():
                tensor.copy_(own_part(state[kind][name], like[name]))


def orthogonal(u):
    """The same singular vectors with singular values near 1: [in, out], by five Newton–Schulz steps."""
    if u.shape[0] > u.shape[1]:
        return orthogonal(u.t()).t()
    x = u / u.norm().clamp(min=1e-12)
    for _ in range(5):
        gram = x @ x.t()
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x


@torch.no_grad()
def global_norm(named, ranks):
    squares = torch.stack([part(w.grad).square().sum() for _, w in named]).sum()
    if is_split(named[0][1]):
        squares = ranks.sum(squares)
    return squares.sqrt().item()
