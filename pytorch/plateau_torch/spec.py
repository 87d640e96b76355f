"""What is to be trained: a spec, a sweep, or an exported record, whose arms are trained again; as JSON, or a record in a link."""

import base64
import itertools
import json
import zlib
from pathlib import Path

from .options import BASE, OPTIONS, check_arm
from .refusal import Refusal

SETTINGS = {option["key"] for option in OPTIONS}
ABOUT = {"experiment": "own", "title": "Your own", "question": "", "size": "own"}
KNOWN = {*ABOUT, "seeds", "arms", "sweep", "tuned", "baseline", "separate", "asked", "prediction"}
MOST_ARMS, MOST_POINTS, MOST_RUNS, MOST_SEEDS, MOST_AXES = 12, 256, 1024, 16, 4
LARGEST_UNFOLDED = 4_000_000


def read_spec(path):
    """{experiment, title, question, size, seeds, arms: [{name, config, checksum, tuned, filter}], baseline, …}; refused with the place
    that is wrong."""
    if "#" in path and not Path(path).exists():
        return _from_record(_in_link(path))
    try:
        value = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Refusal(f"{path} is not JSON: it must be a spec or a record that the page or `npm run train` exported.") from None
    if not isinstance(value, dict):
        raise Refusal(f"{path} must hold a JSON object with arms or a sweep.")
    return _from_record(value) if "version" in value else _from_spec(value)


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
        return json.loads(data)
    except (ValueError, zlib.error):
        raise Refusal("The results in this link are damaged: copy the whole link, or export the record as a file.") from None


def _from_spec(value):
    strange = sorted(set(value) - KNOWN)
    if strange:
        raise Refusal(f"A spec has no {', '.join(strange[:5])}: it has {', '.join(sorted(KNOWN))}.")
    seeds = value.get("seeds", [0])
    whole = isinstance(seeds, list) and all(type(seed) is int and 0 <= seed < 2**32 for seed in seeds)
    if not whole or not 1 <= len(seeds) <= MOST_SEEDS or len(set(seeds)) < len(seeds):
        raise Refusal(f"seeds must be 1 to {MOST_SEEDS} different whole numbers from 0 to 4294967295.")
    if ("arms" in value) == ("sweep" in value):
        raise Refusal("A spec must have either arms or a sweep.")
    about = {key: value.get(key, usual) for key, usual in ABOUT.items()}
    wrong = next((key for key, text in about.items() if not isinstance(text, str)), None)
    if wrong:
        raise Refusal(f"{wrong} must be a text.")
    kept = {key: value[key] for key in ("baseline", "separate", "asked", "prediction") if key in value}
    if "sweep" in value:
        axes, arms = _points(value["sweep"], len(seeds))
        return {**about, **kept, "seeds": seeds, "sweep": {"axes": axes}, "arms": _with_tuned(arms, value.get("tuned", []))}
    arms = value["arms"]
    if not isinstance(arms, list) or not 1 <= len(arms) <= MOST_ARMS or not all(isinstance(arm, dict) for arm in arms):
        raise Refusal(f"arms must be a list of 1 to {MOST_ARMS} objects with name and config.")
    return {**about, **kept, "seeds": seeds, "arms": _with_tuned([_arm(arm, i) for i, arm in enumerate(arms)], value.get("tuned", []))}


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
    name = arm.get("name", f"arm {i + 1}")
    if not isinstance(name, str) or not 0 < len(name) <= 120:
        raise Refusal(f"{place}.name must be a text of 1 to 120 characters.")
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
    shown = ("on" if value else "off") if isinstance(value, bool) else f"{value:.16g}" if isinstance(value, float) else str(value)
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key) + f" {shown}"


def _from_record(record):
    """The arms and seeds of an exported record; texts of one's own are known by their checksum."""
    try:
        first = record["arms"][0]
        arms = []
        for i, arm in enumerate(record["arms"]):
            alike = arm["config"]["source"] == first["config"]["source"]
            data = arm.get("data") or (record["data"] if alike else {})
            about = {"name": arm["name"], "checksum": data.get("checksum")}
            about.update({key: arm[key] for key in ("tuned", "filter") if key in arm})
            arms.append({**about, "config": _config(arm["config"], f"arms[{i}].config")})
        seeds = [run["seed"] for run in first["runs"]]
        about = {key: record[key] for key in ABOUT}
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Refusal("This is not a whole record: it must be one that the page or `npm run train` exported.") from None
    kept = {key: record[key] for key in ("baseline", "asked", "prediction", "sweep") if key in record}
    return {**about, **kept, "seeds": seeds, "arms": arms}
