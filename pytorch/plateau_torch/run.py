"""One arm trained with one seed: the loop, its measurements, and its checkpoint."""

import time

import torch

from .budget import evaluation_batch, evaluation_budget
from .model import Model
from .optimizer import Optimizer, global_norm
from .options import total_steps

MOST_POINTS, MOST_POINTS_IN_SWEEP = 1000, 100


class Run:
    """`config` has its vocab; `source` its windows; `how`: bf16, compile, every (seconds between checkpoints) and sweep."""

    def __init__(self, config, seed, source, ranks, how, longest=None):
        self.c, self.seed, self.source, self.ranks, self.how = config, seed, source, ranks, how
        self.steps, self.step = total_steps(config), 0
        self.model = Model(config, seed).to(ranks.device)
        self.optimizer = Optimizer(self.model.named(), config, self.steps)
        self.loss = torch.compile(self.model) if how["compile"] else self.model
        if ranks.together:
            self.loss = torch.nn.parallel.DistributedDataParallel(self.loss)
        self.evaluations, self.sets, self.deciding = evaluation_budget(config, source.passages, longest or config)
        self.record = {"seed": seed, "training": 0, "train": [], "validation": [], "tokens": 0, "seconds": 0, "secondsShare": 0}
        self.record["status"] = "waiting"
        self.sum, self.count, self.lowest = 0.0, 0, None

    def train(self, keep):
        """To its end. keep(): writes a checkpoint, if it is time."""
        began = time.perf_counter() - self.record["seconds"]
        while self.step < self.steps and self.record["status"] in ("waiting", "training"):
            self.train_step()
            self.record["seconds"] = self.record["secondsShare"] = time.perf_counter() - began
            if self.record["status"] == "training" and self.step in self.evaluations:
                self.evaluate()
            keep()
        if self.record["status"] == "training":
            self.record["status"] = "finished"
        if self.record["status"] == "finished":
            self.end()
        return self.record

    def train_step(self):
        c, ranks = self.c, self.ranks
        tokens, targets = (torch.from_numpy(a) for a in self.source.training(self.seed, self.step, c["batch"]))
        first, last = ranks.share(c["batch"])
        scored = c["batch"] * self.source.scored_per_window
        for _, w in self.model.named():
            w.grad = None
        tokens, targets = tokens[first:last].to(ranks.device), targets[first:last].to(ranks.device)
        with self.autocast():
            loss = self.loss(tokens, targets, self.step, first) / scored
        # DDP takes the mean over the ranks, and each has only its part of the sum.
        (loss * (ranks.count if ranks.together else 1)).backward()
        value = ranks.sum(loss.detach().double()).item()
        norm = global_norm(self.model.named())
        self.record["status"] = "training"
        if not (abs(value) < float("inf") and norm < float("inf")):
            self.record["status"] = "diverged"
            self.record["reason"] = {"code": "diverged", "values": {"step": self.step + 1}}
            return
        self.optimizer.step(self.step, norm)
        self.step += 1
        self.record["tokens"] = self.step * c["batch"] * c["context"]
        self.add(value)

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
            self.lowest = [w.detach().clone() for _, w in self.model.named()]
        if best is not None and len(losses) - 1 - best >= self.c["stopAfter"]:
            self.add_mean()
            record["status"] = "finished"

    @torch.no_grad()
    def end(self):
        """The loss on each set of the end, with the weights at the lowest where a run may stop early."""
        if self.lowest:
            for (_, w), kept in zip(self.model.named(), self.lowest):
                w.copy_(kept)
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
        tokens, targets = self.source.held_out(first, last)
        begin, end = self.ranks.share(len(tokens))
        total = torch.zeros((), dtype=torch.float64, device=self.ranks.device)
        for at in range(begin, end, evaluation_batch(self.c["context"])):
            part = slice(at, min(end, at + evaluation_batch(self.c["context"])))
            x, y = (torch.from_numpy(a[part]).to(self.ranks.device) for a in (tokens, targets))
            with self.autocast():
                total += self.model(x, y).double()
        return self.ranks.sum(total).item() / ((last - first) * self.source.scored)

    def autocast(self):
        return torch.autocast(self.ranks.device.type, torch.bfloat16, enabled=self.how["bf16"])

    def state(self):
        weights = {p.name: w.detach() for p, w in self.model.named()}
        own = {"step": self.step, "record": self.record, "sum": self.sum, "count": self.count, "lowest": self.lowest}
        return {**own, "weights": weights, "optimizer": self.optimizer.state()}

    @torch.no_grad()
    def load(self, state):
        self.step, self.record, self.lowest = state["step"], state["record"], state["lowest"]
        self.sum, self.count = state["sum"], state["count"]
        for p, w in self.model.named():
            w.copy_(state["weights"][p.name])
        self.optimizer.load(state["optimizer"])

    def tensors(self):
        """{name: float32 array} in the page's order and shapes."""
        return {p.name: w.detach().cpu().numpy() for p, w in self.model.named()}
