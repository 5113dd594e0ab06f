import type { Node, Rule } from './rule-types.ts';

const POSITIONAL = 3;
const INJECTED = 5;

const parametersOf = (node: Node): Node[] => (node.params as Node[] | undefined) ?? [];

function isConstructor(node: Node): boolean {
  return node.parent?.type === 'MethodDefinition' && node.parent.kind === 'constructor';
}

/**
 * Many parameters say that a function wants an options object, many injected parts that a class does too much. Callbacks
 * that a library dictates are left alone, therefore only declared functions, methods and constructors are looked at.
 */
const parameters: Rule = {
  meta: { type: 'suggestion' },
  create(context) {
    const check = (node: Node): void => {
      const count = parametersOf(node).length;
      const limit = isConstructor(node) ? INJECTED : POSITIONAL;
      if (count > limit)
        context.report({ node, message: `${count} parameters, at most ${limit}: pass an options object.` });
    };
    return {
      FunctionDeclaration: check,
      'MethodDefinition > FunctionExpression': check,
      'VariableDeclarator > ArrowFunctionExpression': check,
    };
  },
};

/**
 * Nest finds what to inject by the class that stands in the constructor's type at run time. `import type` erases it: the
 * compiler is silent and the application fails when it starts. This rule sees it first.
 */
const injectedValueImports: Rule = {
  meta: { type: 'problem' },
  create(context) {
    const erased = new Set<string>();
    return {
      ImportDeclaration(node) {
        for (const specifier of (node.specifiers as Node[] | undefined) ?? []) {
          if (node.importKind === 'type' || specifier.importKind === 'type')
            erased.add((specifier.local as Node).name as string);
        }
      },
      'ClassDeclaration > ClassBody > MethodDefinition[kind="constructor"]'(node) {
        const owner = node.parent?.parent;
        if (((owner?.decorators as Node[] | undefined) ?? []).length === 0) return;
        for (const parameter of parametersOf(node.value as Node)) {
          if (((parameter.decorators as Node[] | undefined) ?? []).length > 0) continue;
          const binding = (parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter) as Node;
          const type = (binding.typeAnnotation as Node | undefined)?.typeAnnotation as Node | undefined;
          const name = (type?.typeName as Node | undefined)?.name as string | undefined;
          if (name !== undefined && erased.has(name)) {
            context.report({
              node: parameter,
              message: `${name} is injected: import it as a value, not with "import type".`,
            });
          }
        }
      },
    };
  },
};

export const rules = { parameters, 'injected-value-imports': injectedValueImports };

export default { meta: { name: 'mingda' }, rules };
