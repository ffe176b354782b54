"""Holds the answers of `candor rerank` to HiGHS, which solves the same instances exactly.

Random instances go through the program as anybody would send them. Those of overlapping groups are then solved as integer programs:
which item stands at which place, at most one an item, one a place, the members of each group in each prefix within their bounds.
Those of disjoint groups are an assignment: place and the m-th best item of a group, by `linear_sum_assignment`. A list is held to its
bounds by counting.
"""

import argparse
import json
import os
import subprocess
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

# What HiGHS may be off by: its own tolerances of feasibility and of the gap at which it stops.
TOLERANCE = 1e-6
IMPOSSIBLE = 1e6


def discounts(k: int) -> np.ndarray:
    return 1 / np.log2(np.arange(2, k + 2))


def share_rows(least: np.ndarray, most: np.ndarray, k: int) -> tuple[list, list]:
    q = np.arange(k + 1)
    lower = [np.floor(share * q).astype(int).tolist() for share in least]
    return lower, [np.ceil(share * q).astype(int).tolist() for share in most]


def overlapping(random: np.random.Generator, items: tuple[int, int], places: tuple[int, int]) -> dict:
    """Two to twelve groups of any size, each with a share around its own of every prefix, so tight that many instances have no list."""
    n, groups = int(random.integers(*items, endpoint=True)), int(random.integers(2, 13))
    k = int(random.integers(*places, endpoint=True))
    size, tightness = random.uniform(0.1, 0.6, groups), random.uniform(0.6, 2.4)
    is_member = random.random((n, groups)) < size
    least = np.minimum(size * random.uniform(0.4, 1.1, groups) * tightness, 1.0)
    most = np.clip(size * random.uniform(0.8, 1.8, groups) / tightness, least, 1.0)
    lower, upper = share_rows(least, most, k)
    score = random.random(n) - (0.5 if random.random() < 0.2 else 0.0)
    mask = (is_member << np.arange(groups)).sum(axis=1)
    return {"n": n, "k": k, "mask": mask.tolist(), "score": score.tolist(), "L": lower, "U": upper}


def disjoint(random: np.random.Generator) -> dict:
    """Every item in one group, with shares around those of the groups."""
    n, groups = int(random.integers(12, 61)), int(random.integers(2, 7))
    k = int(random.integers(5, 21)) if n >= 20 else 5
    group = random.integers(0, groups, n)
    size = np.bincount(group, minlength=groups) / n
    least = np.minimum(size * random.uniform(0.0, 1.6, groups), 1.0)
    most = np.clip(size * random.uniform(0.7, 2.0, groups), least, 1.0)
    lower, upper = share_rows(least, most, k)
    score = random.random(n) - (0.5 if random.random() < 0.2 else 0.0)
    return {"n": n, "k": k, "mask": (1 << group).tolist(), "score": score.tolist(), "L": lower, "U": upper}


def members(instance: dict) -> np.ndarray:
    return (np.array(instance["mask"])[:, None] >> np.arange(len(instance["L"]))) & 1


def is_held(instance: dict, items: list[int]) -> bool:
    """Whether a list has k different items and every bound."""
    k = instance["k"]
    counts = np.vstack([np.zeros(len(instance["L"]), int), members(instance)[items].cumsum(axis=0)]).T
    bounds = np.array(instance["L"]), np.array(instance["U"])
    return len(set(items)) == len(items) == k and bool(((bounds[0] <= counts) & (counts <= bounds[1])).all())


def exact(instance: dict) -> float | None:
    """The optimum by HiGHS; `None` where no list holds the bounds."""
    n, k = instance["n"], instance["k"]
    score, of = np.array(instance["score"]), members(instance)
    # x[place * n + item]
    cost = -(discounts(k)[:, None] * score[None, :]).ravel()
    rows, columns, least, most = [], [], [], []

    def add(cells: np.ndarray, lower: float, upper: float) -> None:
        rows.extend([len(least)] * len(cells))
        columns.extend(cells.tolist())
        least.append(lower)
        most.append(upper)

    for place in range(k):
        add(np.arange(n) + place * n, 1, 1)
    for item in range(n):
        add(np.arange(k) * n + item, 0, 1)
    for group in range(of.shape[1]):
        inside = np.flatnonzero(of[:, group])
        for q in range(1, k + 1):
            lower, upper = instance["L"][group][q], instance["U"][group][q]
            if lower > 0 or upper < q:
                add((np.arange(q)[:, None] * n + inside[None, :]).ravel(), lower, upper)
    matrix = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(least), n * k)).tocsr()
    options = {"mip_rel_gap": 0.0, "presolve": True}
    found = milp(cost, constraints=LinearConstraint(matrix, least, most), integrality=1, bounds=Bounds(0, 1), options=options)
    if found.status == 2:
        return None
    if found.status != 0:
        raise RuntimeError(f"HiGHS did not finish: {found.message}")
    places = np.rint(found.x).reshape(k, n)
    items = places.argmax(axis=1).tolist()
    if not is_held(instance, items):
        raise RuntimeError("HiGHS gave a list that breaks a bound")
    return float(discounts(k) @ score[items])


def assigned(instance: dict) -> float | None:
    """The optimum of disjoint groups: the m-th best of a group has a first and a last place; `None` where no list holds the bounds."""
    k, of, score = instance["k"], members(instance), np.array(instance["score"])
    pairs = []
    for group in range(of.shape[1]):
        lower, upper = np.array(instance["L"][group]), np.array(instance["U"][group])
        best = np.sort(score[of[:, group] == 1])[::-1]
        # As a count grows by at most one a place, a later minimum is one of earlier prefixes too.
        for q in range(k, 0, -1):
            lower[q - 1] = max(lower[q - 1], lower[q] - 1)
        for q in range(1, k + 1):
            upper[q] = min(upper[q], upper[q - 1] + 1)
        if (lower > np.minimum(upper, len(best))).any():
            return None
        for m in range(1, min(len(best), int(upper[k])) + 1):
            first = int(np.argmax(upper >= m))
            last = int(np.argmax(lower >= m)) if lower[k] >= m else k
            pairs.append((best[m - 1], first, last, lower[k] >= m))
    if len(pairs) < k:
        return None
    gain = np.full((len(pairs), len(pairs)), 0.0)
    for row, (value, first, last, is_needed) in enumerate(pairs):
        gain[row, :k] = -IMPOSSIBLE
        gain[row, first - 1 : last] = value * discounts(k)[first - 1 : last]
        # Columns beyond the places stand for what is not in the list.
        gain[row, k:] = -IMPOSSIBLE if is_needed else 0.0
    found = linear_sum_assignment(gain, maximize=True)
    total = gain[found].sum()
    return None if total < -IMPOSSIBLE / 2 else float(total)


# How an instance is made, how it is solved, and how many there are of the kind.
KINDS = {
    "disjoint": (disjoint, assigned, 1.0),
    "overlapping": (lambda random: overlapping(random, (20, 60), (5, 12)), exact, 1.0),
    "long": (lambda random: overlapping(random, (60, 100), (13, 20)), exact, 0.1),
}


def answers(program: str, instances: list[dict], folder: str, name: str) -> list[dict]:
    """What the program says, one line an instance; both are left in the folder."""
    path = os.path.join(folder, f"{name}.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(instance) + "\n" for instance in instances)
    said = subprocess.run([program, "rerank", "--in", path], check=True, capture_output=True, text=True).stdout
    with open(os.path.join(folder, f"{name}.answers.jsonl"), "w", encoding="utf-8") as file:
        file.write(said)
    found = [json.loads(line) for line in said.splitlines()]
    assert len(found) == len(instances), f"{len(found)} answers to {len(instances)} instances"
    return found


def compare(name: str, instances: list[dict], found: list[dict], optima: list[float | None]) -> None:
    """Prints how the answers stand to the optima."""
    unknown = sum(answer["status"] == "unknown" for answer in found)
    decided = [(a["status"] == "feasible", o is not None) for a, o in zip(found, optima) if a["status"] != "unknown"]
    missed, invented = decided.count((False, True)), decided.count((True, False))
    gaps, falls, broken, proven = [], [], 0, 0
    for instance, answer, optimum in zip(instances, found, optima):
        if answer["status"] == "feasible":
            broken += not is_held(instance, answer["list"])
            own = float(discounts(instance["k"]) @ np.array(instance["score"])[answer["list"]])
            assert abs(own - answer["dcg"]) < 1e-9, "a list is worth what is said of it"
        if answer["status"] == "feasible" and optimum is not None:
            gaps.append((optimum - answer["dcg"]) / max(abs(optimum), 1e-9))
            proven += answer["upper_bound"] <= answer["dcg"]
        if answer["upper_bound"] is not None and optimum is not None:
            falls.append(optimum - answer["upper_bound"])
    gaps = np.sort(gaps)
    beyond = sum(fall > TOLERANCE for fall in falls)
    feasible = sum(optimum is not None for optimum in optima)
    print(f"{name}: {len(instances)} instances, {feasible} have a list")
    print(f"  decided alike {len(decided) - missed - invented}, unknown {unknown}, a list missed {missed}, a list invented {invented}")
    print(f"  lists that break a bound {broken}, proven best {proven} of {len(gaps)}")
    print(f"  gap: mean {gaps.mean():.2e}, p99 {np.quantile(gaps, 0.99):.2e}, greatest {gaps.max():.2e}, least {gaps.min():.2e}")
    print(f"  certificates below the optimum {beyond} of {len(falls)}, the lowest by {max(falls):.2e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/candor")
    parser.add_argument("--count", type=int, default=10_000, help="how many instances of a kind; of long lists a tenth")
    parser.add_argument("--only", choices=KINDS, help="one kind alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", required=True, help="an existing folder that takes instances and answers")
    parser.add_argument("--processes", type=int, default=1)
    args = parser.parse_args()
    for name in [args.only] if args.only else KINDS:
        random = np.random.default_rng([args.seed, list(KINDS).index(name)])
        make, solve, share = KINDS[name]
        instances = [make(random) for _ in range(round(args.count * share))]
        found = answers(args.program, instances, args.folder, name)
        with ProcessPoolExecutor(args.processes) as pool:
            optima = list(pool.map(solve, instances, chunksize=20))
        compare(name, instances, found, optima)


if __name__ == "__main__":
    main()
