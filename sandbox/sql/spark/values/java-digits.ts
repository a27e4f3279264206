/**
 * The digits that Java 17 writes for floating-point numbers. They identify the number, but are not always the fewest that do: Java wrote
 * the fewest from version 19 on. This is the method of Steele and White with Java's own stopping rules.
 */
export interface JavaDigits {
  readonly digits: string;
  /** The value is 0.digits · 10^exponent. */
  readonly exponent: number;
}

interface Parts {
  /** Exponent of the highest bit. */
  readonly exponent: number;
  /** The bits, with the highest one at bit 52. */
  readonly bits: bigint;
  readonly significant: number;
}

const TOP = 52;

/** Digits of a positive double. */
export function doubleDigits(value: number): JavaDigits {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const raw = view.getBigUint64(0);
  return digitsOf(unpack(Number((raw >> 52n) & 0x7ffn), raw & 0xfffffffffffffn, TOP, 1023));
}

/** Digits of a positive single-precision number. */
export function floatDigits(value: number): JavaDigits {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const raw = view.getUint32(0);
  return digitsOf(unpack((raw >> 23) & 0xff, BigInt(raw & 0x7fffff), 23, 127));
}

function unpack(exponent: number, fraction: bigint, width: number, bias: number): Parts {
  const up = BigInt(TOP - width);
  if (exponent !== 0)
    return { exponent: exponent - bias, bits: (fraction | (1n << BigInt(width))) << up, significant: width + 1 };
  const length = fraction.toString(2).length;
  const shift = width + 1 - length;
  return { exponent: 1 - shift - bias, bits: (fraction << BigInt(shift)) << up, significant: length };
}

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

/** Bits of 5^n, which decide between Java's arithmetic with integers and with large numbers. */
const bitsOfPowerOf5 = (n: number): number => (n === 0 ? 0 : n < 27 ? bitLength(5n ** BigInt(n)) : n * 3);

function digitsOf({ exponent, bits, significant }: Parts): JavaDigits {
  const trailing = bitLength(bits & -bits) - 1;
  const length = TOP + 1 - trailing;
  const tiny = Math.max(0, length - exponent - 1);
  if (tiny === 0 && exponent <= 62) return wholeDigits(exponent, bits, significant);
  let decimal = estimate(bits, exponent);
  const fives = Math.max(0, -decimal);
  let twos = fives + tiny + exponent;
  const scaleFives = Math.max(0, decimal);
  let scaleTwos = scaleFives + tiny;
  let marginTwos = twos - significant;
  twos -= length - 1;
  const common = Math.min(twos, scaleTwos);
  twos -= common;
  scaleTwos -= common;
  marginTwos -= common;
  // Below a power of two the next number is only half as far away.
  if (length === 1) marginTwos -= 1;
  if (marginTwos < 0) {
    twos -= marginTwos;
    scaleTwos -= marginTwos;
    marginTwos = 0;
  }
  const width = Math.max(length + twos + bitsOfPowerOf5(fives), scaleTwos + 1 + bitsOfPowerOf5(scaleFives + 1));
  // Java computes small cases with integers, whose overflows are part of its results.
  const word = width < 32 ? 32 : width < 64 ? 64 : undefined;
  const wrapped = (value: bigint): bigint => (word === undefined ? value : BigInt.asIntN(word, value));
  const scale = (5n ** BigInt(scaleFives)) << BigInt(scaleTwos);
  const ten = scale * 10n;
  let rest = ((bits >> BigInt(trailing)) * 5n ** BigInt(fives)) << BigInt(twos);
  let margin = ((5n ** BigInt(fives)) << BigInt(marginTwos)) * 10n;
  const next = (): bigint => {
    const digit = rest / scale;
    rest = (rest % scale) * 10n;
    return digit;
  };
  const isLow = () => rest < margin;
  const isHigh = () => (word === undefined ? rest + margin >= ten : wrapped(rest + margin) > ten);
  const first = next();
  let [low, high] = [isLow(), isHigh()];
  const digits: bigint[] = [];
  if (first === 0n && !high) decimal -= 1;
  else digits.push(first);
  // Numbers with an exponent have at least two digits.
  if (decimal < -3 || decimal >= 8) [low, high] = [false, false];
  while (!low && !high) {
    const digit = next();
    margin *= 10n;
    [low, high] = wrapped(margin) > 0n ? [isLow(), isHigh()] : [true, true];
    digits.push(digit);
  }
  const beyondHalf = wrapped(rest * 2n - ten);
  const odd = (digits.at(-1) ?? 0n) % 2n === 1n;
  const up = high && (!low || beyondHalf > 0n || (beyondHalf === 0n && odd));
  return up ? roundedUp(digits.join(""), decimal + 1) : { digits: digits.join(""), exponent: decimal + 1 };
}

/** Digits that rounding makes insignificant, by the power of two above the precision. */
const insignificantDigits = (power: number): number => (power > 1 ? Math.floor(power * Math.log10(2) - 0.0001) : 0);

/** A whole number has all its digits but those that its precision does not reach. */
function wholeDigits(exponent: number, bits: bigint, significant: number): JavaDigits {
  let value = exponent >= TOP ? bits << BigInt(exponent - TOP) : bits >> BigInt(TOP - exponent);
  const dropped = exponent > significant ? insignificantDigits(exponent - significant - 1) : 0;
  if (dropped > 0) {
    const power = 10n ** BigInt(dropped);
    const rest = value % power;
    value = value / power + (rest >= power / 2n ? 1n : 0n);
  }
  const text = value.toString();
  return { digits: text.replace(/0+$/, "") || "0", exponent: text.length + dropped };
}

/** The decimal exponent, or one more. */
function estimate(bits: bigint, exponent: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, 0x3ff0000000000000n | (bits & 0xfffffffffffffn));
  return Math.floor((view.getFloat64(0) - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

function roundedUp(digits: string, exponent: number): JavaDigits {
  const raised = (BigInt(digits) + 1n).toString();
  if (raised.length === digits.length) return { digits: raised, exponent };
  if (raised.length < digits.length) return { digits: raised.padStart(digits.length, "0"), exponent };
  return { digits: raised.slice(0, -1), exponent: exponent + 1 };
}
