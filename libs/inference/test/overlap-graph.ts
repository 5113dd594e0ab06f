import { elementTypes } from '../src/graph/onnx-file.ts';
import { GraphWriter } from '../src/graph/graph-writer.ts';

/** BERT's special and unused tokens end here. */
const lastSpecial = 105;

/**
 * A cross-encoder that is no language model but a real graph: its score says which share of the query's tokens stands in the
 * text, told apart by the segments. It has the inputs and the output of the BERT cross-encoders of the hub.
 */
export function overlapGraph(): Uint8Array {
  const graph = new GraphWriter();
  const { float, int64 } = elementTypes;
  const zero = graph.integers(0);
  const float32 = (value: string): string => graph.node('Cast', [value], { attributes: { to: { int: float } } });
  const wordy = graph.node('Greater', ['input_ids', graph.integers(lastSpecial)]);
  const isSecond = graph.node('Greater', ['token_type_ids', zero]);
  const first = float32(graph.node('And', [wordy, graph.node('Not', [isSecond])]));
  const second = float32(graph.node('And', [wordy, isSecond]));
  const column = graph.node('Unsqueeze', ['input_ids', graph.integers(2)]);
  const row = graph.node('Unsqueeze', ['input_ids', graph.integers(1)]);
  const same = float32(graph.node('Equal', [column, row]));
  const inText = graph.node('Mul', [same, graph.node('Unsqueeze', [second, graph.integers(1)])]);
  const hit = graph.node('ReduceMax', [inText], { attributes: { axes: { ints: [2] }, keepdims: { int: 0 } } });
  const sum = (value: string): string => graph.node('ReduceSum', [value, graph.integers(1)]);
  const asked = graph.node('Max', [sum(first), graph.floats(Float32Array.of(1))]);
  const share = graph.node('Div', [sum(graph.node('Mul', [hit, first])), asked]);
  const spread = graph.node('Mul', [share, graph.floats(Float32Array.of(9))]);
  graph.node('Sub', [spread, graph.floats(Float32Array.of(4.5))], { name: 'logits' });
  graph.output({ name: 'logits', type: float, dims: ['batch', 1] });
  const input = (name: string) => ({ name, type: int64, dims: ['batch', 'width'] });
  return graph.model([input('input_ids'), input('attention_mask'), input('token_type_ids')]);
}
