/** Counts of values up to each bound; the last count is everything above. */
export interface HistogramCounts {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

export type MetricLabels = Readonly<Record<string, string>>;
/** A value, alone or with its labels. */
export type MetricSample = number | readonly [value: number, labels: MetricLabels];

interface Family {
  readonly head: string;
  readonly lines: string[];
}

/** Media type of the text format, version 0.0.4. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Builds a page in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Values are read
 * when the page is asked for; nothing is counted twice to be exposed.
 */
export class PrometheusText {
  readonly #families = new Map<string, Family>();

  /** A total that only grows; its name ends in `_total`. */
  counter(name: string, help: string, sample: MetricSample): this {
    return this.#line({ name, help, type: 'counter' }, `${name}${sampleText(sample)}`);
  }

  gauge(name: string, help: string, sample: MetricSample): this {
    return this.#line({ name, help, type: 'gauge' }, `${name}${sampleText(sample)}`);
  }

  /** @param scale what the recorded values are multiplied with, such as 0.001 for milliseconds shown in seconds */
  histogram(name: string, help: string, { counts, labels = {}, scale = 1 }: HistogramLine): this {
    let below = 0;
    const family = { name, help, type: 'histogram' } as const;
    for (const [index, bound] of [...counts.bounds, Infinity].entries()) {
      below += counts.counts[index] ?? 0;
      const le = numberText(bound * scale);
      this.#line(family, `${name}_bucket${labelText({ ...labels, le })} ${below}`);
    }
    this.#line(family, `${name}_sum${labelText(labels)} ${numberText(counts.sum * scale)}`);
    return this.#line(family, `${name}_count${labelText(labels)} ${counts.count}`);
  }

  toString(): string {
    return [...this.#families.values()].map(({ head, lines }) => `${head}${lines.join('\n')}\n`).join('');
  }

  #line({ name, help, type }: { name: string; help: string; type: string }, line: string): this {
    let family = this.#families.get(name);
    if (family === undefined) {
      family = { head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, lines: [] };
      this.#families.set(name, family);
    }
    family.lines.push(line);
    return this;
  }
}

export interface HistogramLine {
  readonly counts: HistogramCounts;
  readonly labels?: MetricLabels;
  readonly scale?: number;
}

function sampleText(sample: MetricSample): string {
  const [value, labels] = typeof sample === 'number' ? [sample, {}] : sample;
  return `${labelText(labels)} ${numberText(value)}`;
}

function labelText(labels: MetricLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Twelve digits, so that a scaled bound such as 5 x 0.001 is written 0.005. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(Number(value.toPrecision(12)));
}
