/** The part of the ESTree and rule interface that the project's own rules use. */
export interface Node {
  readonly type: string;
  readonly kind?: string;
  readonly importKind?: string;
  readonly parent?: Node;
  readonly [property: string]: unknown;
}

interface RuleContext {
  report(finding: { readonly node: Node; readonly message: string }): void;
}

export interface Rule {
  readonly meta: { readonly type: 'problem' | 'suggestion' };
  create(context: RuleContext): Record<string, (node: Node) => void>;
}
