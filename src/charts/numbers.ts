const UNITS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A number on an axis: `1.5M`, `20k`, `2025` (a year stays one), `0.001`, `1e-7`. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return exponential(value);
  const [unit, letter] = (size >= 1e4 && UNITS.find(([each]) => size >= each)) || [1, ""];
  return `${rounded(value / unit)}${letter}`;
}

/** Sums of steps carry errors of the last digits. */
const rounded = (value: number): string => String(Number(value.toPrecision(8)));

const exponential = (value: number): string => Number(value.toPrecision(6)).toExponential().replace("e+", "e");
