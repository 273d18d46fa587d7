#!/usr/bin/env python3
"""OpenBLAS through NumPy as a contestant for products of n x n matrices of float32. One JSON object a line, both ways.

Usage: see bench/products.ts. Debian: apt-get install -y --no-install-recommends python3-numpy libopenblas0-pthread
"""

import json
import math
import os
import sys
import time


def say(value):
    print(json.dumps(value), flush=True)


try:
    import numpy
except ImportError as error:
    say(
        {
            "missing": f"{error}. On Debian: apt-get install -y --no-install-recommends "
            "python3-numpy libopenblas0-pthread"
        }
    )
    sys.exit(0)


def library():
    """The BLAS that is loaded, as the system says."""
    numpy.dot(numpy.ones((2, 2), numpy.float32), numpy.ones((2, 2), numpy.float32))
    try:
        with open("/proc/self/maps", encoding="utf8") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line.lower()}
    except OSError:
        return "an unknown BLAS"
    return "OpenBLAS" if any("openblas" in path for path in paths) else "another BLAS than OpenBLAS"


def multiply(product, seconds):
    n = product
    a = numpy.random.rand(n, n).astype(numpy.float32)
    b = numpy.random.rand(n, n).astype(numpy.float32)
    c = numpy.empty((n, n), numpy.float32)

    def timed(times):
        start = time.perf_counter()
        for _ in range(times):
            numpy.matmul(a, b, out=c)
        return time.perf_counter() - start

    times = 1
    while timed(times) < 0.005:
        times *= 2
    best, spent = math.inf, 0.0
    while spent < seconds:
        elapsed = timed(times)
        spent += elapsed
        best = min(best, elapsed / times)
    return {"gflops": 2 * n**3 / best / 1e9}


say(
    {
        "name": f"{library()}, NumPy {numpy.__version__}",
        "threads": int(os.environ.get("OPENBLAS_NUM_THREADS", "0")),
        "versions": {"numpy": numpy.__version__},
    }
)
for line in sys.stdin:
    try:
        say(multiply(**json.loads(line)))
    except Exception as error:
        say({"error": str(error)})
