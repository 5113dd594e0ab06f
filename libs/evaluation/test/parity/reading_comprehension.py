"""Writes reading-comprehension.json: exact match and F1 of 500 predictions each, by SQuAD (v1.1, v2.0) and CMRC 2018.

    python reading_comprehension.py --datasets ../../../../shared/datasets/open    (needs: nltk)

The scores are computed here from the published definitions (Rajpurkar et al. 2016 and 2018; Cui et al. 2019), apart from
the code under test. The data sets may not be part of this repository, so a prediction is kept as a recipe of pieces:
["a", question, answer, start, end] and ["d", document, start, end] are ranges of the data in code points, ["t", text] is
text; "upper" makes capitals of it.
"""
import argparse
import collections
import json
import random
import re
import string
from pathlib import Path

from nltk.tokenize import NLTKWordTokenizer

SEED = 20261127
COUNT = 500


# SQuAD: lower case, no ASCII punctuation, no articles, single spaces.
def squad_form(text):
    text = "".join(it for it in text.lower() if it not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def overlap_f1(prediction, reference):
    shared = sum((collections.Counter(prediction) & collections.Counter(reference)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(prediction), shared / len(reference)
    return 2 * precision * recall / (precision + recall)


def squad(prediction, answers, version):
    said = squad_form(prediction)
    if version == 2:
        # A question without an answer is answered by saying nothing.
        answers = [it for it in answers if squad_form(it)] or [""]
    exact, f1 = 0, 0.0
    for answer in answers:
        wanted = squad_form(answer)
        exact = max(exact, int(said == wanted))
        if version == 2 and (not said or not wanted):
            f1 = max(f1, float(said == wanted))
        else:
            f1 = max(f1, overlap_f1(said.split(), wanted.split()))
    return exact, f1


# CMRC 2018: lower case, a fixed list of punctuation out, Han characters one by one, the rest by NLTK; F1 over the
# longest common run of segments.
CMRC_PUNCTUATION = set("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』") | {"……"}
HAN = re.compile("[\u4e00-\u9fa5]")


def cmrc_form(text):
    return "".join(it for it in text.lower().strip() if it not in CMRC_PUNCTUATION)


def cmrc_segments(text):
    segments, word = [], ""
    for it in cmrc_form(text):
        if HAN.search(it):
            segments += NLTKWordTokenizer().tokenize(word) if word else []
            segments.append(it)
            word = ""
        else:
            word += it
    return segments + (NLTKWordTokenizer().tokenize(word) if word else [])


def common_run(left, right):
    best = 0
    for i in range(len(left)):
        for j in range(len(right)):
            length = 0
            while i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]:
                length += 1
            best = max(best, length)
    return best


def cmrc(prediction, answers):
    exact, f1 = 0, 0.0
    said = cmrc_segments(prediction)
    for answer in answers:
        exact = max(exact, int(cmrc_form(prediction) == cmrc_form(answer)))
        wanted = cmrc_segments(answer)
        run = common_run(said, wanted)
        if run:
            precision, recall = run / len(said), run / len(wanted)
            f1 = max(f1, 2 * precision * recall / (precision + recall))
    return exact, f1


def read(folder):
    lines = lambda name: [json.loads(it) for it in (folder / name).read_text(encoding="utf-8").split("\n") if it.strip()]
    return lines("questions.jsonl"), {it["id"]: it["text"] for it in lines("corpus.jsonl")}


def recipes(questions, documents, noise, chance):
    """Right, perturbed, cut, wrapped, foreign and empty predictions, in turn."""
    answered = [it for it in questions if it["answers"]]
    for index in range(COUNT):
        question = questions[chance.randrange(len(questions))]
        source = question if question["answers"] else answered[chance.randrange(len(answered))]
        number = chance.randrange(len(source["answers"]))
        answer = source["answers"][number]
        whole = ["a", source["id"], number, 0, len(answer)]
        cut = sorted(chance.sample(range(len(answer) + 1), 2)) if len(answer) > 1 else [0, len(answer)]
        other = answered[chance.randrange(len(answered))]
        document = source["relevant"][0] if source["relevant"] else next(iter(documents))
        text = documents[document]
        start = chance.randrange(max(1, len(text) - 60))
        at = max(0, text.find(answer))
        kind = index % 10
        pieces = [
            [whole],
            [["t", chance.choice(noise)], whole, ["t", chance.choice(noise)]],
            [["a", source["id"], number, *cut]],
            [["a", other["id"], 0, 0, len(other["answers"][0])]],
            [],
            [["d", document, max(0, at - chance.randrange(12)), at + len(answer) + chance.randrange(12)]],
            [whole],
            [["a", source["id"], number, cut[1], len(answer)], ["t", " "], ["a", source["id"], number, 0, cut[1]]],
            [["d", document, start, start + chance.randrange(1, 60)]],
            [whole, ["t", chance.choice(noise)], ["a", other["id"], 0, 0, len(other["answers"][0])]],
        ][kind]
        yield question, pieces, kind == 6


def build(pieces, upper, questions, documents):
    text = "".join(
        it[1] if it[0] == "t" else questions[it[1]]["answers"][it[2]][it[3] : it[4]] if it[0] == "a" else documents[it[1]][it[2] : it[3]]
        for it in pieces
    )
    return text.upper() if upper else text


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--datasets", required=True)
    folder = Path(options.parse_args().datasets)
    chance = random.Random(SEED)
    result = {"seed": SEED}
    plans = {
        "squad": ("xquad-en", ["the ", " a", "The answer is: ", ".", ", and an", "  ", "!?", "U.S.", "—"]),
        "cmrc": ("cmrc2018", ["答案是", "。", "《", "》", "……", "、", " ", "USA", "3.5%", "（约", "）", "it's 1,000", "A-1"]),
    }
    for name, (dataset, noise) in plans.items():
        questions, documents = read(folder / dataset)
        by_id = {it["id"]: it for it in questions}
        kept = questions if name == "squad" else [it for it in questions if it["answers"]]
        rows = []
        for question, pieces, upper in recipes(kept, documents, noise, chance):
            prediction = build(pieces, upper, by_id, documents)
            score = {"v1": squad(prediction, question["answers"], 1), "v2": squad(prediction, question["answers"], 2)}
            rows.append(
                {
                    "question": question["id"],
                    "pieces": pieces,
                    **({"upper": True} if upper else {}),
                    **(score if name == "squad" else {"cmrc": cmrc(prediction, question["answers"])}),
                }
            )
        result[name] = {"dataset": dataset, "predictions": rows}
    lines = ",\n".join(
        f'"{name}": {{"dataset": "{result[name]["dataset"]}", "predictions": [\n'
        + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in result[name]["predictions"])
        + "\n]}"
        for name in plans
    )
    target = Path(__file__).with_name("reading-comprehension.json")
    target.write_text(f'{{"seed": {SEED},\n{lines}}}\n', encoding="utf-8")


main()
