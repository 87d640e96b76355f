"""What is to be trained: a spec, a sweep, or an exported record, whose arms are trained again; as JSON, or a record in a link."""

import base64
import itertools
import re
import zlib
from pathlib import Path

import numpy as np

from .options import BASE, OPTIONS, check_arm, is_whole
from .reading import text_in, value_in
from .refusal import Refusal

SETTINGS = {option["key"] for option in OPTIONS}
ABOUT = {"experiment": "own", "title": "Your own", "question": "", "size": "own"}
LONGEST = {"experiment": 60, "title": 120, "question": 1000, "size": 60, "name": 120}
KNOWN = {*ABOUT, "seeds", "arms", "sweep", "tuned", "baseline", "separate", "asked", "prediction"}
MOST_ARMS, MOST_POINTS, MOST_RUNS, MOST_SEEDS, MOST_AXES = 12, 256, 1024, 16, 4
MOST_SEEDS_IN_FILE, LAST_VERSION = 256, 3
LARGEST_UNFOLDED = 4_000_000


def read_spec(path):
    """{experiment, title, question, size, seeds, arms: [{name, config, checksum, tuned, filter}], baseline, …}; refused with the place
    that is wrong."""
    if "#" in path and not is_file(path):
        return _from_record(_in_link(path))
    try:
        value = value_in(text_in(Path(path).read_bytes()))
    except OSError as error:
        raise Refusal(f"{path[:120]} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Refusal(f"{path} is not JSON: it must be a spec or a record that the page or `npm run train` exported.") from None
    if not isinstance(value, dict):
        raise Refusal(f"{path} must hold a JSON object with arms or a sweep.")
    if value.get("kind") == "study":
        raise Refusal(f"{path} is a lesson after pre-training, which the page and `npm run train` alone can train.")
    return _from_record(value) if "version" in value else _from_spec(value)


def is_file(path):
    """Not what is too long for a name either."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _in_link(link):
    """The record behind results= of a link (src/links/packed.ts). What a link sets up is told from lessons, which only the page knows."""
    pairs = dict(part.split("=", 1) for part in link.split("#", 1)[1].split("&") if "=" in part)
    if "results" not in pairs:
        raise Refusal("Of links only those with results can be trained here: `npm run train -- --link LINK --json SPEC.json` makes a record of any other.")
    try:
        text = pairs["results"]
        unfolding = zlib.decompressobj(-zlib.MAX_WBITS)
        data = unfolding.decompress(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", True), LARGEST_UNFOLDED)
        if not unfolding.eof:
            raise ValueError
        return value_in(data.decode("utf-8"))
    except (ValueError, zlib.error):
        raise Refusal("The results in this link are damaged: copy the whole link, or export the record as a file.") from None


def _from_spec(value):
    strange = sorted(set(value) - KNOWN)
    if strange:
        raise Refusal(f"A spec has no {', '.join(strange[:5])}: it has {', '.join(sorted(KNOWN))}.")
    seeds = _seeds(value.get("seeds", [0]), MOST_SEEDS)
    if ("arms" in value) == ("sweep" in value):
        raise Refusal("A spec must have either arms or a sweep.")
    about = {key: value.get(key, usual) for key, usual in ABOUT.items()}
    for key, text in about.items():
        _text(text, key, fewest=0 if key == "question" else 1)
    sweep = {}
    if "sweep" in value:
        axes, arms = _points(value["sweep"], len(seeds))
        sweep = {"sweep": {"axes": axes}}
    else:
        arms = value["arms"]
        if not isinstance(arms, list) or not 1 <= len(arms) <= MOST_ARMS or not all(isinstance(arm, dict) for arm in arms):
            raise Refusal(f"arms must be a list of 1 to {MOST_ARMS} objects with name and config.")
        arms = [_arm(arm, i) for i, arm in enumerate(arms)]
    baseline = value.get("baseline", 0)
    if not is_whole(baseline) or not 0 <= baseline < len(arms):
        raise Refusal(f"baseline must be a whole number from 0 to {len(arms) - 1}.")
    # What is asked or guessed is of the page, which checks it when it makes a record.
    return {**about, **sweep, "baseline": int(baseline), "seeds": seeds, "arms": _with_tuned(arms, value.get("tuned", []))}


def _seeds(seeds, most):
    whole = isinstance(seeds, list) and all(is_whole(seed) and 0 <= seed < 2**32 for seed in seeds)
    if not whole or not 1 <= len(seeds) <= most or len(set(seeds)) < len(seeds):
        raise Refusal(f"seeds must be 1 to {most} different whole numbers from 0 to 4294967295.")
    return [int(seed) for seed in seeds]


def _text(text, place, fewest=1, most=None):
    most = most or LONGEST[place]
    if not isinstance(text, str) or not fewest <= len(text) <= most or (fewest and not text.strip()):
        raise Refusal(f"{place} must be a text of {fewest} to {most} characters{', and not blank' if fewest else ''}.")
    return text


def _with_tuned(arms, tuned):
    """The best of the rates that were tried for an arm is its own (src/experiment/sweep/tuned.ts)."""
    try:
        for tried in tuned:
            of, best = tried["arms"], min((loss, rate) for rate, loss in tried["tried"] if loss is not None)[1]
            about = {key: tried[key] for key in ("given", "steps", "tried")}
            for i in of:
                if i < 0:
                    raise IndexError
                c = arms[i]["config"]
                rate = {"muonRate" if c["optimizer"] == "muon" else "learningRate": best}
                arms[i] = {**arms[i], "config": check_arm({**c, **rate}, f"arms[{i}].config"), "tuned": about}
    except (KeyError, IndexError, TypeError, ValueError):
        raise Refusal("tuned must be a list of objects with arms, given, steps and tried, as `npm run train` writes them.") from None
    return arms


def _arm(arm, i):
    place = f"arms[{i}]"
    if set(arm) - {"name", "config"}:
        raise Refusal(f"{place} has name and config, and no {', '.join(sorted(set(arm) - {'name', 'config'}))}.")
    name = _text(arm.get("name", f"arm {i + 1}"), f"{place}.name", most=LONGEST["name"])
    return {"name": name, "config": _config(arm.get("config"), f"{place}.config")}


def _config(given, place, usual=BASE):
    if not isinstance(given, dict):
        raise Refusal(f"{place} must be an object of settings.")
    strange = sorted(set(given) - SETTINGS)
    if strange:
        raise Refusal(f"{place} has no setting {', '.join(strange[:5])}.")
    return check_arm({**usual, **given}, place)


def _points(sweep, seeds):
    """(axes, arms): every combination along the axes; the places of the last axis follow each other."""
    if not isinstance(sweep, dict) or set(sweep) - {"axes", "config"}:
        raise Refusal("sweep must be an object with axes and, if wanted, config.")
    axes, common = sweep.get("axes"), sweep.get("config", {})
    good = isinstance(axes, list) and 1 <= len(axes) <= MOST_AXES and all(_is_axis(axis) for axis in axes)
    keys = [key for axis in axes for key in axis] if good else []
    if not good or set(keys) - SETTINGS or len(set(keys)) < len(keys):
        raise Refusal(f"sweep.axes must be 1 to {MOST_AXES} objects of different settings, each with equally long lists of values.")
    if not isinstance(common, dict) or set(common) - SETTINGS:
        raise Refusal("sweep.config must be an object of settings.")
    places = [[{key: values[i] for key, values in axis.items()} for i in range(_length(axis))] for axis in axes]
    naming = [key for axis in axes for key in _naming(axis)]
    # One rate for all widths suits none but one of them.
    widths = any(len(axis.get("width", ())) > 1 and "learningRate" not in axis for axis in axes)
    usual = {**BASE, "rateRule": "width" if widths else "none"}
    arms = []
    for changes in itertools.product(*places):
        change = {key: value for part in changes for key, value in part.items()}
        name = ", ".join(_named(key, change[key]) for key in naming)
        arms.append({"name": name, "config": check_arm({**usual, **common, **change}, f"The point “{name}”")})
    if len(arms) > MOST_POINTS or len(arms) * seeds > MOST_RUNS:
        raise Refusal(f"A sweep may have at most {MOST_POINTS} points and {MOST_RUNS} runs.")
    return axes, arms


def _is_axis(axis):
    return isinstance(axis, dict) and bool(axis) and all(isinstance(v, list) and 0 < len(v) == _length(axis) for v in axis.values())


def _length(axis):
    return len(next(iter(axis.values())))


def _naming(axis):
    """The first setting of an axis, and each that tells places apart which are alike in those before it."""
    naming, told = [], lambda keys: len({tuple(str(axis[key][i]) for key in keys) for i in range(_length(axis))})
    for key in axis:
        if not naming or told([*naming, key]) > told(naming):
            naming.append(key)
    return naming


def _named(key, value):
    """As the page names it, numbers as its language writes them."""
    shown = ("on" if value else "off") if isinstance(value, bool) else _number(value) if isinstance(value, float) else str(value)
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key) + f" {shown}"


def _number(value):
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return np.format_float_positional(value, trim="-")
    return re.sub(r"e([+-])0*", r"e\1", repr(value))


def _from_record(record):
    """The arms and seeds of an exported record; texts of one's own are known by their checksum."""
    try:
        if not is_whole(record["version"]) or not 1 <= record["version"] <= LAST_VERSION:
            raise Refusal(f"This record is of version {record['version']}, and this reads versions 1 to {LAST_VERSION}.")
        first = record["arms"][0]
        arms = []
        for i, arm in enumerate(record["arms"]):
            alike = arm["config"]["source"] == first["config"]["source"]
            data = arm.get("data") or (record["data"] if alike else {})
            name = _text(arm["name"], f"arms[{i}].name", most=LONGEST["name"])
            about = {"name": name, "checksum": data.get("checksum"), "config": _config(arm["config"], f"arms[{i}].config")}
            about.update({key: arm[key] for key in ("tuned", "filter") if key in arm})
            if "filter" in arm:
                bytes.fromhex(arm["filter"]["kept"] + "0" * (len(arm["filter"]["kept"]) % 2))
            arms.append(about)
        seeds = max(([run["seed"] for run in arm["runs"]] for arm in record["arms"]), key=len)
        about = {key: _text(record[key], key, fewest=0 if key == "question" else 1) for key in ABOUT}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise Refusal("This is not a whole record: it must be one of an experiment, as the page or `npm run train` exported it.") from None
    if len(arms) > MOST_POINTS:
        raise Refusal(f"A record may have at most {MOST_POINTS} arms.")
    kept = {key: record[key] for key in ("baseline", "asked", "prediction", "sweep") if key in record}
    return {**about, **kept, "seeds": _seeds(seeds, MOST_SEEDS_IN_FILE), "arms": arms}
