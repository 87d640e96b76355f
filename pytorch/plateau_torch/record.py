"""The record of an experiment, as the page imports it: src/experiment/record.ts, version 3."""

import datetime
import math
import os
import time

import torch

from .budget import counts, evaluation_budget, tokens_of

VERSION = 3


def new_record(spec, sources, ranks, how):
    """Everything known, no runs yet; sources: the data of each arm."""
    now = moment()
    count = ranks.count if ranks.together else 1
    where = ", ".join([f"PyTorch {torch.__version__}", f"{count} rank{'s' if count > 1 else ''}", *modes_of(how)])
    device = {"adapter": ranks.named(), "software": ranks.device.type == "cpu", "where": where}
    longest = longest_of(spec)
    first = spec["arms"][0]["config"]
    arms = []
    for arm, source in zip(spec["arms"], sources):
        c = {**arm["config"], "vocab": source.vocab}
        entry = {"name": arm["name"], "config": arm["config"], "vocab": source.vocab, **counts(c), "dispatchesPerStep": 0}
        if (c["source"], c["tokenizer"]) != (first["source"], first["tokenizer"]):
            entry["data"] = _data(c, source, longest)
        entry.update({key: arm[key] for key in ("tuned", "filter") if key in arm})
        arms.append({**entry, "samples": [], "runs": []})
    record = {"version": VERSION, "id": new_id(), **{key: spec[key] for key in ("experiment", "title", "question", "size")}}
    record.update(startedAt=now, updatedAt=now, status="finished")
    record["data"] = _data({**first, "vocab": sources[0].vocab}, sources[0], longest)
    record["floors"] = [{"kind": "guess", "loss": round(math.log(sources[0].vocab), 6)}]
    record["trainings"] = [{"startedAt": now, "device": device}]
    record["baseline"] = spec.get("baseline", 0)
    record.update({key: spec[key] for key in ("asked", "prediction", "sweep") if key in spec})
    return {**record, "arms": arms}


def modes_of(how):
    """What of `how` changes digits, or which weights are where."""
    products = "bf16" if how["bf16"] else "TF32" if how["tf32"] else "float32"
    return [products, *(name for name, on in (("torch.compile", how["compile"]), ("FSDP", how["fsdp"])) if on)]


def longest_of(spec):
    """The arm that pays for the sets of the end of a sweep, or of a point of it; elsewhere each pays for itself."""
    if "longest" in spec:
        return spec["longest"]
    return max((arm["config"] for arm in spec["arms"]), key=tokens_of) if "sweep" in spec else None


def of_one_run(record, arm, run):
    """What goes with a file of weights: the record cut down to that run."""
    kept = {key: value for key, value in record.items() if key not in ("asked", "prediction", "sweep")}
    return {**kept, "baseline": 0, "arms": [{**record["arms"][arm], "runs": [record["arms"][arm]["runs"][run]]}]}


def _data(c, source, longest):
    _, sets, _ = evaluation_budget(c, source.passages, longest or c)
    about = source.about
    data = {"name": about["name"], "licence": about["licence"], "characters": source.characters, "vocab": source.vocab}
    data["validationTokens"] = sets[-1] * source.scored
    return {**data, "checksum": about["checksum"]} if about.get("checksum") else data


def moment():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def new_id():
    number, digits = int(time.time() * 1000), ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"{digits.rjust(9, '0')}-{os.urandom(6).hex()}"
