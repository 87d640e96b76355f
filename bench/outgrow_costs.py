"""What the same costs at 1, 8 and 64 GPUs, from the JSON of outgrow.py: `python3 bench/outgrow_costs.py FILE` prints the table of docs/outgrow.md.

A step of N GPUs takes forward + max(backward, sum of gradients): the rows of the batch are shared, gradients are summed while the backward
pass runs, and every GPU sends 2 (N − 1) / N times their bytes (a ring). Points of a sweep send nothing.
"""

import json
import sys

DOLLARS_PER_HOUR = 2.5  # of a GPU
BYTES_PER_SECOND = {1: float("inf"), 8: 400e9, 64: 40e9}  # of a GPU's link: within a machine, and between machines of 8
BACKWARD = 2 / 3
RUN = {"shape": "large", "way": "bf16, compile, DDP", "rows": 512, "measured": 16, "steps": 10_000}  # of 1024 tokens each
SWEEP = {"shape": "nanogpt-baby", "way": "bf16, compile", "runs": 256, "steps": 5_000}


def step_ms(ms, gpus, parameters):
    """Of a batch that takes one GPU so long; gradients are float32."""
    computed = ms / gpus
    sent = 1000 * 2 * (gpus - 1) / gpus * 4 * parameters / BYTES_PER_SECOND[gpus]
    return (1 - BACKWARD) * computed + max(BACKWARD * computed, sent)


def main(path):
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    rows = {(row["shape"], row["way"]): row for row in result["rows"]}
    run, point = (rows[of["shape"], of["way"]] for of in (RUN, SWEEP))
    whole = run["msPerStep"] * RUN["rows"] / RUN["measured"]
    print(f"Measured on {result['device']} with PyTorch {result['torch']}, {result['date']}:")
    print(f"{run['msPerStep']:.1f} ms for {RUN['measured']} rows of `{RUN['shape']}` ({RUN['way']}), {point['msPerStep']:.2f} ms for a step of `{SWEEP['shape']}`.\n")
    print("| GPUs | one run: a step | hours | dollars | a sweep: hours | dollars |")
    print("|---|---|---|---|---|---|")
    for gpus in BYTES_PER_SECOND:
        ms = step_ms(whole, gpus, run["parameters"])
        hours, swept = RUN["steps"] * ms / 3.6e6, SWEEP["runs"] * SWEEP["steps"] * point["msPerStep"] / 3.6e6 / gpus
        dollars = [f"{time * gpus * DOLLARS_PER_HOUR:,.0f}" for time in (hours, swept)]
        print(f"| {gpus} | {ms:.0f} ms | {hours:.1f} | {dollars[0]} | {swept:.2f} | {dollars[1]} |")


main(sys.argv[1])
