"""One arm trained with one seed: the loop, its measurements, and its checkpoint."""

import contextlib
import time

import torch

from .budget import evaluation_batch, evaluation_budget
from .model import UNSCORED, Model
from .optimizer import Optimizer, global_norm
from .options import total_steps
from .shards import gather_no_more, own_part, part, split, whole

MOST_POINTS, MOST_POINTS_IN_SWEEP = 1000, 100


class Run:
    """`config` has its vocab; `source` its windows; `how`: bf16, compile, fsdp, rows (at once) and sweep."""

    def __init__(self, config, seed, source, ranks, how, longest=None):
        self.c, self.seed, self.source, self.ranks, self.how = config, seed, source, ranks, how
        self.steps, self.step = total_steps(config), 0
        self.model = self.loss = Model(config, seed).to(ranks.device)
        if how["compile"]:
            # What earlier runs compiled counts against the most that PyTorch compiles of one function; each block is one more.
            from torch import _dynamo

            _dynamo.reset()
            _dynamo.config.cache_size_limit = 8 + 4 * config["depth"]
        if how["fsdp"]:
            if how["compile"]:
                for block in self.model.blocks:
                    block.compile()
            split(self.model, ranks)
        else:
            self.loss = torch.compile(self.model) if how["compile"] else self.model
            self.loss = torch.nn.parallel.DistributedDataParallel(self.loss) if ranks.together else self.loss
        self.named = self.model.named()
        self.optimizer = Optimizer(self.named, config, self.steps)
        self.evaluations, self.sets, self.deciding = evaluation_budget(config, source.passages, longest or config)
        self.record = {"seed": seed, "training": 0, "train": [], "validation": [], "tokens": 0, "seconds": 0, "secondsShare": 0}
        self.record["status"] = "waiting"
        self.sum, self.count, self.lowest = 0.0, 0, None

    def train(self, keep):
        """To its end. keep: a Keeper, whose first rank knows when it is time for a checkpoint."""
        began = time.perf_counter() - self.record["seconds"]
        while self.step < self.steps and self.record["status"] in ("waiting", "training"):
            due = self.train_step(keep.is_due())
            self.record["seconds"] = self.record["secondsShare"] = time.perf_counter() - began
            if self.record["status"] == "training" and self.step in self.evaluations:
                self.evaluate()
            if due:
                keep.write(self)
        if self.record["status"] == "training":
            self.record["status"] = "finished"
        if self.record["status"] == "finished":
            self.end()
        return self.record

    def train_step(self, due=False):
        """Whether a rank wants a checkpoint, which all hear of with the loss."""
        c, ranks = self.c, self.ranks
        tokens, targets = (torch.from_numpy(a) for a in self.source.training(self.seed, self.step, c["batch"]))
        first, last = ranks.share(c["batch"])
        scored = c["batch"] * self.source.scored_per_window
        for _, w in self.named:
            w.grad = None
        # As a tensor: a number would be compiled into the step.
        step = torch.tensor(self.step, device=ranks.device) if c["dropout"] > 0 else None
        total = torch.zeros((), dtype=torch.float64, device=ranks.device)
        # As many passes on every rank: where weights are split all must take part.
        passes = ranks.most(c["batch"], self.how["rows"] or c["batch"])
        for i in range(passes):
            begin, end = (first + (last - first) * place // passes for place in (i, i + 1))
            x, y = (of.to(ranks.device, non_blocking=True) for of in some_rows(tokens, targets, begin, end))
            with self.gathering(i == passes - 1), self.autocast():
                loss = self.loss(x, y, step, begin) / scored
                # DDP and FSDP take the mean over the ranks, and each has only its part of the sum.
                (loss * (ranks.count if ranks.together else 1)).backward()
            total += loss.detach()
        value, due = ranks.sum(torch.stack((total, torch.full_like(total, due)))).tolist()
        norm = global_norm(self.named, ranks)
        self.record["status"] = "training"
        if not (abs(value) < float("inf") and norm < float("inf")):
            self.record["status"] = "diverged"
            self.record["reason"] = {"code": "diverged", "values": {"step": self.step + 1}}
            return due > 0
        self.optimizer.step(self.step, norm)
        self.step += 1
        self.record["tokens"] = self.step * c["batch"] * c["context"]
        self.add(value)
        return due > 0

    def add(self, value):
        """Long runs have means over several steps as their points."""
        self.sum, self.count = self.sum + value, self.count + 1
        most = MOST_POINTS_IN_SWEEP if self.how["sweep"] else MOST_POINTS
        if self.step % -(-self.steps // most) == 0 or self.step == self.steps:
            self.add_mean()

    def add_mean(self):
        if self.count:
            self.record["train"].append([self.step, round(self.sum / self.count, 6)])
        self.sum, self.count = 0.0, 0

    def evaluate(self):
        loss, record = self.loss_on(0, self.sets[0]), self.record
        source = self.source
        record["heldOut"] = {"text": source.text, "tokens": self.sets[0] * source.scored, "context": source.context}
        if abs(loss) < float("inf"):
            record["validation"].append([self.step, round(loss, 6)])
        if not self.deciding:
            return
        curve = record.setdefault("deciding", [])
        decided = self.loss_on(*self.deciding)
        if abs(decided) < float("inf"):
            curve.append([self.step, round(decided, 6)])
        losses = [loss for _, loss in curve]
        best = losses.index(min(losses)) if losses else None
        if best is not None and curve[best][0] == self.step:
            self.lowest = [part(w.detach()).clone() for _, w in self.named]
        if best is not None and len(losses) - 1 - best >= self.c["stopAfter"]:
            self.add_mean()
            record["status"] = "finished"

    @torch.no_grad()
    def end(self):
        """The loss on each set of the end, with the weights at the lowest where a run may stop early."""
        if self.lowest:
            for (_, w), kept in zip(self.named, self.lowest):
                part(w).copy_(kept)
        total, before, ends = 0.0, 0, []
        for size in self.sets:
            total += self.loss_on(before, size) * (size - before)
            before = size
            ends.append([size * self.source.scored, round(total / size, 6)])
        if all(abs(loss) < float("inf") for _, loss in ends):
            self.record["ends"], self.record["final"] = ends, ends[-1][1]

    @torch.no_grad()
    def loss_on(self, first, last):
        """Mean held-out loss of the passages `first`…`last` − 1, each rank computing its part of the windows."""
        tokens, targets = (torch.from_numpy(a) for a in self.source.held_out(first, last))
        begin, end = self.ranks.share(len(tokens))
        total = torch.zeros((), dtype=torch.float64, device=self.ranks.device)
        size = evaluation_batch(self.c["context"])
        # As often on every rank: where weights are split all must take part.
        for i in range(self.ranks.most(len(tokens), size)):
            x, y = some_rows(tokens, targets, min(end, begin + i * size), min(end, begin + (i + 1) * size))
            with self.autocast():
                total += self.model(x.to(self.ranks.device), y.to(self.ranks.device)).double()
        gather_no_more(self.model)
        return self.ranks.sum(total).item() / ((last - first) * self.source.scored)

    @contextlib.contextmanager
    def gathering(self, last):
        """Gradients are summed over the ranks after the last rows of a step; those before it add up."""
        if hasattr(self.loss, "no_sync") and not last:
            with self.loss.no_sync():
                yield
            return
        if hasattr(self.loss, "set_requires_gradient_sync"):
            self.loss.set_requires_gradient_sync(last)
        yield

    def autocast(self):
        return torch.autocast(self.ranks.device.type, torch.bfloat16, enabled=self.how["bf16"])

    @torch.no_grad()
    def state(self):
        """Of whole tensors on the CPU; all ranks ask for it at once."""
        lowest = self.lowest and [whole(kept, w).cpu() for kept, (_, w) in zip(self.lowest, self.named)]
        own = {"step": self.step, "record": self.record, "sum": self.sum, "count": self.count, "lowest": lowest}
        return {**own, "weights": self.weights(), "optimizer": self.optimizer.state()}

    @torch.no_grad()
    def load(self, state):
        self.step, self.record = state["step"], state["record"]
        self.sum, self.count = state["sum"], state["count"]
        self.lowest = state["lowest"] and [own_part(kept, w) for kept, (_, w) in zip(state["lowest"], self.named)]
        for p, w in self.named:
            part(w).copy_(own_part(state["weights"][p.name], w))
        self.optimizer.load(state["optimizer"])

    @torch.no_grad()
    def weights(self):
        """{name: tensor} in the page's order and shapes; all ranks ask for it at once."""
        return {p.name: whole(part(w.detach()), w).cpu() for p, w in self.named}


def some_rows(tokens, targets, begin, end):
    """Where a rank has none left, one that does not count: all ranks compute at once."""
    if begin == end:
        return tokens[:1], torch.full_like(targets[:1], UNSCORED)
    return tokens[begin:end], targets[begin:end]
