export interface Example {
  readonly features: readonly number[];
  readonly label: 0 | 1;
  readonly weight: number;
}

export interface Logistic {
  readonly weights: number[];
  readonly bias: number;
}

const rounds = 3000;
const step = 4;
const penalty = 1e-4;

/** Logistic regression by full-batch gradient descent on standardised features; the same examples give the same model. */
export function fitLogistic(examples: readonly Example[]): Logistic {
  const size = examples[0]?.features.length ?? 0;
  const total = examples.reduce((sum, it) => sum + it.weight, 0);
  const mean = Array.from(
    { length: size },
    (_, at) => examples.reduce((sum, it) => sum + it.weight * (it.features[at] ?? 0), 0) / total,
  );
  const spread = mean.map((centre, at) => {
    const variance = examples.reduce((sum, it) => sum + it.weight * ((it.features[at] ?? 0) - centre) ** 2, 0) / total;
    return Math.sqrt(variance) || 1;
  });
  const scaled = examples.map((it) => ({
    ...it,
    features: it.features.map((value, at) => (value - (mean[at] ?? 0)) / (spread[at] ?? 1)),
  }));
  const weights = Array.from({ length: size }, () => 0);
  let bias = 0;
  for (let round = 0; round < rounds; round += 1) {
    const gradient = Array.from({ length: size }, () => 0);
    let biasGradient = 0;
    for (const { features, label, weight } of scaled) {
      const error = (weight * (predict({ weights, bias }, features) - label)) / total;
      features.forEach((value, at) => (gradient[at] = (gradient[at] ?? 0) + error * value));
      biasGradient += error;
    }
    gradient.forEach((value, at) => (weights[at] = (weights[at] ?? 0) - step * (value + penalty * (weights[at] ?? 0))));
    bias -= step * biasGradient;
  }
  const plain = weights.map((weight, at) => weight / (spread[at] ?? 1));
  return { weights: plain, bias: bias - plain.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0) };
}

export function predict({ weights, bias }: Logistic, features: readonly number[]): number {
  return 1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), bias)));
}
