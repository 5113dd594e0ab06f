/**
 * Gradient-boosted regression trees (Friedman, 2001) as flat arrays. Node i of a tree splits at `features[i] <=
 * thresholds[i]` to `left[i]`, else to `right[i]`; a negative child -1 - k is leaf k.
 */
export interface Tree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leaf: readonly number[];
}

export function evaluateTrees(trees: readonly Tree[], features: Float32Array): number {
  let sum = 0;
  for (const tree of trees) {
    let node = tree.feature.length === 0 ? -1 : 0;
    while (node >= 0) {
      const goesLeft = features[tree.feature[node]] <= tree.threshold[node];
      node = goesLeft ? tree.left[node] : tree.right[node];
    }
    sum += tree.leaf[-1 - node];
  }
  return sum;
}
