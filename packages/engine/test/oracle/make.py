#!/usr/bin/env python3
"""Writes the oracle values that the engine is tested against: cases.json and training.json, from PyTorch in float64.

Run by hand, `python3 make.py`, with PyTorch 1.13 or later; the tests read only what it wrote.
Numbers that go in (inputs, targets, example weights, parameters) are integers in units of 1 / 2048, so that float32
and float64 hold the same number. Numbers that come out are float64 to the last digit.
Conventions: weights (in, units), row-major; parameters layer by layer, weights then bias; the loss of an example is
the mean over its outputs (binary cross-entropy, mean squared error) or -sum(target * log softmax); the loss of a
batch is sum(weight * loss) / sum(weight).
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

HERE = pathlib.Path(__file__).parent
UNIT = 2048
# No rectifier may come nearer to its kink than this: a float32 run must not land on the other side.
KINK = 2e-5


class Draw:
    """Integers in [-UNIT, UNIT) from the top bits of a linear congruential generator (Knuth's MMIX constants)."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return self.state >> 40

    def units(self, count, scale=1.0):
        return [int((self.bits() % (2 * UNIT) - UNIT) * scale) for _ in range(count)]

    def choose(self, values, count):
        return [values[self.bits() % len(values)] for _ in range(count)]


def tensor(units, *shape):
    return (torch.tensor(units, dtype=torch.float64) / UNIT).reshape(*shape)


ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": torch.relu,
    "leaky-relu": lambda z: F.leaky_relu(z, 0.01),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda z: torch.softmax(z, 1),
}


def dense(name, source, units, activation):
    return {"kind": "dense", "name": name, "from": [source], "units": units, "activation": activation,
            "initialization": "he-normal"}


def add(name, *sources):
    return {"kind": "add", "name": name, "from": list(sources)}


def concatenate(name, *sources):
    return {"kind": "concatenate", "name": name, "from": list(sources)}


def chain(inputs, *layers):
    """A structure of dense layers, one after another, from (units, activation) pairs."""
    names = ["input"] + [f"dense{i + 1}" for i in range(len(layers))]
    return {"inputs": inputs, "layers": [dense(names[i + 1], names[i], *layer) for i, layer in enumerate(layers)]}


def shapes(structure):
    """The shapes of the parameters, in the order of the parameter table."""
    return plan(structure)[0]


def plan(structure):
    """The shapes of the parameters, and how many outputs there are."""
    widths = {"input": structure["inputs"]}
    result = []
    for layer in structure["layers"]:
        sources = [widths[name] for name in layer["from"]]
        if layer["kind"] == "dense":
            widths[layer["name"]] = layer["units"]
            result += [(sources[0], layer["units"]), (layer["units"],)]
        else:
            widths[layer["name"]] = sources[0] if layer["kind"] == "add" else sum(sources)
    return result, widths[structure["layers"][-1]["name"]]


def split(structure, flat):
    """One leaf tensor a parameter, from the flat array."""
    parts, at = [], 0
    for shape in shapes(structure):
        size = math.prod(shape)
        parts.append(flat[at:at + size].reshape(*shape).clone().requires_grad_())
        at += size
    assert at == flat.numel()
    return parts


def forward(structure, parameters, inputs):
    """Every layer's output by name, and the last layer before its activation."""
    values = {"input": inputs}
    rest = iter(parameters)
    before = None
    for layer in structure["layers"]:
        sources = [values[name] for name in layer["from"]]
        if layer["kind"] == "dense":
            weights, bias = next(rest), next(rest)
            # torch keeps a Linear's weight as (units, in): the transpose of ours.
            before = F.linear(sources[0], weights.t(), bias)
            if layer["activation"] in ("relu", "leaky-relu"):
                assert before.abs().min() > KINK, f"{layer['name']}: too near the kink, take another seed"
            values[layer["name"]] = ACTIVATIONS[layer["activation"]](before)
        elif layer["kind"] == "add":
            values[layer["name"]] = sum(sources)
        else:
            values[layer["name"]] = torch.cat(sources, 1)
    return values, before


def loss_of(kind, logits, outputs, targets, weights):
    if kind == "binary-cross-entropy":
        each = F.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(1)
    elif kind == "softmax-cross-entropy":
        each = F.cross_entropy(logits, targets, reduction="none")
    else:
        each = F.mse_loss(outputs, targets, reduction="none").mean(1)
    return (weights * each).sum() / weights.sum()


def numbers(parts):
    return [x for part in parts for x in part.detach().reshape(-1).tolist()]


def case(name, structure, loss, count, seed, parameters=None, inputs=None, targets=None, weights=None):
    """Outputs, every layer, loss and gradients of one batch."""
    draw = Draw(seed)
    width = plan(structure)[1]
    if parameters is None:
        # Weights about 1 / sqrt(in), so that every layer's numbers are of the order of 1.
        parameters = []
        for shape in shapes(structure):
            parameters += draw.units(math.prod(shape), 1.5 / math.sqrt(shape[0]) if len(shape) == 2 else 0.5)
    inputs = inputs or draw.units(count * structure["inputs"])
    if targets is None:
        if loss == "binary-cross-entropy":
            targets = draw.choose([0, UNIT, UNIT, 0, UNIT // 4], count * width)
        elif loss == "softmax-cross-entropy":
            targets = []
            for row in range(count):
                one, other = draw.choose(range(width), 2)
                share = UNIT // 4 if row % 3 == 2 else 0  # every third target is a probability, not one-hot
                targets += [(k == one) * (UNIT - share) + (k == other) * share for k in range(width)]
        else:
            targets = draw.units(count * width)
    if weights is None:
        # Example 1 counts for nothing, the others for a quarter to two.
        weights = [0 if i == 1 else w for i, w in enumerate(draw.choose([UNIT // 4, UNIT, UNIT * 2, UNIT * 3 // 4], count))]

    parts = split(structure, tensor(parameters, -1))
    given = tensor(inputs, count, structure["inputs"]).requires_grad_()
    values, logits = forward(structure, parts, given)
    outputs = values[structure["layers"][-1]["name"]]
    value = loss_of(loss, logits, outputs, tensor(targets, count, width), tensor(weights, count))
    value.backward()
    assert math.isfinite(value.item())
    return {
        "name": name, "structure": structure, "loss": loss, "count": count,
        "parameters": parameters, "inputs": inputs, "targets": targets, "weights": weights,
        "expected": {
            "layers": {layer["name"]: numbers([values[layer["name"]]]) for layer in structure["layers"]},
            "loss": value.item(),
            "dParameters": numbers([torch.zeros_like(part) if part.grad is None else part.grad for part in parts]),
            "dInputs": numbers([given.grad]),
        },
    }


BCE, CE, MSE = "binary-cross-entropy", "softmax-cross-entropy", "mean-squared-error"


def cases():
    for i, hidden in enumerate(["identity", "relu", "leaky-relu", "sigmoid", "tanh"]):
        yield case(f"{hidden} below sigmoid, {BCE}", chain(7, (5, hidden), (3, "sigmoid")), BCE, 4, 100 + i)
        yield case(f"{hidden} below softmax, {CE}", chain(7, (5, hidden), (3, "softmax")), CE, 4, 200 + i)
        yield case(f"{hidden} below identity, {MSE}", chain(7, (5, hidden), (3, "identity")), MSE, 4, 300 + i)
    for i, last in enumerate(["identity", "relu", "leaky-relu", "sigmoid", "tanh", "softmax"]):
        yield case(f"tanh below {last}, {MSE}", chain(13, (9, "tanh"), (4, last)), MSE, 3, 400 + i)
    yield case("one neuron, sigmoid", chain(1, (1, "sigmoid")), BCE, 1, 500)
    yield case("one neuron, identity", chain(1, (1, "identity")), MSE, 3, 501)
    yield case("softmax over one output", chain(2, (1, "softmax")), CE, 3, 502, targets=[UNIT] * 3)
    yield case("13 -> 9 -> 1, sigmoid", chain(13, (9, "leaky-relu"), (1, "sigmoid")), BCE, 7, 503)
    yield case("33 -> 17 -> 8 -> 1, sigmoid", chain(33, (17, "relu"), (8, "relu"), (1, "sigmoid")), BCE, 9, 504)
    yield case("5 -> 16 -> 11, softmax", chain(5, (16, "tanh"), (11, "softmax")), CE, 8, 505)
    yield case("one layer of two relus, mean squared error", chain(3, (2, "relu")), MSE, 5, 506)

    yield case("branches added, then concatenated", {"inputs": 6, "layers": [
        dense("a", "input", 5, "relu"),
        dense("b", "a", 5, "tanh"),
        add("sum", "a", "b"),
        dense("side", "input", 3, "sigmoid"),
        concatenate("joined", "sum", "side"),
        dense("output", "joined", 2, "sigmoid"),
    ]}, BCE, 4, 600)
    yield case("one layer read five times, the input read thrice", {"inputs": 4, "layers": [
        dense("a", "input", 4, "leaky-relu"),
        dense("b", "a", 4, "sigmoid"),
        add("sum", "a", "b", "input"),
        dense("c", "sum", 3, "tanh"),
        concatenate("joined", "c", "a", "input", "b", "a"),
        add("twice", "joined", "joined"),
        dense("output", "twice", 3, "softmax"),
    ]}, CE, 5, 601)
    yield case("a sum for an output", {"inputs": 3, "layers": [
        dense("a", "input", 3, "tanh"),
        add("output", "a", "input"),
    ]}, MSE, 4, 602)
    yield case("a concatenation for an output, and a layer that nothing reads", {"inputs": 3, "layers": [
        dense("a", "input", 2, "relu"),
        dense("unread", "a", 4, "sigmoid"),
        concatenate("output", "a", "input"),
    ]}, MSE, 4, 603)

    # Logits of +-800, right and wrong: exp(800) is beyond float64, and the loss must be finite all the same.
    far = {"parameters": [800 * UNIT, 0], "inputs": [UNIT, -UNIT, UNIT, -UNIT]}
    yield case("logits of 800, sigmoid", chain(1, (1, "sigmoid")), BCE, 4, 0, **far,
               targets=[UNIT, UNIT, 0, 0], weights=[UNIT, UNIT, UNIT * 2, UNIT])
    yield case("logits of 800, all right", chain(1, (1, "sigmoid")), BCE, 4, 0, **far,
               targets=[UNIT, 0, UNIT, 0], weights=[UNIT] * 4)
    for last in ["sigmoid", "tanh"]:
        yield case(f"{last} of 800, {MSE}", chain(1, (1, last)), MSE, 4, 0, **far,
                   targets=[UNIT, UNIT, 0, 0], weights=[UNIT, UNIT, UNIT * 2, UNIT])
    for loss in [CE, MSE]:
        yield case(f"logits of 800, softmax, {loss}", chain(1, (3, "softmax")), loss, 3, 0,
                   parameters=[800 * UNIT, -800 * UNIT, 0, 0, 0, 0], inputs=[UNIT, -UNIT, UNIT],
                   targets=[UNIT, 0, 0, UNIT, 0, 0, 0, UNIT // 2, UNIT // 2], weights=[UNIT, UNIT, UNIT // 2])


STEPS = 50
SIZES = [5, 5, 5, 5, 3]  # 23 examples in order, the last batch partial
KEPT = [1, 10, 50]


def training_setup():
    structure = chain(6, (8, "relu"), (4, "tanh"), (1, "sigmoid"))
    draw = Draw(7019)
    parameters = []
    for shape in shapes(structure):
        parameters += draw.units(math.prod(shape), 2 / math.sqrt(shape[0])) if len(shape) == 2 else [0] * shape[0]
    inputs = draw.units(sum(SIZES) * 6)
    # Something to learn: is the sum of the first two numbers above a product of the next two?
    targets = [UNIT * (inputs[i] + inputs[i + 1] > inputs[i + 2] * inputs[i + 3] / UNIT) for i in range(0, len(inputs), 6)]
    weights = draw.choose([UNIT // 2, UNIT, UNIT, UNIT * 3 // 2], sum(SIZES))
    weights[2] = 0
    return {"structure": structure, "loss": BCE, "batch": max(SIZES), "sizes": SIZES, "parameters": parameters,
            "inputs": inputs, "targets": targets, "weights": weights}


def run(setup, name, optimizer, rates, dtype=torch.float64):
    def given(key, *shape):
        return tensor(setup[key], *shape).to(dtype)

    parts = split(setup["structure"], given("parameters", -1))
    inputs, targets, weights = given("inputs", -1, 6), given("targets", -1, 1), given("weights", -1)
    if optimizer["kind"] == "sgd":
        rule = torch.optim.SGD(parts, lr=rates[0], momentum=optimizer["momentum"], weight_decay=optimizer["weightDecay"])
    else:
        rule = torch.optim.Adam(parts, lr=rates[0], betas=(optimizer["beta1"], optimizer["beta2"]),
                                eps=optimizer["epsilon"], weight_decay=optimizer["weightDecay"])
    losses, outputs, kept = [], [], {}
    start = 0
    for step in range(STEPS):
        end = start + SIZES[step % len(SIZES)]
        rows = slice(start, end)
        values, logits = forward(setup["structure"], parts, inputs[rows])
        output = values["dense3"]
        loss = loss_of(setup["loss"], logits, output, targets[rows], weights[rows])
        rule.zero_grad()
        loss.backward()
        rule.param_groups[0]["lr"] = rates[step]
        rule.step()
        losses.append(loss.item())
        outputs += numbers([output])
        if step + 1 in KEPT:
            kept[str(step + 1)] = numbers(parts)
        start = 0 if end == sum(SIZES) else end
    keys = {"sgd": ["momentum_buffer"] if optimizer.get("momentum") else [], "adam": ["exp_avg", "exp_avg_sq"]}
    slots = [numbers([rule.state[part][key] for part in parts]) for key in keys[optimizer["kind"]]]
    return {"name": name, "optimizer": optimizer, "learningRates": rates,
            "expected": {"losses": losses, "outputs": outputs, "parameters": kept, "slots": slots}}


def furthest(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def training():
    setup = training_setup()

    def sgd(momentum, decay):
        return {"kind": "sgd", "momentum": momentum, "weightDecay": decay}

    def adam(decay):
        return {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": decay}

    cosine = [0.5 * 0.5 * (1 + math.cos(math.pi * t / STEPS)) for t in range(STEPS)]
    setup["runs"] = []
    for name, optimizer, rates in [
        ("SGD", sgd(0, 0), [0.5] * STEPS),
        ("SGD with momentum", sgd(0.9, 0), [0.05] * STEPS),
        ("SGD with momentum and weight decay", sgd(0.9, 0.01), [0.05] * STEPS),
        ("SGD with weight decay, cosine schedule", sgd(0, 0.01), cosine),
        ("Adam", adam(0), [0.01] * STEPS),
        ("Adam with weight decay", adam(0.01), [0.01] * STEPS),
    ]:
        result = run(setup, name, optimizer, rates)
        # How far the framework's own float32 run ends up from its float64 run.
        single = run(setup, name, optimizer, rates, torch.float32)["expected"]
        expected = result["expected"]
        expected["float32"] = {
            **{key: furthest(expected[key], single[key]) for key in ["losses", "outputs"]},
            "parameters": {step: furthest(expected["parameters"][step], single["parameters"][step]) for step in single["parameters"]},
            "slots": [furthest(*pair) for pair in zip(expected["slots"], single["slots"], strict=True)],
        }
        print(f"{name}: loss {sum(expected['losses'][:5]) / 5:.4f} -> {sum(expected['losses'][-5:]) / 5:.4f};",
              "float32 differs by", expected["float32"])
        setup["runs"].append(result)
    return setup


def write(name, content):
    path = HERE / name
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    write("cases.json", {"unit": UNIT, "torch": torch.__version__, "cases": list(cases())})
    write("training.json", {"unit": UNIT, "torch": torch.__version__, **training()})
