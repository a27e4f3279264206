import { expect, onTestFinished, test } from "vitest";
import { startInterpreter } from "../../../sandbox/compute/python/interpreter.ts";
import { pythonSnapshot } from "../../../sandbox/compute/python/snapshot.ts";

function started() {
  const python = startInterpreter();
  onTestFinished(() => python.close());
  return async (source: string) => {
    const outcome = await python.run("<command-1>", source);
    return outcome.kind === "finished" ? JSON.parse(outcome.result).data : outcome.kind;
  };
}

test("interpreters that begin with one snapshot share no variables and no random numbers", async () => {
  const [one, other] = [started(), started()];
  expect(await one("mark = 7\nmark")).toBe("7");
  expect(await other("'mark' in globals()")).toBe("False");
  const draw = "import os, random\n(random.random(), os.urandom(8).hex())";
  expect(await one(draw)).not.toBe(await other(draw));
});

test("the snapshot is made once in a process, and an interpreter does not write to it", async () => {
  const before = await pythonSnapshot();
  const copy = before && Buffer.from(new Uint8Array(before));
  expect(await started()("sum(range(1000))")).toBe("499500");
  const after = await pythonSnapshot();
  expect(after).toBe(before);
  expect(copy && after && copy.equals(new Uint8Array(after))).toBe(true);
});
