"""A sweep: each rank takes one point after the other that no other rank has, until none is left. The ranks need not know each other:
a point is taken by a lock on its file, which the system lets go when a process dies, so another rank goes on with it."""

import contextlib
import copy
import fcntl
import json
from pathlib import Path

from .budget import tokens_of
from .files import json_bytes, write_whole
from .record import longest_of, modes_of, moment, new_record
from .refusal import Refusal
from .train import filtered, say, sources_of, train


def sweep(spec, out, ranks, how, corpora, text):
    """Writes OUT.points/N.json for each point, and OUT when all are there."""
    sources_of(spec, corpora, text)
    folder = Path(f"{out}.points")
    folder.mkdir(exist_ok=True)
    claim_folder(folder, spec, how)
    # The longest first, so that no rank is left with it at the end.
    order = sorted(range(len(spec["arms"])), key=lambda i: -tokens_of(spec["arms"][i]["config"]))
    for patient in (False, True):
        for i in order:
            with open(folder / f"{i}.lock", "a") as lock:
                if not taken(lock, patient):
                    continue
                if not point_in(folder, spec, i):
                    say(f"rank {ranks.rank} takes point {i}")
                    train(point_of(spec, i), folder / f"{i}.json", None, ranks, how, corpora, text)
                    say(f"point {i} is done")
    merge(spec, folder, out, ranks, how, corpora, text)


def taken(lock, patient):
    """Whether the lock is had; the patient wait for whoever has it, who may die."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def point_in(folder, spec, i):
    """The record of a point that is done, or None: one that is damaged or of another point is not."""
    try:
        point = json.loads((folder / f"{i}.json").read_bytes())
        (arm,) = point["arms"]
        whole = arm["config"] == spec["arms"][i]["config"] and [run["seed"] for run in arm["runs"]] == spec["seeds"]
        return point if whole and point["trainings"][0] else None
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


def point_of(spec, i):
    """A spec of one arm, measured at the end as the whole sweep is."""
    return {**{k: v for k, v in spec.items() if k != "sweep"}, "baseline": 0, "arms": [spec["arms"][i]], "longest": longest_of(spec)}


def claim_folder(folder, spec, how):
    """The points of another sweep, or of other flags, are not mixed with those of this one."""
    what = json_bytes([spec["arms"], spec["seeds"], modes_of(how)])
    with by_one(folder):
        known = folder / "sweep.json"
        if not known.exists():
            write_whole(known, what)
        elif known.read_bytes() != what:
            raise Refusal(f"{folder} holds the points of another sweep or of other flags: name another --out, or delete it.")


@contextlib.contextmanager
def by_one(folder):
    with open(folder / "sweep.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def merge(spec, folder, out, ranks, how, corpora, text):
    """All points as one record."""
    points = [point_in(folder, spec, i) for i in range(len(spec["arms"]))]
    if None in points:
        raise Refusal(f"{folder}/{points.index(None)}.json was damaged meanwhile: the same command trains it again.")
    spec = filtered(spec, ranks, corpora, text, {"arms": [point["arms"][0] for point in points]})
    record = new_record(spec, sources_of(spec, corpora, text), ranks, how)
    record["trainings"] = []
    for arm, point in zip(record["arms"], points):
        training = point["trainings"][0]
        if training not in record["trainings"]:
            record["trainings"].append(training)
        place = record["trainings"].index(training)
        arm["runs"] = [{**run, "training": place} for run in copy.deepcopy(point["arms"][0]["runs"])]
    record["updatedAt"] = moment()
    with by_one(folder):
        write_whole(out, json_bytes(record))
