/** The parts of a runtime version key such as `13.3.x-gpu-ml-scala2.12`. */
export interface SparkVersion {
  /** `13.3` */
  readonly release: string;
  readonly lts: boolean;
  readonly ml: boolean;
  readonly gpu: boolean;
  readonly photon: boolean;
  readonly aarch64: boolean;
  readonly scala: string;
  /** Version of Apache Spark, known only from the display name. */
  readonly spark?: string;
  /** Qualifiers other than those above: `esr`, `hls`, `snapshot`. */
  readonly other: readonly string[];
}

// Only the display name says whether a release is LTS. Without a name, these releases are known to be.
const LTS = new Set(["7.3", "9.1", "10.4", "11.3", "12.2", "13.3", "14.3", "15.4", "16.4", "17.3"]);

const KEY = /^(\d{1,3}\.(?:\d{1,3}|x))(?:\.x)?((?:-[a-z0-9]{1,20}){0,6})-scala(\d{1,2}\.\d{1,2})$/;
/** Qualifiers that have a field of their own. */
const KNOWN_QUALIFIERS = new Set(["cpu", "gpu", "ml", "photon", "aarch64"]);

/** Parses a version key and its display name, if given. Returns `undefined` for keys of another format (custom images). */
export function parseSparkVersion(key: string, name?: string): SparkVersion | undefined {
  const match = KEY.exec(key);
  if (!match) return undefined;
  const [, release = "", qualifiers = "", scala = ""] = match;
  const words = qualifiers.split("-").filter(Boolean);
  const spark = name === undefined ? undefined : /Apache Spark (\d[\d.]{0,12}\d)/.exec(name)?.[1];
  return {
    release,
    lts: name === undefined ? LTS.has(release) : /\bLTS\b/.test(name),
    ml: words.includes("ml"),
    gpu: words.includes("gpu"),
    photon: words.includes("photon"),
    aarch64: words.includes("aarch64"),
    scala,
    ...(spark === undefined ? {} : { spark }),
    other: words.filter((word) => !KNOWN_QUALIFIERS.has(word)),
  };
}

/** A version in words: `13.3 LTS ML, GPU, Scala 2.12`. A key of another format is returned unchanged. */
export function explainSparkVersion(key: string, name?: string): string {
  const version = parseSparkVersion(key, name);
  if (!version) return name ?? key;
  const { release, lts, ml, gpu, photon, aarch64, spark, scala, other } = version;
  return [
    [release, lts && "LTS", ml && "ML"].filter(Boolean).join(" "),
    gpu && "GPU",
    photon && "Photon",
    aarch64 && "ARM (aarch64)",
    ...other,
    spark && `Spark ${spark}`,
    `Scala ${scala}`,
  ]
    .filter(Boolean)
    .join(", ");
}

const releaseNumbers = ({ release }: SparkVersion): number[] =>
  // `16.x` sorts before every 16.y.
  release.split(".").map((part) => (part === "x" ? Number.MAX_SAFE_INTEGER : Number(part)));

/** Compares two versions for sorting: newest release first, and within a release the plain runtime first. */
export function newestFirst(a: SparkVersion, b: SparkVersion): number {
  const [majorA = 0, minorA = 0] = releaseNumbers(a);
  const [majorB = 0, minorB = 0] = releaseNumbers(b);
  return majorB - majorA || minorB - minorA || qualifierCount(a) - qualifierCount(b);
}

const qualifierCount = ({ ml, gpu, photon, aarch64, other }: SparkVersion): number =>
  Number(ml) + Number(gpu) + Number(photon) + Number(aarch64) + other.length;
