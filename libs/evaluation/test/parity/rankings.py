"""Writes rankings.json: ranking metrics of 200 random rankings by the Python package ranx.

    python rankings.py    (needs: ranx 0.3.21)

Half of the rankings have graded relevance (1 to 3), which only nDCG reads. Scores of equal value are given to neighbours
in a third of them, in an order that ranx keeps: a ranking without scores, as retrieval returns it, has the order alone.
"""
import json
import random
from importlib.metadata import version
from pathlib import Path

from ranx import Qrels, Run, evaluate

SEED = 20261127
COUNT = 200
METRICS = {
    "recallAt1": "hit_rate@1",
    "recallAt5": "hit_rate@5",
    "recallAt10": "hit_rate@10",
    "setRecallAt10": "recall@10",
    "precisionAt5": "precision@5",
    "precisionAt10": "precision@10",
    "mrr": "mrr@10",
    "mapAt10": "map@10",
    "ndcgAt10": "ndcg@10",
}


def main():
    chance = random.Random(SEED)
    rows = []
    for index in range(COUNT):
        documents = [f"d{it}" for it in range(40)]
        ranked = chance.sample(documents, chance.choice([1, 2, 3, 5, 8, 10, 12, 20, 30]))
        relevant = chance.sample(documents, chance.choice([1, 1, 2, 3, 5, 12, 20]))
        if index % 25 == 0:
            relevant = [f"x{it}" for it in range(len(relevant))]
        gains = {it: chance.choice([1, 2, 3]) if index % 2 else 1 for it in relevant}
        rows.append((ranked, gains))
    scored = {}
    for index, (ranked, _) in enumerate(rows):
        value, scores = float(len(ranked)), {}
        for place, document in enumerate(ranked):
            if place == 0 or index % 3 or chance.random() < 0.5:
                value -= 1
            scores[document] = value
        scored[str(index)] = scores
    run = Run(scored)
    # What ranx itself takes the order to be where scores are equal.
    order = {key: list(values) for key, values in run.to_dict().items()}
    binary = Qrels({str(index): {it: 1 for it in gains} for index, (_, gains) in enumerate(rows)})
    graded = Qrels({str(index): gains for index, (_, gains) in enumerate(rows)})
    values = {}
    for name, metric in METRICS.items():
        evaluate(binary, run, metric)
        values[name] = dict(run.scores[metric])
    evaluate(graded, run, "ndcg@10")
    values["gradedNdcgAt10"] = dict(run.scores["ndcg@10"])
    lines = [
        json.dumps(
            {
                "ranked": order[str(index)],
                "gains": gains,
                "values": {name: round(float(it[str(index)]), 9) for name, it in values.items()},
            },
            separators=(",", ":"),
        )
        for index, (_, gains) in enumerate(rows)
    ]
    head = json.dumps({"package": "ranx", "version": version("ranx"), "seed": SEED})
    Path(__file__).with_name("rankings.json").write_text(
        f'{head[:-1]}, "rankings": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8"
    )


main()
