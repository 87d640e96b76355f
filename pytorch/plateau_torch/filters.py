"""Which blocks of its text a filtered arm reads: those that a small model, trained on that text, finds easiest (docs/decisions/0028-filtered-text.md)."""

import math
import time

import numpy as np
import torch
import torch.nn.functional as F

from .budget import counts, tokens_of
from .data.source import open_source
from .data.split import block_length, kept_as_text, rounded, some_blocks
from .model import UNSCORED
from .options import BASE
from .run import Run

READ = {"source", "tokenizer", "uniqueText", "textFrom", "noise", "duplicates", "shuffled"}
PLAIN = {"bf16": False, "compile": False, "fsdp": False, "rows": 0, "sweep": False}
SEED, ROWS_AT_ONCE = 0, 1024


def scorer_of(c):
    """It reads what the arm would without the filter."""
    small = {"depth": 1, "width": 16, "heads": 1, "context": min(32, c["context"])}
    recipe = {"batch": 8, "steps": 100, "warmup": 10, "learningRate": 2e-2}
    return {**BASE, **{key: c[key] for key in READ}, **small, **recipe}


def filter_of(c, alone, corpora, text, checksum):
    """The filter of an arm as records have it; `alone`: the ranks of one process."""
    began = time.perf_counter()
    scorer = scorer_of(c)
    source = open_source(scorer, corpora, text, checksum)
    scorer["vocab"] = source.vocab
    run = Run(scorer, SEED, source, alone, PLAIN)
    for _ in range(scorer["steps"]):
        run.train_step()
    losses = _losses(run, source)
    kept = np.zeros(len(losses), bool)
    kept[np.argsort(losses, kind="stable")[: max(1, rounded(c["filterKeep"] * len(losses)))]] = True
    clean = np.ones(len(losses), bool)
    clean[some_blocks(source.ids, c["shuffled"], "shuffled blocks")] = False
    return {
        "blocks": len(kept),
        "kept": kept_as_text(kept),
        "keptBlocks": int(kept.sum()),
        "clean": int(clean.sum()),
        "keptClean": int((kept & clean).sum()),
        "flops": rounded((tokens_of(scorer) + len(source.ids) / 3) * counts(scorer)["flopsPerToken"]),
        "seconds": time.perf_counter() - began,
    }


@torch.no_grad()
def _losses(run, source):
    """Per token of each block, read on its own: what stands before it may be spoilt, and says nothing of it. [blocks]"""
    ids, skipped, stride, context = source.ids, source.first_scored, source.scored_per_window, source.context
    length = block_length(len(ids), 256)
    blocks, windows = math.ceil(len(ids) / length), math.ceil((length - 1 - skipped) / stride)
    starts = np.arange(blocks)[:, None] * length + np.arange(windows) * stride
    ends = np.minimum((np.arange(blocks) + 1) * length, len(ids)).repeat(windows)[:, None]
    at = starts.reshape(-1)[:, None] + np.arange(context) + 1
    last = len(ids) - 1
    tokens = np.where(at - 1 <= last, ids[np.minimum(at - 1, last)], 0)
    targets = np.where((np.arange(context) < skipped) | (at >= ends), UNSCORED, ids[np.minimum(at, last)])
    sums = []
    for first in range(0, len(tokens), ROWS_AT_ONCE):
        x, y = (torch.from_numpy(of[first : first + ROWS_AT_ONCE]).to(run.ranks.device) for of in (tokens, targets))
        loss = F.cross_entropy(run.model.logits(x), y.reshape(-1), reduction="none", ignore_index=UNSCORED)
        sums.append(loss.reshape(len(x), context).sum(1).double().cpu().numpy())
    scored = (targets != UNSCORED).reshape(blocks, -1).sum(1)
    total = np.concatenate(sums).reshape(blocks, windows).sum(1)
    return np.where((scored > 0) & np.isfinite(total), total / np.maximum(scored, 1), np.inf)
