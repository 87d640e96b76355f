"""Answers what the tests ask of plateau_torch: answer.py QUESTIONS.json ANSWERS.json, a list each."""

import base64
import contextlib
import io
import json
import sys

import numpy as np
import torch

from plateau_torch.command import main
from plateau_torch.data.source import open_source
from plateau_torch.model import Model
from plateau_torch.parameters import parameters_of, start_of


def packed(array, kind="<f8"):
    return base64.b64encode(np.ascontiguousarray(array, kind).tobytes()).decode()


def unpacked(text, shape):
    return torch.from_numpy(np.frombuffer(base64.b64decode(text), "<f8").reshape(shape).copy())


def start(config, seed):
    return {p.name: packed(start_of(p, seed), "<f4") for p in parameters_of(config)}


def gradients(config, seed, weights, tokens, targets, step=None):
    """In float64."""
    model = Model(config, seed).double()
    with torch.no_grad():
        for p, w in model.named():
            w.copy_(unpacked(weights[p.name], p.shape))
    tokens, targets = (torch.tensor(of).reshape(-1, config["context"]) for of in (tokens, targets))
    loss = model(tokens, targets, step) / (targets >= 0).sum()
    loss.backward()
    return {"loss": loss.item(), "gradients": {p.name: packed(w.grad.numpy()) for p, w in model.named()}}


def windows(config, seed, step, text=None, kept=None):
    source = open_source(config, "public/corpora", text, None, kept)
    sets = source.training(seed, step, config["batch"]), source.held_out(0, 2)
    about = {"vocab": source.vocab, "passages": source.passages, "scored": source.scored, "text": source.text}
    return {**about, "windows": [of.reshape(-1).tolist() for pair in sets for of in pair]}


def command(args):
    """What python3 -m plateau_torch would do: its status, and what it says."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = main(args)
    return {"status": status, "said": said.getvalue()}


with open(sys.argv[1], encoding="utf-8") as file:
    questions = json.load(file)
answers = [globals()[question.pop("what")](**question) for question in questions]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(answers, file)
