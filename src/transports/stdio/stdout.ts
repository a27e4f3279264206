import { Console } from "node:console";
import { syncBuiltinESMExports } from "node:module";
import type { Writable } from "node:stream";

let wire: Writable | undefined;

/**
 * Keeps stdout for the protocol: from now on `console.*` and `process.stdout` lead to stderr for everybody, and the
 * stream returned here is the only way to the real one.
 */
export function guardStdout(): Writable {
  if (wire) return wire;
  wire = process.stdout;
  Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, value: process.stderr });
  // The methods are replaced on the one console object, for modules that hold it already, and in `node:console`.
  Object.assign(globalThis.console, new Console(process.stderr, process.stderr));
  syncBuiltinESMExports();
  return wire;
}
