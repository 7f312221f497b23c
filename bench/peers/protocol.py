"""What the peers' timing scripts share: arguments in, timed calls, one JSON line out.

Called as `python PEER.py CASES.json SECONDS`. CASES.json lists the pieces of work (bench/cases.ts). Each
timed call runs once untimed, then repeats for about SECONDS (at least 3 and at most 200 times).
"""

import json
import os
import platform
import statistics
import sys
import time

for variable in (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "PICTOLOGICS_NUM_THREADS",
    "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS",
):
    os.environ[variable] = os.environ.get("RACHIS_BENCH_THREADS", "1")

THREADS = int(os.environ.get("RACHIS_BENCH_THREADS", "1"))


def read_cases():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def seconds_for_each_row():
    return float(sys.argv[2]) if len(sys.argv) > 2 else 2.0


def measure(work, prepare=None, seconds=None, warm_up=True, most=200):
    """Times `work(prepared)`; `prepare()` runs before each call and is not timed."""
    budget = seconds_for_each_row() if seconds is None else seconds
    result = None

    def once():
        nonlocal result
        prepared = prepare() if prepare else None
        started = time.perf_counter()
        result = work(prepared)
        return time.perf_counter() - started

    first = once()
    times = [] if warm_up else [first]
    spent = 0.0 if warm_up else first
    while len(times) < (3 if warm_up else 1) or (spent < budget and len(times) < most):
        times.append(once())
        spent += times[-1]
    return {
        "first": first,
        "minimum": min(times),
        "median": statistics.median(times),
        "repeats": len(times),
    }, result


def report(peer, version, rows):
    json.dump(
        {"peer": peer, "version": version, "python": platform.python_version(), "threads": THREADS, "rows": rows},
        sys.stdout,
    )
    print()
