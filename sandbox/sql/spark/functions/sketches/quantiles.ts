import type { Value } from "../../values/value.ts";
import { ascending } from "../numeric-types.ts";

// Approximate quantiles as Spark computes them: M. Greenwald and S. Khanna, Space-efficient online computation of quantile
// summaries. A sample represents `g` rows, and its highest possible rank is `delta` above its lowest.

interface Sample {
  readonly value: Value;
  readonly number: number;
  readonly g: number;
  readonly delta: number;
}

/** Rows that are sorted into the samples at once, and samples from which they are compressed. */
const BUFFER_ROWS = 50_000;
const MOST_SAMPLES = 10_000;

interface Row {
  readonly value: Value;
  readonly number: number;
}

function inserted(samples: readonly Sample[], rows: readonly Row[], before: number, error: number): Sample[] {
  const all: Sample[] = [];
  let at = 0;
  for (const [i, row] of rows.entries()) {
    for (; at < samples.length; at++) {
      const sample = samples[at];
      if (sample === undefined || sample.number > row.number) break;
      all.push(sample);
    }
    const isEdge = all.length === 0 || (at === samples.length && i === rows.length - 1);
    all.push({ ...row, g: 1, delta: isEdge ? 0 : Math.floor(2 * error * (before + i + 1)) });
  }
  return [...all, ...samples.slice(at)];
}

/** Joins neighbours, from the end, that together have fewer rows than the threshold. */
function compressed(samples: readonly Sample[], threshold: number): Sample[] {
  const [first] = samples;
  let head = samples.at(-1);
  if (head === undefined || first === undefined) return [];
  const kept: Sample[] = [];
  for (const sample of samples.slice(1, -1).reverse()) {
    if (sample.g + head.g + head.delta < threshold) head = { ...head, g: head.g + sample.g };
    else {
      kept.push(head);
      head = sample;
    }
  }
  kept.push(head);
  if (first.number <= head.number && samples.length > 1) kept.push(first);
  return kept.reverse();
}

/** The values at these fractions of the rows, with a relative error of their rank of at most `error`. */
export function approximateQuantiles(rows: readonly Row[], fractions: readonly number[], error: number): Value[] {
  let samples: Sample[] = [];
  for (let start = 0; start < rows.length; start += BUFFER_ROWS) {
    const buffer = rows.slice(start, start + BUFFER_ROWS).sort((a, b) => ascending(a.number, b.number));
    samples = inserted(samples, buffer, start, error);
    const isWhole = buffer.length === BUFFER_ROWS;
    if (isWhole && samples.length >= MOST_SAMPLES) samples = compressed(samples, 2 * error * (start + buffer.length));
  }
  samples = compressed(samples, 2 * error * rows.length);
  const target = samples.reduce((most, { g, delta }) => Math.max(most, g + delta), 0) / 2;
  return fractions.map((fraction) => quantile(samples, fraction, Math.ceil(fraction * rows.length), target, error));
}

function quantile(samples: readonly Sample[], fraction: number, rank: number, target: number, error: number): Value {
  if (fraction <= error || samples.length === 1) return samples[0]?.value ?? null;
  if (fraction >= 1 - error) return samples.at(-1)?.value ?? null;
  let lowest = 0;
  for (const { value, g, delta } of samples.slice(0, -1)) {
    lowest += g;
    if (lowest + delta - target <= rank && rank <= lowest + target) return value;
  }
  return samples.at(-1)?.value ?? null;
}
