"""Trains the sentence ranker and its confidence from feature files and writes libs/domain/sentence-ranker.json.

usage: python3 tools/ranker/train.py FEATURES_DIR [--without SET] [--output FILE]      (needs numpy and lightgbm)

FEATURES_DIR holds <set>.jsonl and <set>.altered.jsonl of each question set, made by tools/ranker/dump-features.ts, and beside them
the reader's features and the support, made by tools/ranker/train_reader.py and train_support.py. Only questions whose document falls into the tuning half are learned from: first byte of
sha256(set + '/' + document id) < 128; unanswerable questions without a document go by their own id. A set that names the split
of its questions keeps it. The figures printed are for the other half; with `--without` nothing is learned from that set, only its
figures are printed, and no file is written.
"""

import argparse
import json
from pathlib import Path

import lightgbm
import numpy

from common import FOLDS, LEAST_LOGIT, MEASURED_ONLY, flat_trees, read_set, teaches, versioned

SEED = 7
# As in question-support.ts.
SUPPORT = ["supportInPassage", "supportNearby", "supportWeakest"]
# What train_reader.py and train_support.py wrote.
BESIDE = [Path("libs/domain/answer-reader.json"), Path("libs/domain/question-support.json")]
# As in the default profile and in select-sentences.ts.
BUDGETS = {"zh": (400, 5), "en": (600, 5)}
LEAST_CHANCE = 0.24
THRESHOLD = 0.25
# The sample is small and the only set of a company's documents in Chinese: each of its questions counts this many times.
REPEATS = {"sample": 5}
# What an altered question counts for the confidence. More of it makes the confidence doubt right answers in other words than the
# question's, which the small sample has and reading comprehension has not.
ALTERED_WEIGHT = 0.125
# Their reference answers are long texts of people: an answer is right there when it cites a relevant document.
BY_CITATION = {"contoso-hr", "tidb-faq-zh"}
RANKER = dict(
    objective="lambdarank", n_estimators=300, learning_rate=0.04, num_leaves=7, min_child_samples=40, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.5, reg_lambda=5, label_gain=[0, 1], lambdarank_truncation_level=5,
    random_state=SEED, verbose=-1, n_jobs=1, deterministic=True, force_row_wise=True,
)
CONFIDENCE = dict(
    objective="binary", n_estimators=200, learning_rate=0.05, num_leaves=7, min_child_samples=40, subsample=0.8,
    subsample_freq=1, colsample_bytree=0.4, reg_lambda=10, random_state=SEED, verbose=-1, n_jobs=1, deterministic=True,
    force_row_wise=True,
)


def read_questions(folder, names, reader):
    """Every question with `x`, the features and each of them minus the best, and `y`, whether a sentence answers."""
    first = names.index("readerPeak")
    for path in sorted(reader.glob("*.reader.jsonl")):
        name, _, kind = path.name.removesuffix(".reader.jsonl").partition(".")
        support = path.with_name(path.name.replace(".reader.", ".support."))
        for question, line, said in zip(read_set(folder, name, kind and f".{kind}"), path.open(), support.open()):
            rows = question.pop("rows")
            if not rows or (question["answerable"] and not (question["answers"] or question["keyEntities"])):
                continue
            del question["vectors"]
            features = numpy.array([row["features"] for row in rows], dtype=numpy.float32)
            features[:, first : first + 3] = json.loads(line)
            relevant = numpy.array([question["passages"][row["passage"]]["relevant"] for row in rows])
            yield {
                **question,
                **seen(features),
                "altered": kind != "",
                "support": numpy.array(json.loads(said), dtype=numpy.float32),
                "relevant": relevant,
                "passage": numpy.array([row["passage"] for row in rows]),
                "y": numpy.array([row["answers"] for row in rows]) * relevant,
                "length": numpy.array([row["end"] - row["start"] for row in rows]),
            }


def seen(features):
    return {"features": features, "x": numpy.hstack([features, features - features.max(0, keepdims=True)])}


def without_answer(question, names):
    """The question as if its documents were not there: what a refusal has to recognise, in collections of any size."""
    kept = numpy.flatnonzero(question["relevant"] == 0)
    return {**among(question, names, kept), "answerable": False} if kept.size else None


def in_small_collection(question, names, random):
    """The question as if hardly anything but its documents were there, where little can be compared; some find nothing like it."""
    others = sorted({it for it, relevant in zip(question["passage"], question["relevant"]) if not relevant})
    shown = set(random.choice(others, min(len(others), random.integers(0, 4)), replace=False)) if others else set()
    kept = numpy.flatnonzero((question["relevant"] > 0) | numpy.isin(question["passage"], list(shown)))
    return among(question, names, kept) if kept.size else None


def without_tokens(question, names):
    """The question as a model behind an endpoint reads it, which gives no token vectors."""
    features = question["features"].copy()
    for index, name in enumerate(names):
        if name.startswith("reader"):
            features[:, index] = LEAST_LOGIT
        elif name.startswith("token") or "TokenSimilarity" in name:
            features[:, index] = 0
    return {**question, **seen(features), "support": numpy.full_like(question["support"], LEAST_LOGIT)}


def among(question, names, kept):
    """The question as if only these of its sentences had been found."""
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
    # The reader's probabilities are shares of what is left.
    least = question["features"][:, column["readerShare"]].min()
    read = features[:, column["readerShare"]] > least
    if read.any():
        left = numpy.log(numpy.exp(features[read, column["readerShare"]]).sum())
        for name in ("readerBest", "readerShare"):
            features[read, column[name]] = numpy.minimum(0, features[read, column[name]] - left)
    rows = {name: question[name][kept] for name in ("support", "relevant", "passage", "y", "length")}
    return {**question, **seen(features), **rows}


def repeated(questions):
    return [q for q in questions for _ in range(REPEATS.get(q["set"], 1))]


def fit_ranker(questions):
    useful = repeated([q for q in questions if q["answerable"] and q["y"].any()])
    return lightgbm.LGBMRanker(**RANKER).fit(
        numpy.vstack([q["x"] for q in useful]),
        numpy.concatenate([q["y"] for q in useful]),
        group=[len(q["y"]) for q in useful],
    )


def chances(scores):
    """Of each sentence, how likely it is the one that answers."""
    odds = numpy.exp(scores - scores.max())
    return odds / odds.sum()


def fit_factor(questions, scores):
    """What scores have to be multiplied by so that `chances` are probabilities: the least surprise about right sentences."""
    known = [(s, q["y"]) for q, s in zip(questions, scores) if q["answerable"] and q["y"].any()]
    factors = numpy.arange(0.4, 2.01, 0.05)
    surprise = [-numpy.mean([numpy.log(chances(s * f)[y > 0].sum() + 1e-9) for s, y in known]) for f in factors]
    return float(factors[numpy.argmin(surprise)])


def select(question, scores):
    """The product's selection: the best sentence, then those worth most per character while they are worth their place."""
    most_characters, most = BUDGETS[question["lang"]]
    worth = chances(scores) / question["length"]
    best = int(numpy.argmax(scores))
    chosen, used = [best], question["length"][best]
    for index in numpy.argsort(-worth, kind="stable"):
        if len(chosen) == most or worth[index] < LEAST_CHANCE / most_characters:
            break
        length = question["length"][index]
        if index == best or used + length > most_characters:
            continue
        chosen.append(index)
        used += length
    return chosen, used


def is_right(question, chosen):
    proof = "relevant" if question["set"] in BY_CITATION else "y"
    return bool(question["answerable"] and question[proof][chosen].any())


def confidence_row(question, scores):
    order = numpy.argsort(-scores, kind="stable")
    best = scores[order[0]]
    second = scores[order[min(1, len(order) - 1)]]
    fifth = scores[order[min(4, len(order) - 1)]]
    return numpy.concatenate(
        [
            question["features"][order[0]],
            question["features"].max(0),
            [best, best - second, best - fifth],
            question["support"][order[0]],
        ]
    )


def fit_confidence(questions, scores):
    rows = numpy.vstack([confidence_row(q, s) for q, s in zip(questions, scores)])
    labels = numpy.array([int(is_right(q, select(q, s)[0])) for q, s in zip(questions, scores)])
    weights = numpy.array([REPEATS.get(q["set"], 1) * (ALTERED_WEIGHT if q["altered"] else 1) for q in questions])
    return lightgbm.LGBMClassifier(**CONFIDENCE).fit(rows, labels, sample_weight=weights)


def train(tuning, altered, names):
    """Ranker, the factor of its scores, and the confidence, which learns from scores of questions the ranker did not see.

    The confidence also learns from the altered questions, with whatever was found and in small collections.
    """
    random = numpy.random.default_rng(SEED)
    bereft = [q for q in (without_answer(q, names) for q in tuning if q["answerable"]) if q is not None]
    small = [in_small_collection(q, names, random) for q in tuning + bereft + altered]
    read = tuning + bereft + altered + [q for q in small if q is not None]
    judged = read + [without_tokens(q, names) for q in read[::3]]
    scores = [None] * len(judged)
    for fold in range(FOLDS):
        ranker = fit_ranker([q for q in tuning if q["fold"] != fold])
        for index, question in enumerate(judged):
            if question["fold"] == fold:
                scores[index] = ranker.predict(question["x"])
    factor = fit_factor(read, scores)
    scores = [it * factor for it in scores]
    return fit_ranker(tuning), factor, fit_confidence(judged, scores)


def report(questions, ranker, factor, confidence):
    """Accuracy and length without a threshold, wrong answers and coverage with the shipped one, for one set."""
    scores = [ranker.predict(q["x"]) * factor for q in questions]
    chosen = [select(q, s) for q, s in zip(questions, scores)]
    right = numpy.array([is_right(q, it) for q, (it, _) in zip(questions, chosen)])
    answerable = numpy.array([q["answerable"] for q in questions])
    certainty = confidence.predict_proba(numpy.vstack([confidence_row(q, s) for q, s in zip(questions, scores)]))[:, 1]
    given = certainty >= THRESHOLD
    name = questions[0]["set"]
    print(
        f"{name}: {answerable.sum()} answerable of {len(questions)}, accuracy {right[answerable].mean():.3f}, "
        f"characters {numpy.mean([used for _, used in chosen]):.0f}; at {THRESHOLD}: "
        f"accuracy {(right & given)[answerable].mean():.3f}, coverage {given[answerable].mean():.3f}, "
        f"wrong answers {1 - right[given].mean():.3f}, "
        f"characters {numpy.mean([used for (_, used), g in zip(chosen, given) if g]):.0f}"
    )
    return right, answerable, certainty


def report_curve(questions, names, right, answerable, certainty):
    """Wrong answers at a coverage, by confidence and by plain scores that could refuse in its place."""
    by = {
        "confidence": certainty,
        "best fused score": numpy.array([q["features"][:, names.index("passageScore")].max() for q in questions]),
        "best passage similarity": numpy.array([q["features"][:, names.index("passageDense")].max() for q in questions]),
        "best sentence similarity": numpy.array(
            [q["features"][:, names.index("pooledSimilarity")].max() for q in questions]
        ),
    }
    for label, values in by.items():
        cells = []
        for coverage in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
            least = numpy.sort(values[answerable])[::-1][max(0, int(numpy.ceil(coverage * answerable.sum())) - 1)]
            cells.append(f"{coverage:.1f}: {1 - right[values >= least].mean():.3f}")
        print(f"  wrong answers at coverage, by {label}: {', '.join(cells)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without")
    parser.add_argument("--output", type=Path, default=Path("libs/domain/sentence-ranker.json"))
    arguments = parser.parse_args()
    names = json.loads((arguments.folder / "features.json").read_text())
    reader = arguments.folder if arguments.without is None else arguments.folder / f"without-{arguments.without}"
    questions = list(read_questions(arguments.folder, names, reader))
    learned = [q for q in questions if teaches(q, arguments.without)]
    tuning = [q for q in learned if not q["altered"]]
    ranker, factor, confidence = train(tuning, [q for q in learned if q["altered"]], names)
    for name in sorted({q["set"] for q in questions}):
        if arguments.without not in (None, name):
            continue
        own = [q for q in questions if q["set"] == name]
        halves = {"unseen half": [q for q in own if not q["tune"] and not q["altered"]]}
        halves["whole set"] = [q for q in own if not q["altered"]]
        halves["unseen half with altered questions"] = [q for q in own if not q["tune"]]
        for half, members in halves.items():
            print(f"{half} of ", end="")
            measured = report(members, ranker, factor, confidence)
            if name in MEASURED_ONLY or half != "whole set":
                report_curve(members, names, *measured)
    if arguments.without is None:
        model = dict(
            features=names,
            support=SUPPORT,
            trainedOn=sorted({q["set"] for q in tuning}),
            sentenceTrees=flat_trees(ranker, factor),
            confidenceTrees=flat_trees(confidence),
        )
        arguments.output.write_text(versioned(model, *BESIDE))
        size = arguments.output.stat().st_size // 1024
        print(f"{arguments.output}: {size} kB, factor {factor:.2f}, {len(tuning)} questions learned from")


if __name__ == "__main__":
    main()
