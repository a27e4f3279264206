import { emptied, reachable, readModule } from "./wasm.ts";

// The engine of scripts can also store compiled code and print its memory for its own tests, which no script reaches.

/** Functions of the engine that this server does not call. */
const UNUSED = [
  "bjson_encode",
  "bjson_decode",
  "TestStringArg",
  "RuntimeDumpMemoryUsage",
  "RuntimeComputeMemoryUsage",
  "RecoverableLeakCheck",
  "BuildIsSanitizeLeak",
];

/**
 * Empties what only these functions use. `glue`: the engine's JavaScript, which gives the exports of the module their names.
 * @throws {Error} if one of them is not in the glue
 */
export function withoutUnusedEngine(wasm: Uint8Array, glue: string): Uint8Array {
  const unused = UNUSED.map((name) => {
    const exported = new RegExp(`\\b_QTS_${name}=\\w+\\.(\\w+)`).exec(glue)?.[1];
    if (exported === undefined) throw new Error(`The engine does not export ${name}.`);
    return exported;
  });
  const module = readModule(wasm);
  const kept = reachable(module, (name) => !unused.includes(name));
  return emptied(
    wasm,
    module.codes.filter(({ index }) => !kept.has(index)),
  );
}
