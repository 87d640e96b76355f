"""The command line: what is asked is refused in one sentence, or done."""

import argparse
import contextlib
import os
import sys
from pathlib import Path

from .files import check_place, held
from .refusal import Refusal
from .spec import is_file, read_spec

OLDEST = (1, 13)


def main(given):
    parser = argparse.ArgumentParser("plateau_torch", description="Trains Plateau's experiments with PyTorch; see docs/outgrow.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("train", "one spec, all ranks together"), ("sweep", "a sweep, each point by one rank")):
        command = commands.add_parser(name, help=what)
        command.add_argument("spec", metavar="SPEC.json", help="a spec or a record that the page or npm run train exported, or a link with results")
        command.add_argument("--out", default="record.json", help="the record to write (record.json)")
        if name == "train":
            command.add_argument("--weights", help="safetensors of the last arm's first seed")
        command.add_argument("--corpora", default="public/corpora", help="where npm run corpora wrote the texts (public/corpora)")
        command.add_argument("--text", help="the file of a text of your own")
        command.add_argument("--bf16", action="store_true", help="products in bfloat16, sums and weights in float32")
        command.add_argument("--tf32", action="store_true", help="products in TF32 (CUDA)")
        command.add_argument("--compile", action="store_true", help="torch.compile, with PyTorch 2")
        command.add_argument("--fsdp", action="store_true", help="weights split over GPUs (CUDA and torchrun only)")
        command.add_argument("--rows", type=int, default=0, metavar="N", help="at most so many rows of a batch at once, where memory is short (all)")
        command.add_argument("--every", type=float, default=60, metavar="SECONDS", help="between checkpoints (60)")
    asked = parser.parse_args(given)
    try:
        spec = read_spec(asked.spec)
        check_torch()
        run(asked, spec)
    except Refusal as refused:
        return ended(refused)
    except KeyboardInterrupt:
        return ended("Stopped: the same command goes on from the last checkpoint, if there was one.")
    except OSError as error:
        return ended(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}.", everywhere=True)
    return 0


def ended(why, everywhere=False):
    """What all ranks meet is said once on each machine."""
    if everywhere or os.environ.get("LOCAL_RANK", "0") == "0":
        print(why, file=sys.stderr)
    return 1


def check_torch():
    try:
        import torch
    except ImportError:
        raise Refusal("PyTorch is not installed: Debian has python3-torch, others pip install torch.") from None
    version = getattr(torch, "__version__", "0")
    if tuple(int(part) for part in version.split("+")[0].split(".")[:2]) < OLDEST:
        raise Refusal(f"PyTorch {version} is too old: it must be 1.13 or newer.")


def run(asked, spec):
    import torch

    from .ranks import Ranks

    how = {"bf16": asked.bf16, "tf32": asked.tf32, "compile": asked.compile, "fsdp": asked.fsdp, "rows": max(0, asked.rows), "every": asked.every}
    if asked.compile and not hasattr(torch, "compile"):
        raise Refusal(f"--compile needs PyTorch 2, and this is {torch.__version__}.")
    cuda = torch.cuda.is_available()
    if asked.fsdp and not cuda:
        raise Refusal("--fsdp needs CUDA, which this machine has not: leave it out, and DDP is used.")
    if asked.fsdp and (asked.command == "sweep" or "RANK" not in os.environ):
        raise Refusal("--fsdp splits a model over the ranks that torchrun starts: use it with torchrun and the command train.")
    if asked.tf32 and not cuda:
        raise Refusal("--tf32 needs CUDA, which this machine has not: leave it out.")
    torch.backends.cuda.matmul.allow_tf32 = asked.tf32
    weights = asked.weights if asked.command == "train" else None
    check_files(asked.spec, asked.out, weights)
    if asked.command == "sweep":
        from .sweep import sweep

        if "sweep" not in spec:
            raise Refusal(f"{asked.spec} has no sweep: use the command train.")
        sweep(spec, asked.out, Ranks(together=False), {**how, "sweep": True}, asked.corpora, asked.text)
        return
    from .train import train

    ranks = Ranks(always=asked.fsdp)
    try:
        with held(asked.out) if ranks.first else contextlib.nullcontext():
            train(spec, asked.out, weights, ranks, {**how, "sweep": "sweep" in spec}, asked.corpora, asked.text)
    finally:
        ranks.end()


def check_files(spec, out, weights):
    """What is written must have a place of its own."""
    check_place(out, "--out")
    if weights is not None:
        check_place(weights, "--weights")
    out, weights = Path(out).resolve(), weights and Path(weights).resolve()
    if is_file(spec) and Path(spec).resolve() in (out, weights):
        raise Refusal(f"{spec} is the spec, and would be replaced: name another file with --out.")
    if weights == out:
        raise Refusal("--out and --weights must be two files.")
