"""Trains the answer reader from feature files and writes libs/domain/answer-reader.json.

usage: python3 tools/ranker/train_reader.py FEATURES_DIR [--without SET] [--output FILE]      (needs numpy)

FEATURES_DIR holds <set>.jsonl and <set>.passages.jsonl of each question set, made by tools/ranker/dump-features.ts. The
reader is one bilinear form per embedding model: the logit of a passage's token being part of the answer is
(sum of question row r . input) * (token row r . token) + always . token, with the question's pooled vector and the vector of
its question word as input. It learns, from tuning halves alone, to find the tokens of the reference answer among those of the
passages found. Beside each set it writes <set>.reader.jsonl and <set>.altered.reader.jsonl: the three features of every sentence,
for tuning questions by a reader that did not learn from their document's fold, so that train.py learns what a reader is worth on
new questions. With
`--without` nothing is learned from that set, the features go into the folder without-SET for `train.py --without SET`, and no
reader is written.
"""

import argparse
import json
from pathlib import Path

import numpy

from common import FOLDS, Adam, read_passages, read_set, reader_features, reader_input, stored_rows, teaches

SEED = 7
RANK = 48
EPOCHS = 4
BATCH = 16
RATE = 1.5e-3
DECAY = 0.1
# The shipped form has the factor inside.
SCALE = 10.0


class Reader:
    def __init__(self, dims, seed=SEED):
        random = numpy.random.default_rng(seed)
        spread = 1.5 / numpy.sqrt(dims)
        self.question = (random.normal(size=(RANK, 2 * dims)) * spread).astype(numpy.float32)
        self.token = (random.normal(size=(RANK, dims)) * spread).astype(numpy.float32)
        self.always = numpy.zeros(dims, numpy.float32)

    def parts(self):
        return [self.question, self.token, self.always]

    def direction(self, given):
        return self.token.T @ (self.question @ given) + self.always


def answer_tokens(question, passages):
    """The passages read closely, and which of their tokens, one after the other, are part of a reference answer."""
    read, labels = [], []
    wanted = [it.lower() for it in (question["answers"] + question["keyEntities"]) if it]
    for at, found in enumerate(question["passages"]):
        if not found["read"]:
            continue
        passage = passages[found["chunk"]]
        offsets = passage["offsets"]
        label = numpy.zeros(len(offsets), bool)
        if found["relevant"]:
            for row in question["rows"]:
                if row["passage"] != at or not row["answers"]:
                    continue
                text = passage["text"].lower()
                for answer in wanted:
                    start = text.find(answer, row["start"], row["end"])
                    if start >= 0:
                        label |= (offsets[:, 0] < start + len(answer)) & (offsets[:, 1] > start)
        read.append(passage)
        labels.append(label)
    return (read, numpy.concatenate(labels)) if any(it.any() for it in labels) else None


def fit(examples, dims):
    """On -log of the answer's share of the softmax over all tokens."""
    reader = Reader(dims)
    adam = Adam(reader.parts(), [RATE] * 3, [DECAY] * 3)
    random = numpy.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        order = random.permutation(len(examples))
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            gradients = [numpy.zeros_like(it) for it in reader.parts()]
            for index in batch:
                given, read, label = examples[index]
                vectors = numpy.vstack([it["vectors"] for it in read]).astype(numpy.float32)
                inner = reader.question @ given
                logits = (vectors @ (reader.token.T @ inner + reader.always)) * SCALE
                shares = numpy.exp(logits - logits.max())
                shares /= shares.sum()
                wanted = numpy.where(label, shares, 0)
                slope = vectors.T @ ((shares - wanted / (wanted.sum() + 1e-12)) * SCALE)
                gradients[0] += numpy.outer(reader.token @ slope, given)
                gradients[1] += numpy.outer(inner, slope)
                gradients[2] += slope
            adam.step(gradients, len(batch), epoch / EPOCHS)
    return quantized(reader)


def quantized(reader):
    """The reader as the product will read it: rows of 8-bit numbers, each row with its scale."""
    for part, factor in ((reader.question, 1.0), (reader.token, SCALE), (reader.always[None], SCALE)):
        scales = numpy.abs(part).max(1, keepdims=True) / 127
        part[:] = numpy.round(part / scales) * scales * factor
    return reader


def stored(reader, dims):
    question, question_scales = stored_rows(reader.question)
    token, token_scales = stored_rows(reader.token)
    always, always_scales = stored_rows(reader.always[None])
    return dict(
        dims=dims, question=question, questionScales=question_scales, token=token, tokenScales=token_scales,
        always=always, alwaysScale=always_scales[0],
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without")
    parser.add_argument("--output", type=Path, default=Path("libs/domain/answer-reader.json"))
    arguments = parser.parse_args()
    folder = arguments.folder
    sets = {}
    examples = []
    for path in sorted(folder.glob("*.passages.jsonl")):
        name = path.name.removesuffix(".passages.jsonl")
        sets[name] = (list(read_set(folder, name)), read_passages(folder, name))
        for question in sets[name][0]:
            found = answer_tokens(question, sets[name][1]) if teaches(question, arguments.without) else None
            # A question is read in one model; passages of another language do not teach it.
            if found is None or len({it["model"] for it in found[0]}) > 1:
                continue
            model = found[0][0]["model"]
            examples.append((model, question["fold"], (reader_input(question, model), *found)))
    readers = {}
    folds = {}
    for model in sorted({it[0] for it in examples}):
        own = [it for it in examples if it[0] == model]
        dims = own[0][2][1][0]["dims"]
        readers[model] = fit([it[2] for it in own], dims)
        for fold in range(FOLDS):
            folds[model, fold] = fit([it[2] for it in own if it[1] != fold], dims)
        print(f"{model}: {len(own)} questions learned from", flush=True)
    target = folder if arguments.without is None else folder / f"without-{arguments.without}"
    target.mkdir(exist_ok=True)
    for name, (questions, passages) in sets.items():
        for kind, asked in (("", questions), (".altered", read_set(folder, name, ".altered"))):
            with (target / f"{name}{kind}.reader.jsonl").open("w") as out:
                for question in asked:
                    unseen = {m: folds[m, question["fold"]] for m in readers}
                    rows = reader_features(question, passages, unseen if teaches(question, arguments.without) else readers)
                    out.write(json.dumps([[round(float(it), 4) for it in row] for row in rows]) + "\n")
    if arguments.without is None:
        arguments.output.write_text(json.dumps({m: stored(it, it.token.shape[1]) for m, it in readers.items()}) + "\n")
        print(f"{arguments.output}: {arguments.output.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
