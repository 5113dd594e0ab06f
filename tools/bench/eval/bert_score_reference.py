"""Scores pairs with the official bert_score package on the weights of an ONNX file, for `npm run bench -- eval`.

    python bert_score_reference.py --weights FOLDER --pairs pairs.json --threads 2

FOLDER holds model.onnx and tokenizer.json of a BERT encoder. Its weights are put into the same architecture of
transformers, which is all that bert_score can read; the largest difference from ONNX Runtime on one text is printed, so
that a wrong copy cannot pass. pairs.json is a list of [candidate, reference]. Needs: bert-score, torch, transformers < 5,
onnx, onnxruntime. Prints one line of JSON: seconds and cpuSeconds (model loading left out), f1 of each pair,
versions.
"""
import argparse
import json
import tempfile
import time
from importlib.metadata import version

import numpy
import onnx
import onnxruntime
import torch
from bert_score import BERTScorer
from onnx import numpy_helper
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

DENSE = [
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
]


def encoder(weights: str) -> BertModel:
    graph = onnx.load(f"{weights}/model.onnx").graph
    values = {it.name: numpy_helper.to_array(it) for it in graph.initializer}
    layers = 1 + max(int(name.split(".")[2]) for name in values if name.startswith("encoder.layer."))
    vocabulary, width = values["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        # Heads are not in the weights: 64 values each in bge-small-zh, 32 in MiniLM-L6.
        num_attention_heads=8 if width == 512 else 12,
        intermediate_size=values["encoder.layer.0.intermediate.dense.bias"].shape[0],
        max_position_embeddings=values["embeddings.position_embeddings.weight"].shape[0],
    )
    state = {name: value for name, value in values.items() if name.startswith(("embeddings.", "encoder."))}
    state.pop("embeddings.position_ids", None)
    # Matrices have lost their names; they stand in the order in which they are applied.
    matrices = [
        values[name].T
        for node in graph.node
        if node.op_type == "MatMul"
        for name in node.input
        if name in values and values[name].ndim == 2
    ]
    assert len(matrices) == layers * len(DENSE), f"{len(matrices)} matrices for {layers} layers"
    for index, matrix in enumerate(matrices):
        state[f"encoder.layer.{index // len(DENSE)}.{DENSE[index % len(DENSE)]}.weight"] = matrix
    model = BertModel(config, add_pooling_layer=False)
    result = model.load_state_dict({name: torch.tensor(numpy.array(it)) for name, it in state.items()}, strict=False)
    assert not result.unexpected_keys and all("position_ids" in it for it in result.missing_keys), result
    return model.eval()


def tokenizer(weights: str) -> PreTrainedTokenizerFast:
    it = PreTrainedTokenizerFast(tokenizer_file=f"{weights}/tokenizer.json", model_max_length=512)
    it.add_special_tokens({"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"})
    it.backend_tokenizer.no_padding()
    it.backend_tokenizer.no_truncation()
    return it


def difference(model: BertModel, read: PreTrainedTokenizerFast, weights: str, text: str) -> float:
    ids = numpy.array([read(text)["input_ids"]], dtype=numpy.int64)
    session = onnxruntime.InferenceSession(f"{weights}/model.onnx")
    feeds = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
    onnx_state = session.run(None, {it.name: feeds[it.name] for it in session.get_inputs()})[0]
    with torch.no_grad():
        state = model(input_ids=torch.tensor(ids), attention_mask=torch.ones_like(torch.tensor(ids)))[0].numpy()
    return float(numpy.abs(onnx_state - state).max())


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--weights", required=True)
    options.add_argument("--pairs", required=True)
    options.add_argument("--threads", type=int, required=True)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    with open(given.pairs, encoding="utf-8") as file:
        pairs = json.load(file)
    model = encoder(given.weights)
    read = tokenizer(given.weights)
    apart = difference(model, read, given.weights, pairs[0][1])
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        read.save_pretrained(folder)
        scorer = BERTScorer(
            model_type=folder, num_layers=model.config.num_hidden_layers, batch_size=64, nthreads=0, device="cpu"
        )
        candidates = [candidate for candidate, _ in pairs]
        references = [reference for _, reference in pairs]
        scorer.score(candidates[:8], references[:8])
        started, started_cpu = time.perf_counter(), time.process_time()
        _, _, f1 = scorer.score(candidates, references, batch_size=64)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - started_cpu
    packages = {it: version(it) for it in ("bert-score", "torch", "transformers")}
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "f1": f1.tolist(), "apart": apart, "packages": packages}))


main()
