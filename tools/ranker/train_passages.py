"""Trains the passage ranker from feature files and writes libs/domain/passage-ranker.json.

usage: python3 tools/ranker/train_passages.py FEATURES_DIR [OUTPUT]      (needs numpy and lightgbm)

FEATURES_DIR holds one <set>.jsonl per question set, made by tools/ranker/dump-passages.ts. A question is learned from when
every document that answers it is in the tuning half: first byte of sha256(set + '/' + document id) < 128. A set that names
the split of its questions keeps it. Printed for each
set: the share of questions with a right document among the passages that are ordered, which no order can pass; the plain second
ranking beside the ranker's, for the questions not learned from and for all; and the ranker's for all with the set left out of the
training.
"""

import hashlib
import json
import sys
from pathlib import Path

import lightgbm
import numpy

from common import flat_trees, in_tuning_half

PARAMETERS = dict(
    objective="lambdarank", n_estimators=80, learning_rate=0.05, num_leaves=4, min_child_samples=100, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.4, reg_lambda=20, label_gain=[0, 1], lambdarank_truncation_level=8,
    random_state=7, verbose=-1, n_jobs=1, deterministic=True, force_row_wise=True,
)
# The trees correct the plain second ranking, which enters with this weight: a set unlike those learned from keeps its order.
BASE = 12
# More of it never makes a passage worse.
RISING = {
    "bestSentence", "bestSentenceToBest", "coverage", "coverageToBest", "dense", "denseToBest", "fused", "fusedToBest",
    "combined", "combinedToBest", "lexical", "lexicalToBest", "denseRank", "lexicalRank",
}
# A set of few questions counts as much as one of this many.
EQUAL_WEIGHT = 200
# Measured, never learned from. squad2-zh: its licence is not stated. crosswoz: what follow-up questions over records teach
# makes single questions over texts worse.
NOT_LEARNED = {"squad2-zh", "crosswoz"}


def read_questions(folder):
    questions = []
    for path in sorted(Path(folder).glob("*.jsonl")):
        for line in path.open():
            question = json.loads(line)
            relevant = set(question["relevant"])
            documents = [row["document"] for row in question["rows"]]
            split = question.get("split")
            in_half = all(in_tuning_half(path.stem, it) for it in relevant)
            questions.append(
                dict(
                    set=path.stem,
                    tune=path.stem not in NOT_LEARNED and (in_half if split is None else split == "tune"),
                    relevant=relevant,
                    documents=documents,
                    x=numpy.array([row["features"] for row in question["rows"]], dtype=numpy.float32),
                    y=numpy.array([int(it in relevant) for it in documents]),
                )
            )
    return [q for q in questions if len(q["y"]) > 0]


def fit(questions, names):
    useful = [q for q in questions if q["y"].any() and not q["y"].all()]
    sizes = {}
    for q in useful:
        sizes[q["set"]] = sizes.get(q["set"], 0) + 1
    weights = [numpy.full(len(q["y"]), (EQUAL_WEIGHT / sizes[q["set"]]) ** 0.5) for q in useful]
    constraints = [int(name in RISING) for name in names]
    rows = numpy.vstack([q["x"] for q in useful])
    return lightgbm.LGBMRanker(**PARAMETERS, monotone_constraints=constraints).fit(
        rows,
        numpy.concatenate([q["y"] for q in useful]),
        group=[len(q["y"]) for q in useful],
        sample_weight=numpy.concatenate(weights),
        init_score=BASE * rows[:, names.index("combined")],
    )


def measures(question, order):
    """Hit among the first 1 and 5 documents, and nDCG@10 over documents; each document once, by its best passage."""
    ranked = list(dict.fromkeys(question["documents"][at] for at in order))
    right = [it in question["relevant"] for it in ranked[:10]]
    gain = sum(hit / numpy.log2(at + 2) for at, hit in enumerate(right))
    best = sum(1 / numpy.log2(at + 2) for at in range(min(10, len(question["relevant"]))))
    return any(right[:1]), any(right[:5]), gain / best


def raw_scores(model, rows, names):
    return BASE * rows[:, names.index("combined")] + model.predict(rows)


def order_of(question, model, names):
    return numpy.argsort(-raw_scores(model, question["x"], names), kind="stable")


def line(questions, order):
    if not questions:
        return "-"
    r1, r5, gain = numpy.mean([measures(q, order(q)) for q in questions], axis=0)
    return f"{r1:.3f} / {r5:.3f} / {gain:.3f}"


def report(questions, model, names):
    print("R@1 / R@5 / nDCG@10: questions | held | plain, unseen | ranker, unseen | plain, all | ranker, all | set left out")
    plain = lambda q: numpy.argsort(-q["x"][:, names.index("combined")], kind="stable")
    shipped = lambda q: order_of(q, model, names)
    for name in sorted({q["set"] for q in questions}):
        members = [q for q in questions if q["set"] == name]
        unseen = [q for q in members if not q["tune"]]
        other = fit([q for q in questions if q["tune"] and q["set"] != name], names)
        left_out = lambda q, other=other: order_of(q, other, names)
        cells = [line(unseen, plain), line(unseen, shipped), line(members, plain), line(members, shipped)]
        cells.append(line(members, left_out))
        held = numpy.mean([q["y"].any() for q in members])
        print(" | ".join([f"{name} ({len(unseen)} of {len(members)})", f"{held:.3f}", *cells]))


def main():
    folder, output = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "libs/domain/passage-ranker.json"
    questions = read_questions(folder)
    names = json.loads((Path(folder) / "features.json").read_text())
    tuning = [q for q in questions if q["tune"]]
    model = fit(tuning, names)
    report(questions, model, names)
    trees = flat_trees(model)
    version = hashlib.sha256(json.dumps(trees).encode()).hexdigest()[:8]
    # What LightGBM itself makes of some rows: the product's test holds its own evaluation against them.
    rows = numpy.vstack([q["x"][:2] for q in tuning[:: max(1, len(tuning) // 8)]])[:16]
    check = [dict(features=[float(it) for it in row], raw=float(raw)) for row, raw in zip(rows, raw_scores(model, rows, names))]
    learned_from = sorted({q["set"] for q in tuning})
    content = dict(version=version, features=names, trainedOn=learned_from, base=BASE, trees=trees, check=check)
    Path(output).write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{output}: version {version}, {Path(output).stat().st_size // 1024} kB, {len(tuning)} questions learned from")


if __name__ == "__main__":
    main()
