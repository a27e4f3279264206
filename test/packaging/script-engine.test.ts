import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSSyncVariant } from "quickjs-emscripten-core";
import { expect, test } from "vitest";
import { withoutUnusedEngine } from "../../scripts/build/script-engine.ts";

const require = createRequire(import.meta.url);
const { default: variant }: { default: QuickJSSyncVariant } = require("@jitl/quickjs-wasmfile-release-sync");
const folder = dirname(require.resolve("@jitl/quickjs-wasmfile-release-sync"));
const whole = readFileSync(join(folder, "emscripten-module.wasm"));
const glue = readFileSync(join(folder, "emscripten-module.mjs"), "utf8");

const SCRIPTS = [
  `JSON.stringify({ a: [1, 2.5, "ü😀", null], b: { c: new Date(0) } })`,
  `"a1b22".replace(/(?<n>\\d+)/gu, (_, n) => n * 2) + [..."x😀y"].length`,
  `[...(function* () { yield* [3, 1, 2]; })()].sort().join() + (class { static #x = 7; static get x() { return this.#x; } }).x`,
  `(2n ** 70n).toString() + (0.1 + 0.2).toFixed(20) + Number("1e21").toString(36) + parseFloat("3.75e-7")`,
  `new Map([[1, new Set([1])]]).size + Object.entries(Object.groupBy?.([1, 2], (x) => x % 2) ?? {}).length + new Intl`,
  `const f = (n) => n === 0 ? 0 : f(n - 1); f(1e7)`,
  `throw new TypeError("wrong")`,
  `let all = ""; for (;;) all += "0123456789".repeat(1e6)`,
  `syntax error`,
];

async function results(wasmBinary: Uint8Array): Promise<unknown[]> {
  const engine = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmBinary: Uint8Array.from(wasmBinary).buffer }),
  );
  return SCRIPTS.map((script) => {
    const runtime = engine.newRuntime();
    runtime.setMemoryLimit(4 * 2 ** 20);
    runtime.setMaxStackSize(64 * 2 ** 10);
    const vm = runtime.newContext();
    const result = vm.evalCode(script);
    const shown = vm.dump(result.error ?? result.value);
    const outcome = { failed: result.error !== undefined, shown: shown?.message ?? shown };
    result.dispose();
    vm.dispose();
    runtime.dispose();
    return outcome;
  });
}

test("the built engine runs scripts as the package does, and is smaller", async () => {
  const cut = withoutUnusedEngine(whole, glue);
  expect(cut.length).toBeLessThan(whole.length - 15_000);
  const expected = await results(whole);
  expect(await results(cut)).toEqual(expected);
  expect(expected[0]).toEqual({
    failed: false,
    shown: `{"a":[1,2.5,"ü😀",null],"b":{"c":"1970-01-01T00:00:00.000Z"}}`,
  });
  expect(expected.at(-3)).toEqual({ failed: true, shown: "wrong" });
});

test("an engine with other exports is refused", () => {
  expect(() => withoutUnusedEngine(whole, glue.replace("_QTS_bjson_decode=", "_QTS_decode="))).toThrow(
    "does not export bjson_decode",
  );
});
