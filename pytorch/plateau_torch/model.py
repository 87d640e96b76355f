"""The transformer: reads beside src/model/model.ts and shortcuts.ts. B windows of T tokens, width D, heads of d channels.

Weights are [in, out]. Pre-norm without gain, no biases. x is [B, T, D], or [B, T, 2, D] with hyper-connections.
"""

import math

import torch
import torch.nn.functional as F

from .draws import hash32
from .parameters import parameters_of, receives, start_of, width_scales

UNSCORED = -100  # the target of a position that does not count


def norm(x):
    """RMSNorm without gain over the last axis."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


def blend(a, b, weight):
    return (1 - weight) * a + weight * b


class Model(torch.nn.Module):
    """`config` is an arm's with its `vocab`. Without a seed the weights are zero until they are loaded."""

    def __init__(self, config, seed=None):
        super().__init__()
        self.c, self.seed, self.scales = config, seed, width_scales(config)
        self.list = parameters_of(config)
        for p in self.list:
            start = torch.zeros(p.shape) if seed is None else torch.from_numpy(start_of(p, seed))
            self.register_parameter(_key(p.name), torch.nn.Parameter(start))
        head = config["width"] // config["heads"]
        turn = torch.arange(config["context"])[:, None] * 10000.0 ** (-torch.arange(0, head, 2, dtype=torch.float64) / head)
        self.register_buffer("cos", turn.cos()[:, None, :], persistent=False)  # [T, 1, d/2]
        self.register_buffer("sin", turn.sin()[:, None, :], persistent=False)

    def weight(self, name):
        return getattr(self, _key(name))

    def named(self):
        """(parameter of the list, its tensor) in the order of the list."""
        return [(p, self.weight(p.name)) for p in self.list]

    def forward(self, tokens, targets, step=None, first_row=0):
        """The summed loss of the targets that count, [B, T] both. With a step, as in training: dropout draws its masks by it, for
        rows that begin at `first_row` of the whole batch."""
        logits = self.logits(tokens, step, first_row)
        loss = F.cross_entropy(logits.float() if logits.dtype is torch.bfloat16 else logits, targets.reshape(-1), reduction="sum", ignore_index=UNSCORED)
        return loss

    def logits(self, tokens, step=None, first_row=0):
        """[B·T, V]"""
        c, w = self.c, self.weight
        self._drawn = (step, first_row)
        x = F.embedding(tokens, w("embed.token"))
        if c["positions"] == "learned":
            x = x + w("embed.position")[: tokens.shape[1]]
        x0 = self.dropped(norm(x), 0)
        x = torch.stack((x0, x0), 2) if c["hyperConnections"] else x0
        around = {"tokens": tokens, "x0": x, "saved": [], "history": [x0], "value": None}
        for layer in range(c["depth"]):
            x = self.block(layer, x, around)
        x = norm(x.sum(2) if c["hyperConnections"] else x)
        head = w("embed.token").t() if c["tiedHead"] else w("head")
        return (x @ head).reshape(-1, c["vocab"]) * self.scales["logits"]

    def block(self, layer, x, around):
        """Shortcuts in, attention, MLP, shortcuts out: the order in which the options compose."""
        c, at = self.c, f"block{layer}."
        if receives(c, layer):
            x = x + self.weight(at + "skip") * around["saved"].pop()
        if c["firstLayer"]:
            a, b = self.weight(at + "firstLayer")
            x = a * x + b * around["x0"]
        x = self.sublayer(at + "attention.", 2 * layer + 1, x, lambda n: self.attend(layer, n, around))
        x = self.sublayer(at + "mlp.", 2 * layer + 2, x, lambda n: self.mlp(at, n))
        if c["denseFormer"]:
            around["history"].append(x)
            x = sum(a * h for a, h in zip(self.weight(at + "dense"), around["history"]))
        if c["uNet"] and layer < c["depth"] // 2:
            around["saved"].append(x)
        return x

    def sublayer(self, at, site, x, f):
        """x joined with f of the normed x; f is first dropped out, then scaled by LayerScale, then by ReZero."""
        c = self.c
        if c["hyperConnections"]:
            read = torch.einsum("j,btjd->btd", self.weight(at + "read"), x)
        else:
            read = x
        y = self.dropped(f(norm(read)), site)
        if c["layerScale"]:
            y = y * self.weight(at + "scale")
        if c["reZero"]:
            y = y * self.weight(at + "gate")
        if c["hyperConnections"]:
            mixed = torch.einsum("ij,btid->btjd", self.weight(at + "mix"), x)
            return mixed + self.weight(at + "write")[:, None] * y[:, :, None]
        return x + y if c["residual"] else y

    def attend(self, layer, x, around):
        c, at = self.c, f"block{layer}."
        batch, context, width = x.shape
        head = width // c["heads"]
        q, k, v = (x @ self.weight(at + "qkv")).split(width, -1)
        if around["value"] is None:
            around["value"] = v
        if c["valueEmbeddings"]:
            v = blend(v, F.embedding(around["tokens"], self.weight(at + "valueTable")), self.weight(at + "value"))
        elif c["valueResidual"] != "off" and layer > 0:
            v = blend(v, around["value"], 0.5 if c["valueResidual"] == "fixed" else self.weight(at + "value"))
        q, k, v = (t.reshape(batch, context, c["heads"], head) for t in (q, k, v))
        if c["qkNorm"]:
            q, k = norm(q), norm(k)
        if c["positions"] == "rope":
            q, k = self.turned(q), self.turned(k)
        q, k, v = (t.transpose(1, 2) for t in (q, k, v.to(q.dtype)))  # [B, heads, T, d]
        o = attention(q * (self.scales["scores"] * math.sqrt(head)), k, v).transpose(1, 2).reshape(batch, context, width)
        return o @ self.weight(at + "out")

    def turned(self, x):
        """Rotary positions: neighbours (2i, 2i+1) of a head turn together. x: [B, T, heads, d]"""
        even, odd = x[..., 0::2], x[..., 1::2]
        cos, sin = self.cos[: x.shape[1]].to(x.dtype), self.sin[: x.shape[1]].to(x.dtype)
        return torch.stack((even * cos + odd * sin, odd * cos - even * sin), -1).flatten(-2)

    def mlp(self, at, x):
        h = x @ self.weight(at + "up")
        if self.c["activation"] == "relu2":
            h = F.relu(h).square()
        elif self.c["activation"] == "gelu":
            h = F.gelu(h, approximate="tanh")
        else:
            gate, value = h.chunk(2, -1)
            h = F.silu(gate) * value
        return h @ self.weight(at + "down")

    def dropped(self, x, site):
        """Inverted dropout, its masks drawn by (seed, step, site, index), as shaders/dropout.wgsl does."""
        step, first_row = self._drawn
        rate = self.c["dropout"]
        if step is None or rate == 0:
            return x
        share = torch.tensor(rate, dtype=torch.float32).item()
        row = x[0].numel()
        index = torch.arange(first_row * row, (first_row + len(x)) * row, device=x.device)
        stream = hash32(hash32(self.seed) ^ ((step * 256 + site) & 0xFFFFFFFF))
        kept = (hash32(index ^ stream) >> 8) / 16777216 >= share
        return x * kept.reshape(x.shape).to(x.dtype) / (1 - share)


def attention(q, k, v):
    """Causal, with scores divided by √d: [B, heads, T, d]. PyTorch 1.13 has no fused one."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).triu(1)
    return scores.masked_fill(future, -math.inf).softmax(-1) @ v


def _key(name):
    return name.replace(".", "_")  # modules take no dots in names
