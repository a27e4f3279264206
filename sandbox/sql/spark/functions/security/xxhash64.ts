import type { HashAlgorithm } from "./hash-values.ts";

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => u64((value << bits) | (value >> (64n - bits)));

function finish(hash: bigint): bigint {
  let result = u64((hash ^ (hash >> 33n)) * P2);
  result = u64((result ^ (result >> 29n)) * P3);
  return BigInt.asIntN(64, result ^ (result >> 32n));
}

const round = (accumulator: bigint, word: bigint): bigint => u64(rotate(u64(accumulator + word * P2), 31n) * P1);

const mixLong = (hash: bigint, word: bigint): bigint =>
  u64(rotate(hash ^ u64(rotate(u64(word * P2), 31n) * P1), 27n) * P1 + P4);

const mixInt = (hash: bigint, word: bigint): bigint => u64(rotate(hash ^ u64(word * P1), 23n) * P2 + P3);

/** xxHash with 64 bits. */
export const xxhash64: HashAlgorithm<bigint> = {
  int: (value, seed) => finish(mixInt(u64(seed + P5 + 4n), BigInt(value >>> 0))),
  long: (value, seed) => finish(mixLong(u64(seed + P5 + 8n), u64(value))),
  bytes(value, seed) {
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    let at = 0;
    let hash = u64(seed + P5);
    if (value.length >= 32) {
      const lanes = [seed + P1 + P2, seed + P2, seed, seed - P1].map(u64);
      for (; at + 32 <= value.length; at += 32)
        for (let lane = 0; lane < 4; lane++)
          lanes[lane] = round(lanes[lane] ?? 0n, view.getBigUint64(at + lane * 8, true));
      const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes;
      hash = u64(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n));
      for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
    }
    hash = u64(hash + BigInt(value.length));
    for (; at + 8 <= value.length; at += 8) hash = mixLong(hash, view.getBigUint64(at, true));
    if (at + 4 <= value.length) {
      hash = mixInt(hash, BigInt(view.getUint32(at, true)));
      at += 4;
    }
    for (; at < value.length; at++) hash = u64(rotate(hash ^ u64(BigInt(value[at] ?? 0) * P5), 11n) * P1);
    return finish(hash);
  },
};
