import type { HashAlgorithm } from "./hash-values.ts";

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const mixWord = (word: number): number => Math.imul(rotate(Math.imul(word, C1), 15), C2);

const mixHash = (hash: number, word: number): number => (Math.imul(rotate(hash ^ word, 13), 5) + 0xe6546b64) | 0;

function finish(hash: number, length: number): number {
  let result = hash ^ length;
  result = Math.imul(result ^ (result >>> 16), 0x85ebca6b);
  result = Math.imul(result ^ (result >>> 13), 0xc2b2ae35);
  return (result ^ (result >>> 16)) | 0;
}

/** MurmurHash3 with 32 bits, as Spark computes it: bytes beyond the last word count one by one, with their sign. */
export const murmur3: HashAlgorithm<number> = {
  int: (value, seed) => finish(mixHash(seed, mixWord(value)), 4),
  long(value, seed) {
    const low = Number(BigInt.asIntN(32, value));
    const high = Number(BigInt.asIntN(32, value >> 32n));
    return finish(mixHash(mixHash(seed, mixWord(low)), mixWord(high)), 8);
  },
  bytes(value, seed) {
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    const aligned = value.length - (value.length % 4);
    let hash = seed;
    for (let i = 0; i < aligned; i += 4) hash = mixHash(hash, mixWord(view.getInt32(i, true)));
    for (let i = aligned; i < value.length; i++) hash = mixHash(hash, mixWord(view.getInt8(i)));
    return finish(hash, value.length);
  },
};

/** MurmurHash3 of bytes as Scala's library computes it, for the seeds of random numbers. */
export function scalaMurmur3(value: Uint8Array, seed: number): number {
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const aligned = value.length - (value.length % 4);
  let hash = seed;
  for (let i = 0; i < aligned; i += 4) hash = mixHash(hash, mixWord(view.getInt32(i, true)));
  let rest = 0;
  for (let i = value.length - 1; i >= aligned; i--) rest = (rest << 8) | (value[i] ?? 0);
  if (aligned < value.length) hash ^= mixWord(rest);
  return finish(hash, value.length);
}
