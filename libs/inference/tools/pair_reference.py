"""Writes test/fixtures/unigram-tokenizer.json and test/fixtures/pair-parity.json: what the reference tokenizers make of texts and pairs.

usage: python3 libs/inference/tools/pair_reference.py BERT_TOKENIZER      (needs tokenizers, sentencepiece and protobuf)

BERT_TOKENIZER is the tokenizer.json of bge-small-zh-v1.5. The unigram one is trained here on the sample's documents, with the
normalisation and the layout of XLM-RoBERTa; no weights belong to it. The table of its normalisation is left out of the file:
the library that reads it in the product knows the rules.
"""

import base64
import json
import sys
import tempfile
from pathlib import Path

import sentencepiece
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HERE = Path(__file__).resolve().parent.parent
SAMPLE = HERE.parent.parent / "eval" / "sample"
FIXTURES = HERE / "test" / "fixtures"
PIECES = 1500

TEXTS = [
    "年假怎么申请？",
    "The annual leave is 10 days.",
    "VPN账号：ＶＰＮ ①先登录②再申请",
    "多行\n文字\t与  空格",
    "emoji 👩‍👩‍👧 and 🀄, café naïve Straße",
    "[SEP] </s> <s> written in a text",
    "▁a mark of word starts▁inside",
    "ERR_0x8007 传感器-温度-TH01 v2.3.1",
    "𠮷野家 ㈱ ﬁne ½ …",
    "한국어 ภาษาไทย العربية",
    "",
]
PAIRS = [
    ("年假几天", "员工每年有十天年假。"),
    ("How many days of leave?", "Employees have ten days of leave a year."),
    ("报销 VPN", ""),
    ("怎么报销", "出差回来后十天内提交发票。" * 20),
    ("很长的问题" * 30, "很长的回答" * 30),
]
WINDOW = 64


def unigram():
    text = "\n".join(path.read_text() for path in sorted(SAMPLE.rglob("*.md")))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus.txt")
        corpus.write_text(text)
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus), model_prefix=f"{folder}/m", vocab_size=PIECES, model_type="unigram", character_coverage=0.98,
            normalization_rule_name="nmt_nfkc", minloglevel=2,
        )
        proto = sentencepiece_model_pb2.ModelProto()
        proto.ParseFromString(Path(folder, "m.model").read_bytes())
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(it.piece, it.score) for it in proto.pieces[3:]]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap), normalizers.Replace(tokenizers.Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def plain(tokenizer, text):
    """Special tokens written in a text are text."""
    return tokenizer.encode(text, add_special_tokens=False)


def described(tokenizer, text):
    found = plain(tokenizer, text)
    # From code points to the UTF-16 units of JavaScript.
    units = lambda at: len(text[:at].encode("utf-16-le")) // 2
    return {"text": text, "ids": found.ids, "offsets": [[units(start), units(end)] for start, end in found.offsets]}


def joined(tokenizer, first, second, separators, opening, closing):
    a, b = plain(tokenizer, first).ids, plain(tokenizer, second).ids
    room = WINDOW - 2 - separators
    a = a[: room // 2]
    b = b[: room - len(a)]
    ids = [opening, *a, *[closing] * separators, *b, closing]
    # XLM-RoBERTa has one segment.
    second_from = 1 + len(a) + separators if separators == 1 else len(ids)
    return {"first": first, "second": second, "ids": ids, "secondFrom": second_from}


def main():
    bert = Tokenizer.from_file(sys.argv[1])
    bert.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), bert.normalizer])
    bert.no_truncation()
    bert.no_padding()
    xlm = unigram()
    written = json.loads(xlm.to_str())
    written["normalizer"]["normalizers"][0]["precompiled_charsmap"] = base64.b64encode(b"").decode()
    written["added_tokens"] = [
        {"id": index, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for index, content in enumerate(["<s>", "<pad>", "</s>", "<unk>"])
    ]
    (FIXTURES / "unigram-tokenizer.json").write_text(json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n")
    cls, sep = bert.token_to_id("[CLS]"), bert.token_to_id("[SEP]")
    parity = {
        "madeWith": f"tokenizers {tokenizers.__version__}, sentencepiece {sentencepiece.__version__}",
        "window": WINDOW,
        "unigram": [described(xlm, text) for text in TEXTS],
        "pairs": {
            "bert": [joined(bert, *pair, 1, cls, sep) for pair in PAIRS],
            "xlm": [joined(xlm, *pair, 2, 0, 2) for pair in PAIRS],
        },
    }
    (FIXTURES / "pair-parity.json").write_text(json.dumps(parity, ensure_ascii=False, indent=1) + "\n")


main()
