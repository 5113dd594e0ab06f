"""Trains the question's support from feature files and writes libs/domain/question-support.json.

usage: python3 tools/ranker/train_support.py FEATURES_DIR [--without SET] [--output FILE]      (needs numpy)

FEATURES_DIR holds <set>.jsonl, <set>.altered.jsonl and <set>.passages.jsonl of each question set, made by
tools/ranker/dump-features.ts. Support is one form per embedding model: the logit of a question's token being said by a passage
is the greatest (token . (I * alike + expected^T given) . passage's token) + always . token - least. It learns from pairs of
tuning questions: what stood in the altered place is supported by the relevant passage, what was put there is not. Beside each
set it writes <set>.support.jsonl and <set>.altered.support.jsonl, three values of every sentence, for tuning questions by a form
that did not learn from their document's fold. With `--without` nothing is learned from that set, the values go into the folder
without-SET for `train.py --without SET`, and no file is written.
"""

import argparse
import json
from pathlib import Path

import numpy

from common import FOLDS, Adam, question_tokens, read_passages, read_set, stored_rows, support_rows, teaches

SEED = 7
RANK = 48
EPOCHS = 5
BATCH = 16
RATE = 2e-3
DECAY = 0.4


class Support:
    """`alike`: what a cosine of 1 adds to the logit; `least`: what has to be reached."""

    def __init__(self, dims):
        random = numpy.random.default_rng(SEED)
        spread = 2 / numpy.sqrt(dims)
        self.question = (random.normal(size=(RANK, dims)) * spread).astype(numpy.float32)
        self.passage = (random.normal(size=(RANK, dims)) * spread * 0.3).astype(numpy.float32)
        self.always = numpy.zeros(dims, numpy.float32)
        self.limits = numpy.array([8, 5], numpy.float32)

    def sought(self, tokens):
        """Of each question token the vector whose greatest inner product with a passage's tokens counts, and what is added to it."""
        return tokens * self.limits[0] + tokens @ self.question.T @ self.passage, tokens @ self.always - self.limits[1]


def examples_of(folder, name):
    """Tokens of the altered place, before and after, with the first relevant passage that was read."""
    originals = {it["id"]: it for it in read_set(folder, name)}
    passages = read_passages(folder, name)
    for altered in read_set(folder, name, ".altered"):
        original = originals[altered["id"]]
        start, end = altered["altered"]["start"], altered["altered"]["end"]
        before = len(original["question"]) - (len(altered["question"]) - end)
        for question, until, supported in ((original, before, 1), (altered, end, 0)):
            known = [it["chunk"] for it in question["passages"] if it["relevant"] and it["read"] and it["chunk"] in passages]
            passage = passages[known[0]] if known else None
            asked = None if passage is None else question_tokens(question, passage["model"])
            if asked is None:
                continue
            tokens, offsets = asked
            within = (offsets[:, 0] < until) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])
            if within.any():
                yield altered, passage["model"], (tokens[within], passage["vectors"], supported)


def fit(examples, dims):
    """On the logistic loss of the least supported token of a place."""
    support = Support(dims)
    parts = [support.question, support.passage, support.always, support.limits]
    adam = Adam(parts, [RATE, RATE, RATE, 10 * RATE], [DECAY, DECAY, DECAY, 0])
    random = numpy.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        order = random.permutation(len(examples))
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            gradients = [numpy.zeros_like(it) for it in parts]
            for index in batch:
                tokens, vectors, supported = examples[index]
                vectors = vectors.astype(numpy.float32)
                sought, added = support.sought(tokens)
                similarities = sought @ vectors.T
                met = vectors[similarities.argmax(1)]
                logits = similarities.max(1) + added
                shares = numpy.exp(logits.min() - logits)
                shares /= shares.sum()
                slope = (1 / (1 + numpy.exp(-(shares * logits).sum())) - supported) * shares
                gradients[0] += (slope[:, None] * (met @ support.passage.T)).T @ tokens
                gradients[1] += (slope[:, None] * (tokens @ support.question.T)).T @ met
                gradients[2] += slope @ tokens
                gradients[3] += numpy.array([(slope * (tokens * met).sum(1)).sum(), -slope.sum()])
            adam.step(gradients, len(batch), epoch / EPOCHS)
    return quantized(support)


def quantized(support):
    """The form as the product will read it: rows of 8-bit numbers, each row with its scale."""
    for part in (support.question, support.passage, support.always[None]):
        scales = numpy.maximum(numpy.abs(part).max(1, keepdims=True), 1e-9) / 127
        part[:] = numpy.round(part / scales) * scales
    support.limits[:] = [float(f"{it:.6g}") for it in support.limits]
    return support


def stored(support):
    question, question_scales = stored_rows(support.question)
    passage, passage_scales = stored_rows(support.passage)
    always, always_scales = stored_rows(support.always[None])
    alike, least = (float(f"{it:.6g}") for it in support.limits)
    return dict(
        question=question, questionScales=question_scales, passage=passage, passageScales=passage_scales, always=always,
        alwaysScale=always_scales[0], alike=alike, least=least,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without")
    parser.add_argument("--output", type=Path, default=Path("libs/domain/question-support.json"))
    arguments = parser.parse_args()
    folder, without = arguments.folder, arguments.without
    names = [it.name.removesuffix(".passages.jsonl") for it in sorted(folder.glob("*.passages.jsonl"))]
    examples = [
        (model, question["fold"], example)
        for name in names
        for question, model, example in examples_of(folder, name)
        if teaches(question, without)
    ]
    forms = {}
    folds = {}
    for model in sorted({it[0] for it in examples}):
        own = [it for it in examples if it[0] == model]
        dims = own[0][2][0].shape[1]
        forms[model] = fit([it[2] for it in own], dims)
        for fold in range(FOLDS):
            folds[model, fold] = fit([it[2] for it in own if it[1] != fold], dims)
        print(f"{model}: {len(own)} places learned from", flush=True)
    del examples
    target = folder if without is None else folder / f"without-{without}"
    target.mkdir(exist_ok=True)
    for name in names:
        passages = read_passages(folder, name)
        for kind in ("", ".altered"):
            with (target / f"{name}{kind}.support.jsonl").open("w") as out:
                for question in read_set(folder, name, kind):
                    unseen = {model: folds[model, question["fold"]] for model in forms}
                    rows = support_rows(question, passages, unseen if teaches(question, without) else forms)
                    out.write(json.dumps([[round(float(it), 4) for it in row] for row in rows]) + "\n")
    if without is None:
        arguments.output.write_text(json.dumps({model: stored(it) for model, it in forms.items()}) + "\n")
        print(f"{arguments.output}: {arguments.output.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
