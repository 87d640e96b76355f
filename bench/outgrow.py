"""The training step of pytorch/ on this machine, as `plateau_torch` takes it, batch and clip and AdamW included: `python3 bench/outgrow.py [--out FILE]`.

Needs python3 with torch and numpy, and the repository. A row for each shape and way: products in float32, TF32 or bfloat16, compiled, and in
the wrappers that many GPUs need (DDP, FSDP), here around one rank, which shows what they cost before anything is sent. Before that it is
checked that compiled, split and resumed trainings end with the weights of plain ones. Prints JSON, progress on standard error.
"""

import argparse
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "pytorch"))

import numpy as np
import torch

from plateau_torch.budget import counts
from plateau_torch.data.windows import TextWindows
from plateau_torch.options import BASE
from plateau_torch.ranks import Ranks
from plateau_torch.run import Run

# batch, context, width, depth, heads, vocab: bench/workloads.ts, and one as large as the editor allows, cut to 12 blocks
SHAPES = {
    "nano": (8, 32, 32, 8, 2, 80),
    "standard": (16, 64, 64, 8, 4, 80),
    "baby": (8, 64, 192, 6, 6, 96),
    "nanogpt-baby": (64, 256, 384, 6, 6, 96),
    "large": (16, 1024, 1024, 12, 16, 96),
}
WAYS = {
    "float32": {},
    "tf32": {"tf32": True},
    "bf16": {"bf16": True},
    "compile": {"compile": True},
    "bf16, compile": {"bf16": True, "compile": True},
    "DDP": {"together": True},
    "bf16, compile, DDP": {"bf16": True, "compile": True, "together": True},
    "FSDP": {"fsdp": True, "together": True},
    "bf16, FSDP": {"bf16": True, "fsdp": True, "together": True},
}
ONE = ["float32", "tf32", "bf16", "compile", "bf16, compile"]
MANY = ["DDP", "bf16, compile, DDP", "FSDP", "bf16, FSDP"]
ASKED = {"nanogpt-baby": [*ONE, "DDP", "FSDP"], "large": ["float32", "tf32", "bf16", *MANY]}  # others: ONE
REPEATS, REPEAT_SECONDS, WARM_STEPS = 7, 0.4, 8
CHECKED_STEPS = 12
TOKENS = 1 << 16


class Letters:
    def __init__(self, vocab):
        self.vocab = vocab


def config_of(batch, context, width, depth, heads, vocab):
    return {**BASE, "batch": batch, "context": context, "width": width, "depth": depth, "heads": heads, "vocab": vocab, "steps": 10**6}


def source_of(c):
    """Random tokens, read as a text is."""
    ids = np.random.default_rng(1).integers(0, c["vocab"], TOKENS)
    return TextWindows(c, Letters(c["vocab"]), ids, ids[: TOKENS // 8], TOKENS, {"name": "random", "licence": ""})


def begun(c, way, ranks):
    """A run in this way, of `ranks` = (one alone, those together)."""
    how = {"bf16": False, "tf32": False, "compile": False, "fsdp": False, "rows": 0, "sweep": False, **way}
    torch.backends.cuda.matmul.allow_tf32 = how["tf32"]
    return Run(c, 0, source_of(c), ranks[how.pop("together", False)], how)


def steps(run, count):
    for _ in range(count):
        run.train_step()
    return run


def timed(run, count):
    started = time.perf_counter()
    steps(run, count)  # each reads its loss back, so nothing is under way at the end
    return time.perf_counter() - started


def measure(shape, way, ranks):
    c = config_of(*SHAPES[shape])
    cuda = ranks[0].device.type == "cuda"
    gc.collect()  # wrappers hold on to the run before
    if cuda:
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    started = time.perf_counter()
    run = steps(begun(c, WAYS[way], ranks), 1)
    first = time.perf_counter() - started
    steps(run, WARM_STEPS)
    count = max(1, min(1000, round(REPEAT_SECONDS / (timed(run, 2) / 2))))
    times = [1000 * timed(run, count) / count for _ in range(REPEATS)]
    ms, tokens = statistics.median(times), c["batch"] * c["context"]
    return {
        "msPerStep": round(ms, 4),
        "spread": [round(min(times), 4), round(max(times), 4)],
        "stepsPerRepeat": count,
        "tokensPerSecond": round(1000 * tokens / ms),
        "flopsPerSecond": round(1000 * tokens * counts(c)["flopsPerToken"] / ms),
        "firstStepSeconds": round(first, 2),
        "peakBytes": torch.cuda.max_memory_allocated() if cuda else None,
        "parameters": counts(c)["parameters"]["total"],
    }


def check(way, ranks, **change):
    """The largest difference of a weight after a few steps from those of plain steps on one rank, the second half resumed."""
    c = {**config_of(8, 32, 32, 3, 2, 80), "steps": 100, "firstLayer": True, **change}
    plain = steps(begun(c, {}, ranks), CHECKED_STEPS).weights()
    half = steps(begun(c, way, ranks), CHECKED_STEPS // 2)
    resumed = begun(c, way, ranks)
    resumed.load(half.state())
    half.loss_on(0, 2)  # which must not disturb
    found = steps(resumed, CHECKED_STEPS - CHECKED_STEPS // 2).weights()
    return max((found[name] - w).abs().max().item() for name, w in plain.items())


CHECKS = {
    "float32, long context: 0 if sums are the same each time": ({}, {"context": 512, "batch": 4}),
    "compile": ({"compile": True}, {}),
    "compile, dropout": ({"compile": True}, {"dropout": 0.2}),
    "DDP, few rows": ({"together": True, "rows": 3}, {}),
    "DDP, compile, U-net": ({"together": True, "compile": True}, {"uNet": True, "valueResidual": "learned"}),
    "FSDP": ({"together": True, "fsdp": True}, {}),
    "FSDP, few rows": ({"together": True, "fsdp": True, "rows": 3}, {}),
    "FSDP, Muon, U-net": ({"together": True, "fsdp": True}, {"optimizer": "muon", "uNet": True, "valueEmbeddings": True}),
    "FSDP, compile": ({"together": True, "fsdp": True, "compile": True}, {}),
}


def attempt(what, work, *given, **more):
    """One may fail, and the others still count."""
    print(what, file=sys.stderr, flush=True)
    try:
        return work(*given, **more)
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        return {"reason": " ".join(lines)[:400]}


def checked(ranks):
    return {name: attempt(f"checks {name}", check, way, ranks, **change) for name, (way, change) in CHECKS.items()}


def alone_and_together():
    """The ranks of torchrun, or what it would say to a single one."""
    for name, usual in (("RANK", "0"), ("WORLD_SIZE", "1"), ("MASTER_ADDR", "127.0.0.1")):
        os.environ.setdefault(name, usual)
    if "MASTER_PORT" not in os.environ:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            os.environ["MASTER_PORT"] = str(free.getsockname()[1])
    return Ranks(together=False), Ranks(always=True)


def of_two_on_cpu():
    """The same checks with two ranks that have no GPU: what is split and sent there is split and sent on GPUs."""
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "2"}
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2", __file__, "--checks-only"]
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-300:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def write(result, path):
    if path:
        Path(path).write_text(json.dumps(result, indent=1) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shapes", default=",".join(SHAPES), help=f"of {', '.join(SHAPES)}")
    parser.add_argument("--ways", help=f"joined by ; of {'; '.join(WAYS)}")
    parser.add_argument("--seconds", type=float, default=480, help="after which no further row begins (480)")
    parser.add_argument("--checks-only", action="store_true")
    parser.add_argument("--out", help="also written there, after each row")
    asked = parser.parse_args()
    began = time.monotonic()
    ranks = alone_and_together()
    if asked.checks_only:
        found = checked(ranks)
        if ranks[1].first:
            print(json.dumps(found))
        return ranks[1].end()
    where = {"torch": torch.__version__, "device": ranks[0].named(), "date": time.strftime("%Y-%m-%d")}
    result = {**where, "checks": checked(ranks), "rows": []}
    for shape in asked.shapes.split(","):
        for way in asked.ways.split(";") if asked.ways else ASKED.get(shape, ONE):
            late = time.monotonic() - began > asked.seconds
            row = {"reason": "no time was left"} if late else attempt(f"{shape}, {way}", measure, shape, way, ranks)
            result["rows"].append({"shape": shape, "way": way, **row})
            write(result, asked.out)
    result["checksOfTwoOnCpu"] = attempt("checks of two ranks", of_two_on_cpu)
    write(result, asked.out)
    print(json.dumps(result, indent=1))
    ranks[1].end()


main()
