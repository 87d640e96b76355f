"""Trains every run of a spec, one after the other, all ranks together, and goes on where a killed one left off."""

import hashlib
import io
import os
import sys
import time
from pathlib import Path

import torch

from .budget import evaluation_budget
from .data.source import open_source
from .data.tasks import TASKS
from .files import json_bytes, safetensors, write_whole
from .filters import filter_of
from .ranks import Ranks
from .record import longest_of, modes_of, moment, new_record, of_one_run
from .refusal import Refusal
from .run import Run


def checksum_of(arm):
    """Of a text of one's own: an exported record says it, or the source itself, as own:SHA-256."""
    tail = arm["config"]["source"][len("own:") :].lower()
    named = tail if len(tail) == 64 and set(tail) <= set("0123456789abcdef") else None
    return arm.get("checksum") or named


def sources_of(spec, corpora, text):
    """The data of each arm; arms that read alike share them. What cannot be read or measured is refused before anything is trained."""
    opened, sources, longest = {}, [], longest_of(spec)
    for arm in spec["arms"]:
        c = arm["config"]
        kept = arm.get("filter")
        key = str([*(c[k] for k in sorted(c) if k in READ), kept and kept["kept"]])
        if key not in opened:
            opened[key] = open_source(c, corpora, text, checksum_of(arm), kept)
        sources.append(opened[key])
        evaluation_budget(c, opened[key].passages, longest or c)
    return sources


def filtered(spec, ranks, corpora, text, known=None):
    """The same, each filtered arm with what its filter keeps: as the record says that is known, or as the first rank finds."""
    arms = []
    for place, arm in enumerate(spec["arms"]):
        kept = known["arms"][place].get("filter") if known else arm.get("filter")
        c = arm["config"]
        if c["filterKeep"] < 1 and c["source"] not in TASKS and not kept:
            if ranks.first:
                kept = filter_of(c, Ranks(together=False), corpora, text, checksum_of(arm))
            kept = ranks.told(kept)
        arms.append({**arm, "filter": kept} if kept else arm)
    return {**spec, "arms": arms}


READ = {"context", "source", "tokenizer", "uniqueText", "textFrom", "noise", "duplicates", "shuffled", "filterKeep"}
READ |= {"randomCase", "characterDropout", "spanShuffle"}


DIGEST = hashlib.sha256().digest_size  # bytes before what is kept, by which damage is seen


class Keeper:
    """What is kept of a training while it runs, in one file beside its record: the runs that are done, and the one that is not."""

    def __init__(self, out, what, ranks, every):
        self.path, self.what, self.ranks, self.every = Path(f"{out}.checkpoint"), what, ranks, every
        self.kept, self.record = time.monotonic(), None  # of the runs that are done

    def read(self):
        """What was kept of this very training, or None where nothing was."""
        data = self.ranks.told(self.path.read_bytes() if self.ranks.first and self.path.exists() else None)
        if not data:
            return None
        if hashlib.sha256(data[DIGEST:]).digest() != data[:DIGEST]:
            raise Refusal(f"{self.path} is damaged: delete it to begin anew, or name another --out.")
        state = torch.load(io.BytesIO(data[DIGEST:]), map_location="cpu")
        if state["what"] != self.what:
            raise Refusal(f"{self.path} is of another spec or other flags: delete it to begin anew, or name another --out.")
        return state

    def is_due(self):
        """On the first rank, whose clock holds for all."""
        return self.ranks.first and time.monotonic() - self.kept >= self.every

    def write(self, run):
        state = {"what": self.what, "record": self.record, "run": run.state()}
        if not self.ranks.first:
            return
        buffer = io.BytesIO()
        torch.save(state, buffer)
        data = buffer.getvalue()
        self.kept = time.monotonic()
        try:
            write_whole(self.path, hashlib.sha256(data).digest() + data)
        except OSError as error:
            return say(f"{self.path} was not written ({error.strerror}): what is trained now would be lost with this process.")
        say(f"kept step {run.step}")


def train(spec, out, weights, ranks, how, corpora, text):
    """Writes the record, and the weights of the last arm's first seed, as the command line of the page does. The first rank writes."""
    smallest = min(arm["config"]["batch"] for arm in spec["arms"])
    if ranks.together and smallest < ranks.count:
        raise Refusal(f"{ranks.count} ranks cannot share a batch of {smallest}: start at most {smallest}.")
    keeper = Keeper(out, json_bytes([spec["arms"], spec["seeds"], modes_of(how)]), ranks, how["every"])
    state = keeper.read()
    if state and weights and state["record"]["arms"][-1]["runs"] and not Path(weights).exists():
        raise Refusal(f"The run whose weights are to be {weights} has ended already: delete {keeper.path} to train it again, or leave out --weights.")
    spec = filtered(spec, ranks, corpora, text, state and state["record"])
    sources, longest = sources_of(spec, corpora, text), longest_of(spec)
    say(f"rank {ranks.rank} of {ranks.count}, process {os.getpid()}")
    record = state["record"] if state else ranks.told(new_record(spec, sources, ranks, how))
    keeper.record, begun = record, state and state["run"]
    for place, (arm, source) in enumerate(zip(spec["arms"], sources)):
        runs = record["arms"][place]["runs"]
        for seed in spec["seeds"][len(runs) :]:
            run = Run({**arm["config"], "vocab": source.vocab}, seed, source, ranks, how, longest)
            if begun:
                run.load(begun)
                begun = None
            done = run.train(keeper)
            if ranks.first:
                say(f"{arm['name']}, seed {seed}: {done.get('final')} nats ({done['status']}, {done['seconds']:.1f} s)")
            # Before anything says that this run is done.
            if weights and place == len(spec["arms"]) - 1 and not runs:
                tensors = {name: tensor.numpy() for name, tensor in run.weights().items()}
                whole = {**record, "arms": [*record["arms"][:place], {**record["arms"][place], "runs": [done]}]}
                metadata = {"plateau": json_bytes(of_one_run(whole, place, 0)).decode("utf-8")}
                if ranks.first:
                    write_whole(weights, safetensors(tensors, metadata))
            runs.append(done)
    record["updatedAt"] = moment()
    if ranks.first:
        write_whole(out, json_bytes(record))
        keeper.path.unlink(missing_ok=True)
    return record


def say(line):
    print(line, file=sys.stderr, flush=True)
