"""Times pyversity's greedy DPP without any rule on lists of the shape of `benches/rerank.rs`, around one run of that bench.

The command that is given runs between two halves, because a shared machine is noisy; its lines are printed as they are.
"""

import statistics
import subprocess
import sys
import time

import numpy as np
from pyversity import Strategy, diversify

CANDIDATES, COUNT, DIMENSIONS, CLUSTERS, LISTS = 500, 20, 64, 20, 400


def lists(seed: int):
    random = np.random.default_rng(seed)
    centres = random.normal(size=(CLUSTERS, DIMENSIONS))
    for _ in range(LISTS):
        vectors = centres[np.arange(CANDIDATES) % CLUSTERS] + random.normal(size=(CANDIDATES, DIMENSIONS))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield vectors.astype(np.float32), random.exponential(size=CANDIDATES).astype(np.float32)


def microseconds(seed: int) -> list[float]:
    times = []
    for vectors, scores in lists(seed):
        start = time.perf_counter()
        diversify(embeddings=vectors, scores=scores, k=COUNT, strategy=Strategy.DPP, diversity=0.3)
        times.append((time.perf_counter() - start) * 1e6)
    return times[50:]


def main() -> None:
    times = microseconds(7)
    if sys.argv[1:]:
        subprocess.run(sys.argv[1:], check=True)
    times = sorted(times + microseconds(8))
    least, median, p99 = times[0], statistics.median(times), times[len(times) * 99 // 100]
    print(f"pyversity dpp {CANDIDATES} to {COUNT}: least {least:.0f} us, median {median:.0f} us, p99 {p99:.0f} us")


if __name__ == "__main__":
    main()
