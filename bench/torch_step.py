"""The training step of src/model/model.ts in PyTorch, eager, compiled, and as one CUDA graph: `python3 torch_step.py spec.json`.

bench/torch.ts writes the specification, starts this, and reads the JSON. Weights, batches and rates are those of the other
contenders. What was chosen for speed: fused attention and norm, fused AdamW, gradients set to None, uploads that do not
block, CUDA graphs in the compiled variant; the graphed one is a whole compiled step, its update too, replayed by one call. Everything is float32, products too (no TF32), as in the browser.
"""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F

MOST_REPEATS = 15
REPEAT_SECONDS = 0.4
PATIENCE_SECONDS = 6
COMPARED_STEPS = 10
COMPARED_SECONDS = 20


def read(path, kind):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=kind)


class Step:
    """Trains one step of the specified model per call of `train`. `how`: eager, compiled or graphed."""

    def __init__(self, spec, device, how):
        self.spec, self.device, self.done = spec, device, 0
        flat, self.parameters = read(spec["weightsFile"], torch.float32), {}
        for weight in spec["weights"]:
            size = torch.Size(weight["shape"])
            values, flat = flat[: size.numel()], flat[size.numel() :]
            self.parameters[weight["name"]] = values.view(size).to(device).clone().requires_grad_()
        decaying = [self.parameters[w["name"]] for w in spec["weights"] if w["decays"]]
        others = [self.parameters[w["name"]] for w in spec["weights"] if not w["decays"]]
        groups = [{"params": decaying, "weight_decay": spec["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
        graphed = how == "graphed"
        if graphed and device.type != "cuda":
            raise ValueError("CUDA graphs need CUDA.")
        # A graph reads its rate from memory, where each step leaves it.
        rate = torch.tensor(0.0, device=device) if graphed else 0.0
        self.optimizer = torch.optim.AdamW(
            groups, lr=rate, betas=tuple(spec["betas"]), eps=1e-8, fused=True, capturable=graphed
        )
        rows = spec["batch"] * spec["context"]
        self.batches = read(spec["batchesFile"], torch.int32).long().view(-1, 2, rows)
        if device.type == "cuda":
            self.batches = self.batches.pin_memory()
        head = spec["width"] // spec["heads"]
        turn = torch.arange(spec["context"])[:, None] * 10000.0 ** (-torch.arange(0, head, 2, dtype=torch.float64) / head)
        self.cos = turn.cos().float().to(device)[:, None, None]
        self.sin = turn.sin().float().to(device)[:, None, None]
        self.loss = self.forward
        if how != "eager":
            mode = "reduce-overhead" if device.type == "cuda" and not graphed else "default"
            self.loss = torch.compile(self.forward, mode=mode, fullgraph=True, dynamic=False)
        if graphed:
            self.capture()

    def capture(self):
        """One step as one CUDA graph. Warming up changes weights and moments, which are put back."""
        self.batch = self.batches[0].to(self.device)
        kept = [p.detach().clone() for p in self.parameters.values()]
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.update(*self.batch)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.graph_loss = self.update(*self.batch)
        with torch.no_grad():
            for p, values in zip(self.parameters.values(), kept):
                p.copy_(values)
            for state in self.optimizer.state.values():
                for value in state.values():
                    value.zero_()

    def update(self, tokens, targets):
        loss = self.loss(tokens, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.spec["clip"], foreach=True)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.detach()

    def set_rate(self):
        rate = self.spec["rates"][min(self.done, len(self.spec["rates"]) - 1)]
        for group in self.optimizer.param_groups:
            if isinstance(group["lr"], torch.Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate

    def forward(self, tokens, targets):
        s, p = self.spec, self.parameters
        batch, context, width, heads = s["batch"], s["context"], s["width"], s["heads"]

        def norm(x):
            return F.rms_norm(x, (width,), eps=1e-6)

        x = norm(F.embedding(tokens, p["embed.token"]))
        for layer in range(s["depth"]):
            at = f"block{layer}."
            qkv = (norm(x) @ p[at + "qkv"]).view(batch, context, 3, heads, width // heads)
            even, odd = qkv[:, :, :2, :, 0::2], qkv[:, :, :2, :, 1::2]
            turned = torch.stack((even * self.cos + odd * self.sin, odd * self.cos - even * self.sin), dim=-1)
            q, k = turned.flatten(-2).transpose(1, 3).unbind(2)
            v = qkv[:, :, 2].transpose(1, 2)
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(-1, width)
            x = x + mixed @ p[at + "out"]
            x = x + F.relu(norm(x) @ p[at + "up"]).square() @ p[at + "down"]
        return F.cross_entropy(norm(x) @ p["head"], targets)

    def train(self, count):
        for _ in range(count):
            batch = self.batches[self.done % len(self.batches)]
            self.set_rate()
            if hasattr(self, "graph"):
                self.batch.copy_(batch, non_blocking=True)
                self.graph.replay()
                loss = self.graph_loss
            else:
                loss = self.update(*batch.to(self.device, non_blocking=True))
            self.done += 1
        value = loss.item()
        if not math.isfinite(value):
            raise ValueError(f"The loss was {value}.")
        return value


def timed(work, *given):
    started = time.perf_counter()
    result = work(*given)
    return time.perf_counter() - started, result


def measure(spec, device, how):
    def first():
        step = Step(spec, device, how)
        return step, step.train(1)

    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    seconds, (step, loss) = timed(first)
    losses, spent, latest = [loss], 0, 0
    while len(losses) < COMPARED_STEPS and spent < COMPARED_SECONDS:
        latest, loss = timed(step.train, 1)
        losses.append(loss)
        spent += latest
    steps = max(1, min(1000, round(REPEAT_SECONDS / latest)))
    took, _ = timed(step.train, steps)
    steps = max(1, min(1000, round(REPEAT_SECONDS * steps / took)))
    times, spent, exactly = [], 0, spec.get("repeats")
    while len(times) < (exactly or spec["fewest"]) or (not exactly and len(times) < MOST_REPEATS and spent < PATIENCE_SECONDS):
        took, _ = timed(step.train, steps)
        spent += took
        times.append(1000 * took / steps)
    return {
        "times": times,
        "stepsPerRepeat": steps,
        "firstLossSeconds": seconds,
        "peakBytes": torch.cuda.max_memory_allocated() if device.type == "cuda" else None,
        "losses": losses,
    }


def attempt(spec, device, how):
    try:
        return measure(spec, device, how)
    except Exception as error:  # one variant may fail, and the other still counts
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return {"times": [], "stepsPerRepeat": 0, "firstLossSeconds": None, "peakBytes": None, "reason": lines[0]}


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        spec = json.load(file)
    torch.backends.cuda.matmul.allow_tf32 = False
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.zeros(1, device=device)  # the context, which no clock counts
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    variants = {how: attempt(spec, device, how) for how in ("eager", "compiled", "graphed")}
    print(json.dumps({"where": f"PyTorch {torch.__version__}, {name}", **variants}))


main()
