const MASK = (1n << 64n) - 1n;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;

const multiply = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const rotate = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & MASK;

function mixed(value: bigint): bigint {
  let h = value;
  h = multiply(h ^ (h >> 33n), 0xff51afd7ed558ccdn);
  h = multiply(h ^ (h >> 33n), 0xc4ceb9fe1a85ec53n);
  return h ^ (h >> 33n);
}

const mixFirst = (k: bigint): bigint => multiply(rotate(multiply(k, C1), 31n), C2);
const mixSecond = (k: bigint): bigint => multiply(rotate(multiply(k, C2), 33n), C1);

function word(bytes: Uint8Array, from: number, to: number): bigint {
  let value = 0n;
  for (let i = Math.min(to, bytes.length) - 1; i >= from; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}

/** MurmurHash3, x64, 128 bits, as two unsigned numbers. */
export function murmur3(bytes: Uint8Array, seed: bigint): readonly [bigint, bigint] {
  let [h1, h2] = [seed, seed];
  const whole = bytes.length - (bytes.length % 16);
  for (let i = 0; i < whole; i += 16) {
    h1 ^= mixFirst(word(bytes, i, i + 8));
    h1 = (multiply((rotate(h1, 27n) + h2) & MASK, 5n) + 0x52dce729n) & MASK;
    h2 ^= mixSecond(word(bytes, i + 8, i + 16));
    h2 = (multiply((rotate(h2, 31n) + h1) & MASK, 5n) + 0x38495ab5n) & MASK;
  }
  if (bytes.length > whole + 8) h2 ^= mixSecond(word(bytes, whole + 8, whole + 16));
  if (bytes.length > whole) h1 ^= mixFirst(word(bytes, whole, whole + 8));
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  h1 = mixed(h1);
  h2 = mixed(h2);
  h1 = (h1 + h2) & MASK;
  return [h1, (h2 + h1) & MASK];
}
