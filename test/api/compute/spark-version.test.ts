import { describe, expect, test } from "vitest";
import { matchingRuntimes } from "../../../src/api/compute/runtimes.ts";
import { explainSparkVersion, parseSparkVersion } from "../../../src/api/compute/spark-version.ts";

describe("a runtime version in words", () => {
  test.each([
    ["13.3.x-gpu-ml-scala2.12", undefined, "13.3 LTS ML, GPU, Scala 2.12"],
    ["15.4.x-scala2.12", "15.4 LTS (includes Apache Spark 3.5.0, Scala 2.12)", "15.4 LTS, Spark 3.5.0, Scala 2.12"],
    ["15.4.x-cpu-ml-scala2.12", undefined, "15.4 LTS ML, Scala 2.12"],
    ["16.1.x-aarch64-photon-scala2.12", undefined, "16.1, Photon, ARM (aarch64), Scala 2.12"],
    ["17.x-snapshot-scala2.13", undefined, "17.x, snapshot, Scala 2.13"],
    ["6.4.x-esr-scala2.11", undefined, "6.4, esr, Scala 2.11"],
    ["custom:my-image", undefined, "custom:my-image"],
    ["custom:my-image", "My image", "My image"],
    ["", undefined, ""],
  ])("%s (%s)", (key, name, words) => expect(explainSparkVersion(key, name)).toBe(words));

  test("the display name decides whether a version is LTS; without one, the known releases do", () => {
    expect(parseSparkVersion("18.3.x-scala2.13", "18.3 LTS (Scala 2.13)")?.lts).toBe(true);
    expect(parseSparkVersion("18.3.x-scala2.13")?.lts).toBe(false);
    expect(parseSparkVersion("14.3.x-scala2.12")?.lts).toBe(true);
  });
});

describe("matching runtimes", () => {
  const all = [
    "9.1.x-scala2.12",
    "custom:image",
    "15.4.x-gpu-ml-scala2.12",
    "15.4.x-photon-scala2.12",
    "15.4.x-scala2.12",
    "15.10.x-scala2.12",
    "15.x-snapshot-scala2.12",
    "16.1.x-aarch64-scala2.12",
  ].map((key) => ({ key, name: key }));
  const keys = (filter: Parameters<typeof matchingRuntimes>[1]) =>
    matchingRuntimes(all, filter).map(({ spark_version }) => spark_version);

  test("are sorted newest first by number, plain before special, unknown keys last", () => {
    expect(keys({})).toEqual([
      "16.1.x-aarch64-scala2.12",
      "15.x-snapshot-scala2.12",
      "15.10.x-scala2.12",
      "15.4.x-scala2.12",
      "15.4.x-photon-scala2.12",
      "15.4.x-gpu-ml-scala2.12",
      "9.1.x-scala2.12",
      "custom:image",
    ]);
  });

  test.each([
    [{ release: "15.4", photon: false }, ["15.4.x-scala2.12", "15.4.x-gpu-ml-scala2.12"]],
    [{ release: "15", ml: true }, ["15.4.x-gpu-ml-scala2.12"]],
    [{ release: "1" }, []],
    [{ gpu: true }, ["15.4.x-gpu-ml-scala2.12"]],
    [{ aarch64: true }, ["16.1.x-aarch64-scala2.12"]],
  ])("%j", (filter, expected) => expect(keys(filter)).toEqual(expected));

  test("are empty if the workspace lists no versions", () => expect(matchingRuntimes(null, {})).toEqual([]));
});
