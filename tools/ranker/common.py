"""What the training scripts share."""

import base64
import hashlib
import json
import re

import numpy

# Measured, never learned from: its licence does not say that it may be.
MEASURED_ONLY = {"squad2-zh"}
FOLDS = 5
LEAST_LOGIT = -15.0
# As in question-support.ts: tokens that carry at least this share of the largest weight are important.
IMPORTANT_SHARE = 0.6
INTERROGATIVE = re.compile(
    r"什么|甚麼|什麼|谁|誰|哪|多少|几|幾|何|怎|\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE
)


def in_tuning_half(set_name, key):
    """Whether a document, or a question without one, may be learned from."""
    return hashlib.sha256(f"{set_name}/{key}".encode()).digest()[0] < 128


def read_set(folder, name, kind=""):
    """The questions of a set with `tune`, `learn` (whether the set may be learned from) and `fold` by document.

    With the kind ".altered" those that were made of them and that nothing answers.
    """
    for line in (folder / f"{name}{kind}.jsonl").open():
        question = json.loads(line)
        split = question.get("split")
        question["set"] = name
        question["tune"] = in_tuning_half(name, question["document"]) if split is None else split == "tune"
        question["learn"] = name not in MEASURED_ONLY
        question["fold"] = hashlib.sha256(question["document"].encode()).digest()[1] % 5
        yield question


def teaches(question, without):
    """Whether a model may learn from a question, when one set is left out."""
    return question["tune"] and question["learn"] and question["set"] != without


def read_passages(folder, name):
    passages = {}
    for line in (folder / f"{name}.passages.jsonl").open():
        passage = json.loads(line)
        rows = numpy.frombuffer(base64.b64decode(passage["tokens"]), numpy.int8).reshape(-1, passage["dims"])
        scales = numpy.frombuffer(base64.b64decode(passage["scales"]), numpy.float32)
        # Half precision is finer than the 8 bits they come from.
        passage["vectors"] = (rows * scales[:, None]).astype(numpy.float16)
        passage["offsets"] = numpy.array(passage["offsets"], int).reshape(-1, 2)
        passages[passage["chunk"]] = passage
    return passages


def question_tokens(question, model):
    """Vectors and offsets of the question's tokens in a model; None where it gave none."""
    for it in question["vectors"]:
        if it["model"] == model and it["tokens"]:
            offsets = numpy.array(it["offsets"], int).reshape(-1, 2)
            return numpy.frombuffer(base64.b64decode(it["tokens"]), numpy.float32).reshape(len(offsets), -1), offsets
    return None


def reader_input(question, model):
    """Pooled vector and mean vector of the question word's tokens, as `answer-reader.ts` takes them."""
    for it in question["vectors"]:
        if it["model"] != model:
            continue
        pooled = numpy.frombuffer(base64.b64decode(it["vector"]), numpy.float32)
        tokens = numpy.frombuffer(base64.b64decode(it["tokens"]), numpy.float32).reshape(-1, len(pooled))
        offsets = numpy.array(it["offsets"], int).reshape(-1, 2)
        word = INTERROGATIVE.search(question["searched"])
        if len(tokens) == 0:
            return None
        start, end = (0, 1 << 30) if word is None else word.span()
        within = (offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])
        return numpy.concatenate([pooled, (tokens[within] if within.any() else tokens).mean(0)])
    return None


def reader_features(question, passages, readers):
    """readerPeak, readerBest and readerShare of every sentence, as `sentence-features.ts` makes them."""
    peaks = numpy.full(len(question["rows"]), -numpy.inf)
    masses = numpy.zeros(len(question["rows"]))
    directions = {}
    logits = {}
    for index, row in enumerate(question["rows"]):
        found = question["passages"][row["passage"]]
        if not found["read"]:
            continue
        chunk = found["chunk"]
        passage = passages[chunk]
        model = passage["model"]
        if model not in directions:
            given = reader_input(question, model) if model in readers else None
            directions[model] = None if given is None else readers[model].direction(given)
        if directions[model] is None:
            continue
        if chunk not in logits:
            logits[chunk] = passage["vectors"].astype(numpy.float32) @ directions[model]
        offsets = passage["offsets"]
        within = (offsets[:, 0] >= row["start"]) & (offsets[:, 1] <= row["end"]) & (offsets[:, 1] > offsets[:, 0])
        if within.any():
            peaks[index] = logits[chunk][within].max()
            masses[index] = numpy.exp(logits[chunk][within]).sum()
    total = numpy.log(masses.sum() or 1)
    with numpy.errstate(divide="ignore"):
        columns = [peaks, peaks - total, numpy.log(masses) - total]
    return numpy.maximum(numpy.stack(columns, 1), LEAST_LOGIT)


def support_rows(question, passages, forms):
    """The three values of every sentence as `question-support.ts` makes them; the lowest ones where nothing was read."""
    values = numpy.full((len(question["rows"]), 3), LEAST_LOGIT)
    places = [(row["passage"], row["start"], row["end"]) for row in question["rows"]]
    for at, found in enumerate(question["passages"]):
        passage = passages.get(found["chunk"]) if found["read"] else None
        own = [index for index, place in enumerate(places) if place[0] == at]
        asked = None if passage is None or passage["model"] not in forms else question_tokens(question, passage["model"])
        if asked is None or not own:
            continue
        weights = next(numpy.array(it["weights"]) for it in question["vectors"] if it["model"] == passage["model"])
        heavy = weights > 0
        if not heavy.any():
            continue
        share = weights[heavy] / weights.max()
        sought, added = forms[passage["model"]].sought(asked[0][heavy])
        logits = passage["vectors"].astype(numpy.float32) @ sought.T
        offsets = passage["offsets"]

        def said(start, end):
            within = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])
            best = logits[within].max(0) + added if within.any() else numpy.full(len(added), LEAST_LOGIT)
            return -numpy.logaddexp(0, -numpy.maximum(best, LEAST_LOGIT))

        whole = said(0, len(passage["text"]))
        for position, index in enumerate(own):
            start = places[own[max(0, position - 1)]][1]
            end = places[own[min(len(own) - 1, position + 1)]][2]
            near = said(start, end)
            values[index] = [
                (whole * share).sum() / share.sum(),
                (near * share).sum() / share.sum(),
                near[share >= IMPORTANT_SHARE].min(),
            ]
    return values


class Adam:
    """Kingma & Ba, 2015, with decoupled decay; the rates warm up over 50 steps and fall to a fifth over the epochs."""

    def __init__(self, parts, rates, decays):
        self.parts, self.rates, self.decays = parts, rates, decays
        self.means = [numpy.zeros_like(it) for it in parts]
        self.squares = [numpy.zeros_like(it) for it in parts]
        self.taken = 0

    def step(self, gradients, examples, done):
        """One step by gradients summed over so many examples, when this share of the epochs is done; changes the parts in place."""
        self.taken += 1
        warm = min(1, self.taken / 50) * (1 - 0.8 * done)
        state = zip(self.parts, gradients, self.means, self.squares, self.rates, self.decays)
        for part, gradient, mean, square, rate, decay in state:
            gradient /= examples
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient * gradient - square)
            towards = mean / (1 - 0.9**self.taken) / (numpy.sqrt(square / (1 - 0.99**self.taken)) + 1e-8)
            part -= rate * warm * (towards + decay * part)


def stored_rows(part):
    """Rows as base64 of 8-bit numbers, and the scale of each."""
    scales = numpy.maximum(numpy.abs(part).max(1, keepdims=True), 1e-9) / 127
    numbers = numpy.round(part / scales).astype(numpy.int8)
    return base64.b64encode(numbers.tobytes()).decode(), [float(f"{it:.7g}") for it in scales[:, 0]]


def versioned(content, *beside):
    """A model's file with its version in front: a hash of the file without it and of the files that it was trained beside."""
    text = json.dumps(content, separators=(",", ":")) + "\n"
    version = hashlib.sha256(b"".join([text.encode(), *[it.read_bytes() for it in beside]])).hexdigest()[:8]
    return f'{{"version":"{version}",{text[1:]}'


def flat_trees(model, factor=1.0):
    """The trees of a LightGBM model as `libs/domain/src/extraction/tree-ensemble.ts` reads them, leaves times a factor."""
    trees = []
    for info in model.booster_.dump_model()["tree_info"]:
        tree = dict(feature=[], threshold=[], left=[], right=[], leaf=[])

        def walk(node, tree=tree):
            if "leaf_value" in node:
                tree["leaf"].append(round(node["leaf_value"] * factor, 6))
                return -len(tree["leaf"])
            at = len(tree["feature"])
            tree["feature"].append(node["split_feature"])
            tree["threshold"].append(float(f"{node['threshold']:.6g}"))
            tree["left"].append(0)
            tree["right"].append(0)
            tree["left"][at] = walk(node["left_child"])
            tree["right"][at] = walk(node["right_child"])
            return at

        walk(info["tree_structure"])
        trees.append(tree)
    return trees
