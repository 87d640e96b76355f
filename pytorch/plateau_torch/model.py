"""The transformer: reads beside src/model/model.ts and shortcuts.ts. B windows of T tokens, width D, heads of d channels.

Weights are [in, out]. Pre-norm without gain, no biases. x is [B, T, D], or [B, T, 2, D] with hyper-connections.
"""

import math
import re

import numpy as np
import torch
import torch.nn.functional as F

from .draws import MASK, hash32
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
        self.c, self.seed, self.list = config, seed, parameters_of(config)
        self.logits_scale = width_scales(config)["logits"]
        self.blocks = torch.nn.ModuleList(Block(config, layer) for layer in range(config["depth"]))
        for p in self.list:
            start = torch.zeros(p.shape) if seed is None else torch.from_numpy(start_of(p, seed))
            owner, key = self.place(p.name)
            owner.register_parameter(key, torch.nn.Parameter(start))
        head = config["width"] // config["heads"]
        turn = torch.arange(config["context"])[:, None] * 10000.0 ** (-torch.arange(0, head, 2, dtype=torch.float64) / head)
        self.register_buffer("cos", turn.cos()[:, None, :], persistent=False)  # [T, 1, d/2]
        self.register_buffer("sin", turn.sin()[:, None, :], persistent=False)

    def place(self, name):
        """The module that has a parameter of this name, and its key there: modules take no dots in names."""
        block = re.match(r"block(\d+)\.", name)
        owner = self.blocks[int(block[1])] if block else self
        return owner, (name[block.end() :] if block else name).replace(".", "_")

    def named(self):
        """(parameter of the list, its tensor) in the order of the list."""
        return [(p, getattr(*self.place(p.name))) for p in self.list]

    def forward(self, tokens, targets, step=None, first_row=0):
        """The summed loss of the targets that count, [B, T] both. With a step, as in training: dropout draws its masks by it, for
        rows that begin at `first_row` of the whole batch."""
        logits = self.logits(tokens, step, first_row)
        logits = logits.float() if logits.dtype is torch.bfloat16 else logits
        return F.cross_entropy(logits, targets.reshape(-1), reduction="sum", ignore_index=UNSCORED)

    def logits(self, tokens, step=None, first_row=0):
        """[B·T, V]"""
        c = self.c
        around = Around(self, tokens, step, first_row)
        x = F.embedding(tokens, self.embed_token)
        if c["positions"] == "learned":
            x = x + self.embed_position[: tokens.shape[1]]
        x0 = around.dropped(norm(x), 0)
        x = around.x0 = torch.stack((x0, x0), 2) if c["hyperConnections"] else x0
        around.history.append(x)
        for block in self.blocks:
            x = block(x, around)
        x = norm(x.sum(2) if c["hyperConnections"] else x)
        head = self.embed_token.t() if c["tiedHead"] else self.head
        return (x @ head).reshape(-1, c["vocab"]) * self.logits_scale


class Around:
    """What blocks read beside the stream, and leave for each other. `step`: a number or a tensor of one."""

    def __init__(self, model, tokens, step, first_row):
        self.tokens, self.cos, self.sin = tokens, model.cos, model.sin
        self.rate, self.seed, self.step, self.first_row = float(np.float32(model.c["dropout"])), model.seed, step, first_row
        self.x0, self.saved, self.history, self.value = None, [], [], None

    def dropped(self, x, site):
        """Inverted dropout, its masks drawn by (seed, step, site, index), as shaders/dropout.wgsl does."""
        if self.step is None or self.rate == 0:
            return x
        row = x.shape[1:].numel()
        index = torch.arange(self.first_row * row, (self.first_row + len(x)) * row, device=x.device)
        stream = hash32(hash32(self.seed) ^ ((self.step * 256 + site) & MASK))
        kept = (hash32(index ^ stream) >> 8) / 16777216 >= self.rate
        return x * kept.reshape(x.shape).to(x.dtype) / (1 - self.rate)


class Block(torch.nn.Module):
    """Shortcuts in, attention, MLP, shortcuts out: the order in which the options compose."""

    def __init__(self, config, layer):
        super().__init__()
        self.c, self.layer = config, layer
        head = config["width"] // config["heads"]
        self.scores_scale = width_scales(config)["scores"] * math.sqrt(head)  # beside the usual one

    def forward(self, x, around):
        c = self.c
        if receives(c, self.layer):
            x = x + self.skip * around.saved.pop()
        if c["firstLayer"]:
            a, b = self.firstLayer
            x = a * x + b * around.x0
        x = self.sublayer("attention", 2 * self.layer + 1, x, around, lambda n: self.attend(n, around))
        x = self.sublayer("mlp", 2 * self.layer + 2, x, around, self.mlp)
        if c["denseFormer"]:
            around.history.append(x)
            x = sum(a * h for a, h in zip(self.dense, around.history))
        if c["uNet"] and self.layer < c["depth"] // 2:
            around.saved.append(x)
        return x

    def sublayer(self, name, site, x, around, f):
        """x joined with f of the normed x; f is first dropped out, then scaled by LayerScale, then by ReZero."""
        c = self.c
        read = torch.einsum("j,btjd->btd", getattr(self, name + "_read"), x) if c["hyperConnections"] else x
        y = around.dropped(f(norm(read)), site)
        if c["layerScale"]:
            y = y * getattr(self, name + "_scale")
        if c["reZero"]:
            y = y * getattr(self, name + "_gate")
        if c["hyperConnections"]:
            mixed = torch.einsum("ij,btid->btjd", getattr(self, name + "_mix"), x)
            return mixed + getattr(self, name + "_write")[:, None] * y[:, :, None]
        return x + y if c["residual"] else y

    def attend(self, x, around):
        c = self.c
        batch, context, width = x.shape
        q, k, v = (x @ self.qkv).split(width, -1)
        if around.value is None:
            around.value = v
        if c["valueEmbeddings"]:
            v = blend(v, F.embedding(around.tokens, self.valueTable), self.value)
        elif c["valueResidual"] != "off" and self.layer > 0:
            v = blend(v, around.value, 0.5 if c["valueResidual"] == "fixed" else self.value)
        q, k, v = (t.reshape(batch, context, c["heads"], -1) for t in (q, k, v))
        if c["qkNorm"]:
            q, k = norm(q), norm(k)
        if c["positions"] == "rope":
            q, k = (turned(t, around.cos[:context], around.sin[:context]) for t in (q, k))
        if self.scores_scale != 1:
            q = q * self.scores_scale
        q, k, v = (t.transpose(1, 2) for t in (q, k, v.to(q.dtype)))  # [B, heads, T, d]
        return attention(q, k, v).transpose(1, 2).reshape(batch, context, width) @ self.out

    def mlp(self, x):
        h = x @ self.up
        if self.c["activation"] == "relu2":
            h = F.relu(h).square()
        elif self.c["activation"] == "gelu":
            h = F.gelu(h, approximate="tanh")
        else:
            gate, value = h.chunk(2, -1)
            h = F.silu(gate) * value
        return h @ self.down


def turned(x, cos, sin):
    """Rotary positions: neighbours (2i, 2i+1) of a head turn together. x: [B, T, heads, d]"""
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = cos.to(x.dtype), sin.to(x.dtype)
    return torch.stack((even * cos + odd * sin, odd * cos - even * sin), -1).flatten(-2)


def attention(q, k, v):
    """Causal, with scores divided by √d: [B, heads, T, d]. PyTorch 1.13 has no fused one."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).triu(1)
    return scores.masked_fill(future, -math.inf).softmax(-1) @ v

