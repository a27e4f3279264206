import { murmur3 } from "./murmur3-128.ts";

// HyperLogLog sketches in the format of Apache DataSketches (HLL_8, updatable), which Spark keeps in BINARY columns. A sketch
// begins as a list of coupons, becomes a hash set of them, and then an array with a byte for each of its 2^lgK registers.

const SEED = 9001n;
const ADDRESS_BITS = 26;
const ADDRESS_MASK = 2 ** ADDRESS_BITS - 1;
/** Maximum value of a register: one more than the leading zeros of a hash, of which no more than 62 count. */
const LARGEST_VALUE = 63;
const LIST_SIZE = 8;
const FIRST_SET_BITS = 5;
const LIST_START = 8;
const SET_START = 12;
const ARRAY_START = 40;
const [EMPTY_FLAG, OUT_OF_ORDER_FLAG] = [4, 16];
const [LIST, SET, ARRAY] = [0, 1, 2];
const HLL_8 = 2;

export const SMALLEST_LG_K = 4;
export const LARGEST_LG_K = 21;
export const DEFAULT_LG_K = 12;

/** Bytes that are not a sketch. */
export class NotASketchError extends Error {}

/** A coupon: the address of a register and its minimum value in one number. */
function couponOf(bytes: Uint8Array): number {
  const [low, high] = murmur3(bytes, SEED);
  const zeros = 64 - (high === 0n ? 0 : high.toString(2).length);
  return Math.min(zeros + 1, LARGEST_VALUE) * 2 ** ADDRESS_BITS + Number(low & BigInt(ADDRESS_MASK));
}

const registerValueOf = (coupon: number): number => Math.floor(coupon / 2 ** ADDRESS_BITS);
const addressOf = (coupon: number): number => coupon % 2 ** ADDRESS_BITS;

/** Where a coupon is, or should be, in a hash table whose size is a power of two. */
function place(table: readonly number[], coupon: number): number {
  const bits = Math.log2(table.length);
  const stride = Math.floor(addressOf(coupon) / 2 ** bits) | 1;
  let at = coupon % table.length;
  while (table[at] !== 0 && table[at] !== coupon) at = (at + stride) % table.length;
  return at;
}

export class HllSketch {
  readonly lgK: number;
  private mode = LIST;
  private coupons: number[] = new Array<number>(LIST_SIZE).fill(0);
  private count = 0;
  private registers = new Uint8Array(0);
  private accumulated = 0;
  /** Sums of 2^-value over the registers below 32 and over the others. */
  private sums: [number, number] = [0, 0];
  /** After a union of arrays, the order of the values is unknown, and with it the more exact estimate. */
  private outOfOrder = false;

  constructor(lgK: number = DEFAULT_LG_K) {
    this.lgK = lgK;
  }

  update(bytes: Uint8Array): void {
    if (bytes.length > 0) this.add(couponOf(bytes));
  }

  updateNumber(value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, value, true);
    this.update(bytes);
  }

  /** Adds what another sketch has counted. A sketch of another size must be at least as large. */
  merge(other: HllSketch): void {
    if (other.mode !== ARRAY) this.addAll(other.coupons);
    else if (this.mode === ARRAY) {
      this.raiseAll(other.registers);
      this.outOfOrder = true;
    } else {
      const own = this.coupons;
      this.take(other);
      this.addAll(own);
    }
  }

  /** The number of different values. */
  estimate(): number {
    if (this.mode !== ARRAY) return couponEstimate(this.count);
    return this.outOfOrder ? registerEstimate(this.registers, this.lgK) : this.accumulated;
  }

  toBytes(): Uint8Array {
    const start = [LIST_START, SET_START, ARRAY_START][this.mode] ?? 0;
    const bytes = new Uint8Array(start + (this.mode === ARRAY ? 2 ** this.lgK : 4 * this.coupons.length));
    const view = new DataView(bytes.buffer);
    const size = this.mode === ARRAY ? 0 : Math.log2(this.coupons.length);
    const empty = this.mode !== ARRAY && this.count === 0;
    const flags = (empty ? EMPTY_FLAG : 0) | (this.outOfOrder ? OUT_OF_ORDER_FLAG : 0);
    bytes.set([start / 4, 1, 7, this.lgK, size, flags, this.mode === LIST ? this.count : 0, this.mode | (HLL_8 << 2)]);
    if (this.mode === ARRAY) {
      view.setFloat64(8, this.outOfOrder ? 0 : this.accumulated, true);
      view.setFloat64(16, this.sums[0], true);
      view.setFloat64(24, this.sums[1], true);
      view.setInt32(32, this.registers.filter((value) => value === 0).length, true);
      bytes.set(this.registers, ARRAY_START);
      return bytes;
    }
    if (this.mode === SET) view.setInt32(8, this.count, true);
    for (const [i, coupon] of this.coupons.entries()) view.setUint32(start + 4 * i, coupon, true);
    return bytes;
  }

  /** @throws {NotASketchError} */
  static fromBytes(bytes: Uint8Array): HllSketch {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [words = 0, version, family, lgK = 0, size = 0, flags = 0] = bytes;
    const [mode, type] = [(bytes[7] ?? 3) & 3, (bytes[7] ?? 0) >> 2];
    const start = [LIST_START, SET_START, ARRAY_START][mode];
    const length = (start ?? 0) + (mode === ARRAY ? 2 ** lgK : 4 * 2 ** size);
    const known = version === 1 && family === 7 && lgK >= SMALLEST_LG_K && lgK <= LARGEST_LG_K && type === HLL_8;
    if (!known || start !== words * 4 || bytes.length < length) throw new NotASketchError();
    const sketch = new HllSketch(lgK);
    sketch.mode = mode;
    sketch.outOfOrder = (flags & OUT_OF_ORDER_FLAG) !== 0;
    if (mode === ARRAY) {
      sketch.accumulated = view.getFloat64(8, true);
      sketch.sums = [view.getFloat64(16, true), view.getFloat64(24, true)];
      sketch.registers = bytes.slice(ARRAY_START, ARRAY_START + 2 ** lgK);
    } else {
      sketch.coupons = Array.from({ length: 2 ** size }, (_, i) => view.getUint32(start + 4 * i, true));
      sketch.count = sketch.coupons.filter((coupon) => coupon !== 0).length;
    }
    return sketch;
  }

  private addAll(coupons: readonly number[]): void {
    for (const coupon of coupons) if (coupon !== 0) this.add(coupon);
  }

  private add(coupon: number): void {
    if (this.mode === ARRAY) this.raise(addressOf(coupon), registerValueOf(coupon));
    else if (this.mode === SET) this.insert(coupon);
    else if (!this.coupons.includes(coupon)) {
      this.coupons[this.count++] = coupon;
      if (this.count < LIST_SIZE) return;
      if (this.lgK < 8) this.becomeArray();
      else this.becomeSet(FIRST_SET_BITS);
    }
  }

  private insert(coupon: number): void {
    const at = place(this.coupons, coupon);
    if (this.coupons[at] !== 0) return;
    this.coupons[at] = coupon;
    this.count++;
    if (4 * this.count <= 3 * this.coupons.length) return;
    const bits = Math.log2(this.coupons.length);
    if (bits === this.lgK - 3) this.becomeArray();
    else this.becomeSet(bits + 1);
  }

  private becomeSet(bits: number): void {
    const table = new Array<number>(2 ** bits).fill(0);
    for (const coupon of this.coupons) if (coupon !== 0) table[place(table, coupon)] = coupon;
    this.coupons = table;
    this.mode = SET;
  }

  private becomeArray(): void {
    const [coupons, estimate] = [this.coupons, couponEstimate(this.count)];
    this.startArray();
    this.addAll(coupons);
    this.accumulated = estimate;
  }

  /** The registers of another sketch, which may have more of them, with its estimate. */
  private take(other: HllSketch): void {
    this.startArray();
    this.raiseAll(other.registers);
    this.accumulated = other.accumulated;
    this.outOfOrder = other.outOfOrder;
  }

  private startArray(): void {
    this.mode = ARRAY;
    this.registers = new Uint8Array(2 ** this.lgK);
    this.sums = [2 ** this.lgK, 0];
    this.coupons = [];
  }

  private raiseAll(registers: Uint8Array): void {
    for (const [address, value] of registers.entries()) if (value > 0) this.raise(address, value);
  }

  /** Sets a register to the value if it is smaller, after the estimate has grown by one over the probability of that. */
  private raise(address: number, value: number): void {
    const at = address % 2 ** this.lgK;
    const old = this.registers[at] ?? 0;
    if (value <= old) return;
    this.registers[at] = value;
    this.accumulated += 2 ** this.lgK / (this.sums[0] + this.sums[1]);
    this.sums[old < 32 ? 0 : 1] -= 2 ** -old;
    this.sums[value < 32 ? 0 : 1] += 2 ** -value;
  }
}

/** The number of values that have so many coupons: two values share one with a probability of a third of 2^-26. */
function couponEstimate(count: number): number {
  const share = 2 ** -ADDRESS_BITS;
  return count + (count * (count - 1) * share) / 6 + (2 * count ** 3 * share ** 2) / 63;
}

/** The estimate from the registers alone: linear counting while many are empty, and the harmonic mean. */
function registerEstimate(registers: Uint8Array, lgK: number): number {
  const k = 2 ** lgK;
  const counts = new Array<number>(65).fill(0);
  for (const value of registers) counts[value] = (counts[value] ?? 0) + 1;
  // O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches: one formula for all ranges.
  let z = k * tau(1 - (counts[LARGEST_VALUE] ?? 0) / k);
  for (let value = LARGEST_VALUE - 1; value >= 1; value--) z = 0.5 * (z + (counts[value] ?? 0));
  z += k * sigma((counts[0] ?? 0) / k);
  return ((1 / (2 * Math.LN2)) * k * k) / z;
}

function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY;
  let [power, y, z, before] = [x, 1, x, Number.NaN];
  while (z !== before) {
    power *= power;
    before = z;
    z += power * y;
    y += y;
  }
  return z;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, y, z, before] = [x, 1, 1 - x, Number.NaN];
  while (z !== before) {
    root = Math.sqrt(root);
    before = z;
    y *= 0.5;
    z -= (1 - root) ** 2 * y;
  }
  return z / 3;
}
