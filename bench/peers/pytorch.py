#!/usr/bin/env python3
"""PyTorch as a contestant; turn.ts says what is asked and how all are measured. One JSON object a line, both ways.

Usage: see bench/story-network.ts. Debian: apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread
"""

import json
import math
import sys
import time

REPETITION_EXAMPLES = 64
REPETITION_SECONDS = 0.05
LONGEST_SHARE = 0.5
REPETITION_NUMBERS = 2**24
FORWARD_SECONDS = 0.2
FORWARD_TIMES = 10
POOL = 512


def say(value):
    print(json.dumps(value), flush=True)


try:
    import torch
except ImportError as error:
    say(
        {
            "missing": f"{error}. On Debian: apt-get install -y --no-install-recommends "
            "python3-torch libopenblas0-pthread"
        }
    )
    sys.exit(0)

threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
torch.set_num_threads(threads)


def network_of(shape):
    widths = [shape["inputs"], *shape["hidden"], 1]
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
    if "outputBias" in shape:
        torch.nn.init.constant_(layers[-2].bias, shape["outputBias"])
    return torch.nn.Sequential(*layers[:-1])


def train(batch, seconds, network):
    made = network_of(network)
    before = [parameter.detach().clone() for parameter in made.parameters()]
    sgd = torch.optim.SGD(made.parameters(), lr=network["learningRate"])
    loss_of = torch.nn.BCEWithLogitsLoss()
    saturated = "outputBias" in network
    pool = torch.rand(POOL, network["inputs"])
    labels = torch.zeros(POOL, 1) if saturated else (torch.rand(POOL, 1) > 0.5).float()
    at, to_none = 0, True

    def step():
        nonlocal at
        rows = (torch.arange(batch) + at) % POOL
        at = (at + batch) % POOL
        inputs, targets = pool[rows], labels[rows]
        sgd.zero_grad(set_to_none=to_none)
        loss = loss_of(made(inputs), targets)
        loss.backward()
        sgd.step()
        return loss

    def timed(steps):
        start = time.perf_counter()
        for _ in range(steps):
            loss = step()
        elapsed = time.perf_counter() - start
        if not math.isfinite(loss.item()):
            raise ValueError("a loss is not finite")
        return elapsed

    timed(1)
    # Gradients are cleared in place or made anew: whichever is faster here.
    tried = {}
    for _ in range(4):
        to_none = not to_none
        tried[to_none] = timed(2)  # the second time round counts: the first warms up
    to_none = min(tried, key=tried.get)

    most = max(1, REPETITION_NUMBERS // (batch * network["inputs"]))
    steps = 1
    for _ in range(4):
        each = timed(steps) / steps
        wanted = max(REPETITION_EXAMPLES // batch, math.ceil(REPETITION_SECONDS / each))
        steps = max(1, min(wanted, math.ceil(seconds * LONGEST_SHARE / each), most))
    best, spent = math.inf, 0.0
    while spent < seconds:
        elapsed = timed(steps)
        spent += elapsed
        best = min(best, elapsed / steps)

    forward, times, begin = math.inf, 0, time.perf_counter()
    with torch.no_grad():
        while times < FORWARD_TIMES or time.perf_counter() - begin < FORWARD_SECONDS:
            start = time.perf_counter()
            torch.sigmoid(made(pool[:batch]))
            forward = min(forward, time.perf_counter() - start)
            times += 1

    after = list(made.parameters())
    if not all(torch.isfinite(parameter).all() for parameter in after):
        raise ValueError("a parameter is not finite after training")
    if not saturated and all(torch.equal(old, new) for old, new in zip(before, after)):
        raise ValueError("no parameter has moved in training")
    detail = "gradients made anew" if to_none else "gradients cleared in place"
    return {"samplesPerSecond": batch / best, "forwardMs": forward * 1e3, "detail": detail}


version = torch.__version__
say({"name": f"PyTorch {version}", "threads": threads, "versions": {"pytorch": version, "python": sys.version.split()[0]}})
for line in sys.stdin:
    try:
        say(train(**json.loads(line)))
    except Exception as error:
        say({"error": str(error)})
