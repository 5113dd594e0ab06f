"""Makes one precision variant of an ONNX embedding model with ONNX Runtime's own quantizer.

usage: python3 tools/models/quantize.py INPUT OUTPUT PRECISION [CALIBRATION]
                                                (needs onnx, onnxruntime and sympy)

PRECISION is fp16, int8-dynamic or int8-static. CALIBRATION, for int8-static alone, is a JSON file
{"texts": [[token ids], ...]} whose texts are run through the float model to find the range of every activation.
`mingda models quantize` calls this, writes the token ids and registers the result.
Prints one JSON line: {"ok": true, ...}, or {"ok": false, "missing": [packages]} when a package is not installed.
"""

import importlib.util
import json
import sys
import tempfile
from pathlib import Path

NEEDS = {
    "fp16": ["onnx", "onnxruntime", "sympy"],
    "int8-dynamic": ["onnx", "onnxruntime", "sympy"],
    "int8-static": ["onnx", "onnxruntime", "sympy"],
}
# Only products with constant weights: quantized attention scores cost accuracy and save little.
MATMUL_WITH_WEIGHTS = {"MatMulConstBOnly": True}


# The first operator set whose quantized weights may have a scale for each channel.
PER_CHANNEL_OPSET = 13


def prepared(source, folder):
    """The model with its shapes inferred, which the quantizer needs to place its nodes well."""
    import onnx
    from onnx import version_converter
    from onnxruntime.quantization.shape_inference import quant_pre_process

    model = onnx.load(source)
    if next(it.version for it in model.opset_import if it.domain in ("", "ai.onnx")) < PER_CHANNEL_OPSET:
        model = version_converter.convert_version(model, PER_CHANNEL_OPSET)
    current = str(Path(folder) / "current.onnx")
    onnx.save(model, current)
    target = str(Path(folder) / "prepared.onnx")
    quant_pre_process(current, target, skip_symbolic_shape=True)
    return target


def to_fp16(source, target):
    from onnxruntime.transformers import float16
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    # A layer norm written as single steps squares values that half precision cannot hold, and the casts between the
    # steps lose them. Fused, it is one node that stays in float32.
    options = FusionOptions("bert")
    options.enable_attention = False
    options.enable_embed_layer_norm = False
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    options.enable_bias_gelu = False
    fused = optimize_model(source, model_type="bert", opt_level=0, optimization_options=options)
    # Inputs and outputs stay float32: callers need not know.
    blocked = [*float16.DEFAULT_OP_BLOCK_LIST, "LayerNormalization", "Softmax", "Gelu"]
    fused.convert_float_to_float16(keep_io_types=True, op_block_list=blocked)
    fused.save_model_to_file(target)


def to_int8_dynamic(source, target):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        quantize_dynamic(
            prepared(source, folder), target, weight_type=QuantType.QInt8, per_channel=True, extra_options=MATMUL_WITH_WEIGHTS
        )


def narrowing_products(model):
    """The products that bring the wide layer back to the model's width. Their inputs hold a few huge values, and one range
    for all of them would round the others away: in float they halve the loss."""
    import onnx

    graph = onnx.load(model).graph
    shapes = {it.name: it.dims for it in graph.initializer}
    products = [it for it in graph.node if it.op_type == "MatMul" and len(shapes.get(it.input[1], ())) == 2]
    return [it.name for it in products if shapes[it.input[1]][0] > shapes[it.input[1]][1]]


def least_cosine(source, target):
    """Smallest cosine between the first token's vectors of both models, over some made-up texts of several lengths."""
    import numpy
    import onnxruntime

    sessions = [onnxruntime.InferenceSession(it, providers=["CPUExecutionProvider"]) for it in (source, target)]
    cosines = []
    for length in (8, 16, 32, 64, 128):
        row = (numpy.arange(length, dtype=numpy.int64) * 37 % 900 + 1000)[None]
        values = {"input_ids": row, "attention_mask": numpy.ones_like(row), "token_type_ids": numpy.zeros_like(row)}
        a, b = (it.run(None, {i.name: values[i.name] for i in it.get_inputs()})[0][0, 0] for it in sessions)
        cosines.append(float(a @ b / numpy.linalg.norm(a) / numpy.linalg.norm(b)))
    return min(cosines)


def to_int8_static(source, target, calibration):
    import numpy
    import onnxruntime
    from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

    texts = json.loads(Path(calibration).read_text())["texts"]

    class Texts(CalibrationDataReader):
        def __init__(self, model):
            names = [it.name for it in onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).get_inputs()]
            self.feeds = iter([feed(names, ids) for ids in texts])

        def get_next(self):
            return next(self.feeds, None)

    def feed(names, ids):
        row = numpy.array([ids], dtype=numpy.int64)
        values = {"input_ids": row, "attention_mask": numpy.ones_like(row), "token_type_ids": numpy.zeros_like(row)}
        return {name: values[name] for name in names}

    with tempfile.TemporaryDirectory() as folder:
        model = prepared(source, folder)
        quantize_static(
            model,
            target,
            Texts(model),
            quant_format=QuantFormat.QDQ,
            # Gather reads the table of word vectors, half of a small model's weights.
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=narrowing_products(model),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            extra_options=MATMUL_WITH_WEIGHTS,
        )


def main(arguments):
    if len(arguments) < 3 or arguments[2] not in NEEDS or (arguments[2] == "int8-static") != (len(arguments) == 4):
        print(__doc__, file=sys.stderr)
        return 2
    source, target, precision = arguments[:3]
    missing = [name for name in NEEDS[precision] if importlib.util.find_spec(name) is None]
    if missing:
        print(json.dumps({"ok": False, "missing": [name.replace("_", "-") for name in missing]}))
        return 3
    if precision == "fp16":
        to_fp16(source, target)
    elif precision == "int8-dynamic":
        to_int8_dynamic(source, target)
    else:
        to_int8_static(source, target, arguments[3])
    import onnxruntime

    # A file that the runtime refuses, or that embeds something else, is no variant: better found here than in a search.
    print(json.dumps({"ok": True, "onnxruntime": onnxruntime.__version__, "cosine": least_cosine(source, target)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
