"""Imports a folder of documents the way LangChain's documentation shows: loaders, splitter, embeddings, PGVector.

usage: python3 peer.py TASK        TASK is JSON: files, names, database, models, sentences, tuned

The models are the product's own int8 files, run by onnxruntime. One line of JSON is printed at the end.
"""

import email
import email.policy
import json
import os
import re
import sys
import time
import warnings
from pathlib import Path

import numpy
import onnxruntime
from langchain_community.document_loaders import (
    BSHTMLLoader,
    Docx2txtLoader,
    PyPDFLoader,
    TextLoader,
)
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_postgres import PGVector
from langchain_text_splitters import RecursiveCharacterTextSplitter
from openpyxl import load_workbook
from pptx import Presentation
from tokenizers import Tokenizer

warnings.filterwarnings("ignore")

class PlainLoader(BaseLoader):
    """A loader of one document; LangChain's own for these kinds fetch models from the network."""

    def __init__(self, path):
        self.path = path

    def lazy_load(self):
        yield Document(page_content=self.text(), metadata={"source": self.path})


class SlidesLoader(PlainLoader):
    def text(self):
        shapes = [shape for slide in Presentation(self.path).slides for shape in slide.shapes]
        return "\n\n".join(it.text_frame.text for it in shapes if it.has_text_frame)


class WorkbookLoader(PlainLoader):
    def text(self):
        rows = [row for sheet in load_workbook(self.path, read_only=True) for row in sheet.iter_rows(values_only=True)]
        return "\n".join(" ".join(str(cell) for cell in row if cell is not None) for row in rows)


class MailLoader(PlainLoader):
    def text(self):
        mail = email.message_from_bytes(Path(self.path).read_bytes(), policy=email.policy.default)
        return f"{mail['subject']}\n\n{mail.get_body(('plain', 'html')).get_content()}"


LOADERS = {
    ".pdf": PyPDFLoader,
    ".docx": Docx2txtLoader,
    ".html": lambda path: BSHTMLLoader(path, open_encoding="utf-8"),
    ".md": lambda path: TextLoader(path, encoding="utf-8"),
    ".xlsx": WorkbookLoader,
    ".pptx": SlidesLoader,
    ".eml": MailLoader,
}
MODELS = {"zh": "bge-small-zh-v1.5-int8", "en": "bge-small-en-v1.5-int8"}
# About the product's 220 tokens a chunk.
CHUNK_CHARACTERS = {"zh": 320, "en": 1000}
SENTENCE = re.compile(r"[^。！？!?\n]+?(?:[。！？!?\n]|\.(?=\s)|$)")
HAN = re.compile(r"[\u4e00-\u9fff]")
MAX_TOKENS = 512
# What the documentation's embedding classes take when nothing is said.
DEFAULT_BATCH = 32
# One statement holds all rows of a call, and a statement takes at most 65,535 parameters.
ROWS_AT_ONCE = 4096


class OnnxEmbeddings(Embeddings):
    def __init__(self, folder, batch, threads):
        options = onnxruntime.SessionOptions()
        if threads:
            options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self.inputs = {it.name for it in self.session.get_inputs()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.enable_padding()
        self.batch = batch

    def embed_documents(self, texts):
        # Longest first, so that a batch holds texts of like length: sentence-transformers does the same.
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        vectors = [None] * len(texts)
        for start in range(0, len(order), self.batch):
            part = order[start : start + self.batch]
            encoded = self.tokenizer.encode_batch([texts[at].lower() for at in part])
            feed = {
                "input_ids": numpy.array([it.ids for it in encoded], dtype=numpy.int64),
                "attention_mask": numpy.array([it.attention_mask for it in encoded], dtype=numpy.int64),
                "token_type_ids": numpy.array([it.type_ids for it in encoded], dtype=numpy.int64),
            }
            hidden = self.session.run(None, {name: it for name, it in feed.items() if name in self.inputs})[0]
            pooled = hidden[:, 0]
            pooled = pooled / numpy.linalg.norm(pooled, axis=1, keepdims=True)
            for at, vector in zip(part, pooled):
                vectors[at] = vector.tolist()
        return vectors

    def embed_query(self, text):
        return self.embed_documents([text])[0]


def language_of(text):
    return "zh" if len(HAN.findall(text[:2000])) > len(text[:2000]) * 0.1 else "en"


def load(path):
    return LOADERS[path.suffix](str(path)).load()


def split(path):
    documents = load(path)
    for it in documents:
        # PostgreSQL takes no NUL, and some PDF files give one.
        it.page_content = it.page_content.replace("\x00", "")
    lang = language_of(" ".join(it.page_content for it in documents))
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS[lang], chunk_overlap=0, separators=["\n\n", "\n", "。", ". ", " ", ""]
    )
    return lang, splitter.split_documents(documents)


def fastest(models, paths):
    """The batch and threads that embed a part of the texts in the shortest time."""
    texts = [it.page_content for path in paths[:: max(1, len(paths) // 20)] for it in split(path)[1]]
    best = None
    for threads in (1, 2):
        for batch in (1, 4, 16, 32, 64):
            embeddings = OnnxEmbeddings(models / MODELS["zh"], batch, threads)
            embeddings.embed_documents(texts[:8])
            started = time.perf_counter()
            embeddings.embed_documents(texts)
            taken = time.perf_counter() - started
            if best is None or taken < best[0]:
                best = (taken, batch, threads)
    return best[1], best[2]


def add(store, texts, metadatas):
    for start in range(0, len(texts), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        store.add_texts(texts[part], None if metadatas is None else metadatas[part])
    return len(texts)


def main():
    task = json.loads(sys.argv[1])
    models = Path(task["models"])
    paths = [Path(task["files"]) / name for name in task["names"]]
    batch, threads = fastest(models, paths) if task["tuned"] else (DEFAULT_BATCH, 0)
    connection = task["database"].replace("postgres://", "postgresql+psycopg://")
    stores = {
        lang: PGVector(
            embeddings=OnnxEmbeddings(models / name, batch, threads),
            collection_name=lang,
            connection=connection,
            use_jsonb=True,
        )
        for lang, name in MODELS.items()
    }
    chunks = texts = failed = 0
    started = time.perf_counter()
    splits = {lang: [] for lang in MODELS}
    for path in paths:
        try:
            lang, parts = split(path)
        except Exception as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            failed += 1
            continue
        splits[lang].extend(parts)
    for lang, parts in splits.items():
        chunks += len(parts)
        texts += add(stores[lang], [it.page_content for it in parts], [it.metadata for it in parts])
        if task["sentences"]:
            sentences = [it for part in parts for it in SENTENCE.findall(part.page_content) if it.strip()]
            texts += add(stores[lang], sentences, None)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "chunks": chunks, "texts": texts, "failed": failed, "batch": batch, "threads": threads}))


if __name__ == "__main__":
    os.environ["TOKENIZERS_PARALLELISM"] = "true"
    main()
