import { isDeepStrictEqual } from 'node:util';
import { z, type ZodType } from 'zod';

export type JsonSchema = Record<string, unknown>;

const definitionPrefix = '#/$defs/';

function replaceReferences(value: unknown, rename: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === '$ref' && typeof item === 'string' && item.startsWith(definitionPrefix)
        ? [key, `#/components/schemas/${rename(item.slice(definitionPrefix.length))}`]
        : [key, replaceReferences(item, rename)],
    ),
  );
}

/**
 * Collects the named schemas (`.meta({ id })`) of requests and replies. A schema with defaults reads differently from
 * the two sides: its fields may be left out of a request and are always in a reply. Where the two differ, the
 * request's form is called `<id>Input`.
 */
export class SchemaComponents {
  private readonly outputs = new Map<string, JsonSchema>();
  private readonly inputs = new Map<string, JsonSchema>();

  /** @returns the schema, or a reference to it if it has a name */
  reply(schema: ZodType): JsonSchema {
    return this.add(schema, 'output');
  }

  request(schema: ZodType): JsonSchema {
    return this.add(schema, 'input');
  }

  /** All named schemas, for `components.schemas`; valid once every reply and request has been added. */
  all(): Record<string, JsonSchema> {
    const named = new Map<string, JsonSchema>();
    for (const [id, schema] of this.outputs) named.set(id, replaceReferences(schema, (it) => it) as JsonSchema);
    for (const [id, schema] of this.inputs) {
      named.set(this.inputName(id), replaceReferences(schema, (it) => this.inputName(it)) as JsonSchema);
    }
    return Object.fromEntries([...named].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Turns the references of one request or reply, as `request` and `reply` returned them, into final ones. */
  resolve(schema: JsonSchema, side: 'request' | 'reply'): JsonSchema {
    return replaceReferences(schema, (id) => (side === 'request' ? this.inputName(id) : id)) as JsonSchema;
  }

  private add(schema: ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs,
      ...root
    } = z.toJSONSchema(schema, {
      io,
      target: 'draft-2020-12',
      // Replies grow fields over time; a client that refuses unknown ones would break then.
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }) as JsonSchema;
    const known = io === 'input' ? this.inputs : this.outputs;
    for (const [id, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      const { id: __, ...body } = definition;
      known.set(id, body);
    }
    return root;
  }

  private inputName(id: string): string {
    const output = this.outputs.get(id);
    return output === undefined || this.sameOnBothSides(id, new Set()) ? id : `${id}Input`;
  }

  /** A schema that refers to one which differs differs itself. */
  private sameOnBothSides(id: string, visiting: Set<string>): boolean {
    if (visiting.has(id)) return true;
    visiting.add(id);
    const input = this.inputs.get(id);
    const output = this.outputs.get(id);
    if (input === undefined || output === undefined) return true;
    if (!isDeepStrictEqual(input, output)) return false;
    return referencesOf(input).every((reference) => this.sameOnBothSides(reference, visiting));
  }
}

function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item.slice(definitionPrefix.length)] : referencesOf(item),
  );
}
