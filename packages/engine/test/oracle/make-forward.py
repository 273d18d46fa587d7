#!/usr/bin/env python3
"""Writes the oracle values of the forward-only layers: forward.json, from PyTorch in float64.

Run by hand, `python3 make-forward.py`, with PyTorch 1.13 or later; the tests read only what it wrote.
Numbers that go in (inputs, parameters) are integers in units of 1 / 64, so that every precision holds the same number.
Numbers that come out are rounded to 7 significant digits, to keep the file small.
Conventions: what lies in the file is (height, width, channels), row-major; PyTorch computes (channels, height, width).
Weights: convolution (height, width, channels, units), depthwise (height, width, channels), dense (in, units), scale and
PReLU (channels); parameters layer by layer, weights then bias.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

HERE = pathlib.Path(__file__).parent
UNIT = 64
DIGITS = 7


class Draw:
    """Integers in [-UNIT, UNIT) from the top bits of a linear congruential generator (Knuth's MMIX constants)."""

    def __init__(self, seed):
        self.state = seed

    def units(self, count, scale=1.0):
        result = []
        for _ in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
            result.append(int(((self.state >> 40) % (2 * UNIT) - UNIT) * scale))
        return result


ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": torch.relu,
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
}
AXES = {"channels": 1, "height": 2, "width": 3}
NONE = (0, 0, 0, 0)


def sides(padding):
    top, bottom, left, right = padding
    return {"top": top, "bottom": bottom, "left": left, "right": right}


def shape(height, width, channels):
    return {"height": height, "width": width, "channels": channels}


def layer(kind, name, source, **rest):
    return {"kind": kind, "name": name, "from": [source] if isinstance(source, str) else source, **rest}


def windowed(kind, name, source, window, stride=(1, 1), padding=NONE, **rest):
    return layer(kind, name, source, window=list(window), stride=list(stride), padding=sides(padding), **rest)


def convolution(name, source, window, units, activation="identity", **rest):
    return windowed("convolution", name, source, window, units=units, activation=activation, **rest)


def depthwise(name, source, window, activation="identity", **rest):
    return windowed("depthwise-convolution", name, source, window, activation=activation, **rest)


def nchw(values, height, width, channels):
    return values.reshape(1, height, width, channels).permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def around(x, padding, value=0.0):
    return F.pad(x, (padding["left"], padding["right"], padding["top"], padding["bottom"]), value=value)


class Run:
    """One network: draws parameters as layers ask for them, and keeps what every layer answers."""

    def __init__(self, draw):
        self.draw = draw
        self.parameters = []

    def take(self, *sides, scale=1.0):
        count = 1
        for side in sides:
            count *= side
        units = self.draw.units(count, scale)
        self.parameters += units
        return torch.tensor(units, dtype=torch.float64).reshape(*sides) / UNIT

    def __call__(self, one, sources):
        x = sources[0]
        kind = one["kind"]
        channels = x.shape[1]
        activate = ACTIVATIONS[one.get("activation", "identity")]
        if kind == "convolution":
            weights = self.take(*one["window"], channels, one["units"], scale=0.5)
            bias = self.take(one["units"])
            return activate(F.conv2d(around(x, one["padding"]), weights.permute(3, 2, 0, 1), bias, one["stride"]))
        if kind == "depthwise-convolution":
            weights = self.take(*one["window"], channels)
            bias = self.take(channels)
            kernel = weights.permute(2, 0, 1).unsqueeze(1)
            return activate(F.conv2d(around(x, one["padding"]), kernel, bias, one["stride"], groups=channels))
        if kind == "dense":
            values = nhwc(x).reshape(1, -1)
            weights = self.take(values.shape[1], one["units"], scale=0.5)
            return activate(values @ weights + self.take(one["units"])).reshape(1, -1, 1, 1)
        if kind == "max-pool":
            return F.max_pool2d(around(x, one["padding"], float("-inf")), one["window"], one["stride"])
        if kind == "average-pool":
            pool = lambda values: F.avg_pool2d(around(values, one["padding"]), one["window"], one["stride"])
            return pool(x) / pool(torch.ones_like(x))  # the share of the window that lies inside
        if kind == "global-average":
            return x.mean((2, 3), keepdim=True)
        if kind == "pad":
            before, after = one["channels"]
            return F.pad(around(x, one["padding"]), (0, 0, 0, 0, before, after))
        if kind == "scale":
            weights = self.take(channels).reshape(1, -1, 1, 1)
            return activate(x * weights + self.take(channels).reshape(1, -1, 1, 1))
        if kind == "prelu":
            return F.prelu(x, self.take(channels))
        if kind == "activation":
            return activate(x)
        if kind == "reshape":
            to = one["shape"]
            return nchw(nhwc(x).reshape(-1), to["height"], to["width"], to["channels"])
        if kind == "add":
            return activate(sum(sources))
        if kind == "concatenate":
            return torch.cat(sources, AXES[one["axis"]])
        raise ValueError(kind)


def rounded(values):
    return [float(f"{value:.{DIGITS}g}") for value in values.tolist()]


def case(name, size, layers, outputs=None, count=1):
    draw = Draw(sum(map(ord, name)) + 1)
    one_input = size[0] * size[1] * size[2]
    # Up to 8, where relu6 has levelled off.
    inputs = draw.units(count * one_input, 8 if "relu6" in name else 2)
    run = Run(draw)
    answers = {one["name"]: [] for one in layers}
    for example in range(count):
        values = torch.tensor(inputs[example * one_input : (example + 1) * one_input], dtype=torch.float64) / UNIT
        known = {"input": nchw(values, *size)}
        if example > 0:
            again = Draw(0)
            again.units = lambda count, scale=1.0, left=list(run.parameters): [left.pop(0) for _ in range(count)]
            run = Run(again)
        for one in layers:
            known[one["name"]] = run(one, [known[source] for source in one["from"]])
            answers[one["name"]] += [nhwc(known[one["name"]])]
    expected = {}
    for one in layers:
        _, height, width, channels = answers[one["name"]][0].shape
        values = rounded(torch.cat(answers[one["name"]]).reshape(-1))
        expected[one["name"]] = {"shape": shape(height, width, channels), "values": values}
    structure = {"input": shape(*size), "layers": layers, "outputs": outputs or [layers[-1]["name"]]}
    return {"name": name, "structure": structure, "count": count, "parameters": run.parameters, "inputs": inputs,
            "expected": expected}


def cases():
    c, d = convolution, depthwise
    yield case("convolution 1", (3, 5, 7), [c("c", "input", (1, 1), 9)])
    yield case("convolution 1 by 2", (4, 5, 3), [c("c", "input", (1, 1), 8, "relu", stride=(2, 2))])
    yield case("convolution 2, no padding", (5, 4, 8), [c("c", "input", (2, 2), 3, "relu")])
    yield case("convolution 3", (4, 6, 9), [c("c", "input", (3, 3), 7, padding=(1, 1, 1, 1))])
    yield case("convolution 3 relu6", (4, 5, 1), [c("c", "input", (3, 3), 33, "relu6", padding=(1, 1, 1, 1))])
    yield case("convolution 3 by 2, uneven padding", (6, 7, 8), [c("c", "input", (3, 3), 9, "relu", stride=(2, 2), padding=(0, 1, 0, 1))])
    yield case("convolution 5 by 2, uneven padding", (7, 8, 3), [c("c", "input", (5, 5), 7, stride=(2, 2), padding=(1, 2, 2, 1))])
    yield case("convolution 7 by 2", (11, 9, 3), [c("c", "input", (7, 7), 3, "sigmoid", stride=(2, 2))])
    yield case("convolution 1 to 5, many strides", (5, 9, 3), [c("c", "input", (1, 5), 3, stride=(2, 3), padding=(0, 0, 4, 0))])
    yield case("convolution 3, two examples", (3, 4, 3), [c("c", "input", (3, 3), 7, padding=(1, 1, 1, 1))], count=2)
    yield case("convolution of 33 channels", (3, 3, 33), [c("c", "input", (2, 2), 8)])
    yield case("depthwise 3", (4, 5, 9), [d("d", "input", (3, 3), padding=(1, 1, 1, 1))])
    yield case("depthwise 3 relu6 by 2", (5, 6, 7), [d("d", "input", (3, 3), "relu6", stride=(2, 2), padding=(0, 1, 1, 0))])
    yield case("depthwise 5", (5, 6, 8), [d("d", "input", (5, 5), "relu", padding=(2, 2, 2, 2))])
    yield case("depthwise 2 to 5", (4, 7, 33), [d("d", "input", (2, 5), stride=(1, 2), padding=(1, 0, 0, 3))])
    yield case("depthwise 7", (5, 4, 1), [d("d", "input", (7, 7), padding=(3, 3, 3, 3))])
    yield case("dense", (2, 3, 7), [layer("dense", "d", "input", units=9, activation="sigmoid")], count=3)
    yield case("dense to one", (1, 1, 33), [layer("dense", "d", "input", units=1, activation="identity")])
    for kind in ("max-pool", "average-pool"):
        yield case(f"{kind} 2", (4, 6, 7), [windowed(kind, "p", "input", (2, 2), (2, 2))])
        yield case(f"{kind} 2 that leaves a rest", (5, 7, 3), [windowed(kind, "p", "input", (2, 2), (2, 2))])
        yield case(f"{kind} 3, padded", (5, 6, 8), [windowed(kind, "p", "input", (3, 3), (2, 2), (1, 1, 1, 1))])
        yield case(f"{kind}, uneven", (5, 6, 3), [windowed(kind, "p", "input", (2, 5), (1, 2), (1, 0, 4, 2))])
    yield case("global average", (3, 5, 9), [layer("global-average", "g", "input")], count=2)
    yield case("pad", (2, 3, 3), [layer("pad", "p", "input", padding=sides((1, 0, 2, 3)), channels=[1, 4])])
    yield case("scale", (2, 3, 9), [layer("scale", "s", "input", activation="relu")])
    yield case("prelu", (3, 4, 7), [layer("prelu", "p", "input")])
    for activation in ACTIVATIONS:
        yield case(f"activation {activation}", (2, 4, 3), [layer("activation", "a", "input", activation=activation)])
    yield case("reshape", (2, 3, 8), [layer("reshape", "r", "input", shape=shape(4, 1, 12))])
    yield case("sum of three", (3, 4, 3), [
        c("a", "input", (1, 1), 3), d("b", "input", (3, 3), padding=(1, 1, 1, 1)),
        layer("add", "sum", ["a", "input", "b"], activation="relu")])
    yield case("concatenations", (2, 3, 3), [
        c("a", "input", (1, 1), 7), c("b", "a", (1, 2), 3), c("e", "a", (2, 1), 3),
        layer("concatenate", "channels", ["a", "input"], axis="channels"),
        layer("concatenate", "width", ["input", "b", "input"], axis="width"),
        layer("concatenate", "height", ["e", "input"], axis="height")], outputs=["height", "channels", "width"])
    yield case("a small detector", (16, 16, 3), [
        c("stem", "input", (5, 5), 8, "relu", stride=(2, 2), padding=(1, 2, 1, 2)),
        d("depth1", "stem", (3, 3), padding=(1, 1, 1, 1)),
        c("point1", "depth1", (1, 1), 8),
        layer("add", "block1", ["stem", "point1"], activation="relu"),
        d("depth2", "block1", (3, 3), stride=(2, 2), padding=(0, 1, 0, 1)),
        c("point2", "depth2", (1, 1), 11),
        windowed("max-pool", "pool", "block1", (2, 2), (2, 2)),
        layer("pad", "wide", "pool", padding=sides(NONE), channels=[0, 3]),
        layer("add", "block2", ["point2", "wide"], activation="relu"),
        c("normed", "block2", (3, 3), 9, stride=(2, 2)),
        layer("scale", "scaled", "normed", activation="identity"),
        layer("prelu", "bent", "scaled"),
        c("near", "block1", (1, 1), 1), c("far", "block2", (1, 1), 2),
        layer("reshape", "nearScores", "near", shape=shape(64, 1, 1)),
        layer("reshape", "farScores", "far", shape=shape(32, 1, 1)),
        layer("concatenate", "scores", ["nearScores", "farScores"], axis="height"),
        layer("activation", "certain", "scores", activation="sigmoid"),
        layer("global-average", "mean", "bent"),
        layer("dense", "answer", "mean", units=3, activation="sigmoid")], outputs=["answer", "certain"])


def main():
    made = list(cases())
    text = ",\n".join(json.dumps(one, separators=(",", ":")) for one in made)
    path = HERE / "forward.json"
    path.write_text(f'{{"torch":"{torch.__version__}","unit":{UNIT},"digits":{DIGITS},"cases":[\n{text}\n]}}\n')
    print(f"{path.name}: {len(made)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
