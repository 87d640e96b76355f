"""Opens the data of an arm: a corpus as `npm run corpora` writes it, a text of one's own, or what is made up."""

import hashlib
from pathlib import Path

from ..options import CORPORA
from ..reading import text_in
from ..refusal import Refusal
from .markov import LENGTH, ORDER, SYMBOLS, markov_text
from .tasks import TASKS, TaskWindows
from .tokenizer import Characters, tokenizer_for
from .windows import TextWindows

SHORTEST, LARGEST = 1000, 64_000_000


def open_source(c, corpora, text=None, checksum=None, kept=None):
    """`text`: the file of a text of one's own, whose SHA-256 `checksum` the spec may name; `kept`: what a filter left of it."""
    source = c["source"]
    if source == "markov":
        ids = markov_text()
        split = LENGTH * 9 // 10
        about = {"name": "Made-up language", "licence": "Made up by this page."}
        alphabet = Characters("abcdefghijklmnopqrstuvwxyz"[:SYMBOLS])
        return TextWindows(c, alphabet, ids[:split], ids[split:], LENGTH, about, ORDER - 1, kept)
    if source in TASKS:
        return TaskWindows(c)
    if source.startswith("own:"):
        if text is None:
            raise Refusal(f"The spec trains on a text of your own, {source}: name its file with --text FILE.")
        return _text_windows(c, Path(text), {"name": Path(text).name, "licence": "Yours; it does not leave this machine."}, checksum, kept)
    corpus = next((known for known in CORPORA if known["id"] == source), None)
    if corpus is None:
        known = ", ".join([*(k["id"] for k in CORPORA), "markov", *TASKS])
        raise Refusal(f"There is no source “{source}”: it must be one of {known}, or own:NAME with --text FILE.")
    path = Path(corpora) / corpus["file"]
    if not path.exists():
        raise Refusal(f"“{corpus['title']}” is not in {corpora}: `npm run corpora` fetches it, and --corpora FOLDER says where it is.")
    return _text_windows(c, path, {"name": corpus["title"], "licence": corpus["licence"]}, corpus["sha256"], kept)


def _text_windows(c, path, about, checksum, kept):
    text = _read(path)
    found = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if checksum is not None and found != checksum:
        raise Refusal(f"{path.name} is not the text that is meant: its SHA-256 is {found[:16]}…, and must be {checksum[:16]}….")
    if len(text) < SHORTEST or text == text[0] * len(text):
        raise Refusal(f"{path.name} must have at least {SHORTEST} characters that are not all the same.")
    tokenizer = tokenizer_for(c["tokenizer"], text)
    cut = len(text) * 9 // 10
    parts = tokenizer.encode(text[:cut]), tokenizer.encode(text[cut:])
    return TextWindows(c, tokenizer, *parts, len(text), {**about, "checksum": found}, 0, kept)


def _read(path):
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise Refusal(f"{path.name} has {len(data)} bytes; at most {LARGEST} can be used.")
    try:
        return text_in(data).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Refusal(f"{path.name} is no text in UTF-8 or UTF-16.") from None
