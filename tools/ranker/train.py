"""Trains the sentence ranker and its confidence from feature files and writes libs/domain/sentence-ranker.json.

usage: python3 tools/ranker/train.py FEATURES_DIR [OUTPUT]      (needs numpy and lightgbm)

FEATURES_DIR holds one <set>.jsonl per question set, made by tools/ranker/dump-features.ts. Only questions whose document
falls into the tuning half are learned from: first byte of sha256(set + '/' + document id) < 128; unanswerable questions
without a document go by their own id. A set that names the split of its questions keeps it. The figures printed are for
the other half.
"""

import hashlib
import json
import sys
from pathlib import Path

import lightgbm
import numpy

from common import flat_trees, in_tuning_half

SEED = 7
# The product leaves out sentences this far below the best.
WIDEST_GAP = 4
BUDGETS = {"zh": (160, 3), "en": (400, 3)}
# The sample is small and the only set of a company's documents: each of its questions counts this many times.
REPEATS = {"sample": 5}
# Their reference answers are long texts of people: an answer is right there when it cites a relevant document.
BY_CITATION = {"contoso-hr", "tidb-faq-zh"}
RANKER = dict(
    objective="lambdarank", n_estimators=300, learning_rate=0.04, num_leaves=7, min_child_samples=40, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.5, reg_lambda=5, label_gain=[0, 1], lambdarank_truncation_level=5,
    random_state=SEED, verbose=-1, n_jobs=2, deterministic=True, force_row_wise=True,
)
CONFIDENCE = dict(
    objective="binary", n_estimators=80, learning_rate=0.05, num_leaves=7, min_child_samples=40, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.4, reg_lambda=10, random_state=SEED, verbose=-1, n_jobs=2, deterministic=True,
    force_row_wise=True,
)


def read_questions(folder):
    questions = []
    for path in sorted(Path(folder).glob("*.jsonl")):
        for line in path.open():
            question = json.loads(line)
            if not question["rows"] or (question["answerable"] and not question["answers"]):
                continue
            question["set"] = path.stem
            split = question.get("split")
            question["tune"] = in_tuning_half(path.stem, question["document"]) if split is None else split == "tune"
            question["fold"] = hashlib.sha256(question["document"].encode()).digest()[1] % 5
            features = numpy.array([row["features"] for row in question["rows"]], dtype=numpy.float32)
            question["features"] = features
            question["x"] = numpy.hstack([features, features - features.max(0, keepdims=True)])
            question["y"] = numpy.array([int(row["answers"] and row["relevant"]) for row in question["rows"]])
            questions.append(question)
    return questions


def without_answer(question, names):
    """The question as if its documents were not there: what a refusal has to recognise, in collections of any size."""
    kept = [index for index, row in enumerate(question["rows"]) if not row["relevant"]]
    if not kept:
        return None
    features = question["features"][kept].copy()
    column = {name: index for index, name in enumerate(names)}
    rank, score = column["passageRank"], column["passageScore"]
    order = {old: 1 / (new + 1) for new, old in enumerate(sorted(set(features[:, rank]), reverse=True))}
    features[:, rank] = [order[old] for old in features[:, rank]]
    # The search scales the best passage it finds up to what the missing one had.
    features[:, score] *= question["features"][:, score].max() / max(features[:, score].max(), 1e-9)
    features[:, column["passageScoreToBest"]] = features[:, score] / max(features[:, score].max(), 1e-9)
    for relative, of in (("pooledSimilarityToBest", "pooledSimilarity"), ("coverageToBest", "coverage")):
        features[:, column[relative]] = features[:, column[of]] - features[:, column[of]].max()
    return {
        **question,
        "answerable": False,
        "rows": [question["rows"][index] for index in kept],
        "features": features,
        "x": numpy.hstack([features, features - features.max(0, keepdims=True)]),
    }


def repeated(questions):
    return [q for q in questions for _ in range(REPEATS.get(q["set"], 1))]


def fit_ranker(questions):
    useful = repeated([q for q in questions if q["answerable"] and q["y"].any()])
    return lightgbm.LGBMRanker(**RANKER).fit(
        numpy.vstack([q["x"] for q in useful]),
        numpy.concatenate([q["y"] for q in useful]),
        group=[len(q["y"]) for q in useful],
    )


def select(question, scores):
    """The product's selection: best first within the budget, the first one always."""
    characters, most = BUDGETS[question["lang"]]
    chosen, used, best = [], 0, scores.max()
    for index in numpy.argsort(-scores, kind="stable"):
        if len(chosen) == most or best - scores[index] > WIDEST_GAP:
            break
        length = question["rows"][index]["length"]
        if chosen and used + length > characters:
            continue
        chosen.append(index)
        used += length
    return chosen, used


def is_right(question, scores):
    proof = "relevant" if question["set"] in BY_CITATION else "answers"
    return question["answerable"] and any(question["rows"][i][proof] for i in select(question, scores)[0])


def confidence_row(question, scores):
    order = numpy.argsort(-scores, kind="stable")
    best = scores[order[0]]
    second = scores[order[min(1, len(order) - 1)]]
    fifth = scores[order[min(4, len(order) - 1)]]
    return numpy.concatenate(
        [question["features"][order[0]], question["features"].max(0), [best, best - second, best - fifth]]
    )


def fit_confidence(questions, scores):
    rows = numpy.vstack([confidence_row(q, s) for q, s in zip(questions, scores)])
    labels = numpy.array([int(is_right(q, s)) for q, s in zip(questions, scores)])
    weights = numpy.array([REPEATS.get(q["set"], 1) for q in questions])
    return lightgbm.LGBMClassifier(**CONFIDENCE).fit(rows, labels, sample_weight=weights)


def report(questions, ranker, confidence):
    for name in sorted({q["set"] for q in questions}):
        members = [q for q in questions if q["set"] == name and not q["tune"]]
        answerable = [q for q in members if q["answerable"]]
        scores = {id(q): ranker.predict(q["x"]) for q in members}
        right = [bool(is_right(q, scores[id(q)])) for q in answerable]
        used = [select(q, scores[id(q)])[1] for q in answerable]
        print(f"{name}: {len(answerable)} answerable, accuracy {numpy.mean(right):.3f}, characters {numpy.mean(used):.0f}")
        certainty = confidence.predict_proba(numpy.vstack([confidence_row(q, scores[id(q)]) for q in members]))[:, 1]
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
            given = certainty >= threshold
            wrong = sum(1 for q, g in zip(members, given) if g and not is_right(q, scores[id(q)]))
            covered = sum(1 for q, g in zip(members, given) if g and q["answerable"])
            correct = sum(1 for q, g in zip(members, given) if g and is_right(q, scores[id(q)]))
            print(
                f"  {threshold}: coverage {covered / len(answerable):.3f}, wrong answers {wrong / max(1, given.sum()):.3f}, "
                f"correct of answerable {correct / len(answerable):.3f}"
            )


def main():
    folder, output = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "libs/domain/sentence-ranker.json"
    questions = read_questions(folder)
    tuning = [q for q in questions if q["tune"]]
    names = json.loads((Path(folder) / "features.json").read_text())
    bereft = [without_answer(q, names) for q in tuning if q["answerable"]]
    judged = tuning + [q for q in bereft if q is not None]
    # Scores of questions that the ranker did not see: its confidence must be learned from honest ones.
    scores = [None] * len(judged)
    for fold in range(5):
        ranker = fit_ranker([q for q in tuning if q["fold"] != fold])
        for index, question in enumerate(judged):
            if question["fold"] == fold:
                scores[index] = ranker.predict(question["x"])
    confidence = fit_confidence(judged, scores)
    ranker = fit_ranker(tuning)
    report(questions, ranker, confidence)
    model = dict(
        features=names,
        trainedOn=sorted({q["set"] for q in tuning}),
        sentenceTrees=flat_trees(ranker),
        confidenceTrees=flat_trees(confidence),
    )
    Path(output).write_text(json.dumps(model, separators=(",", ":")) + "\n")
    print(f"{output}: {Path(output).stat().st_size // 1024} kB, {len(tuning)} questions learned from")


if __name__ == "__main__":
    main()
