import { Console } from "node:console";
import { syncBuiltinESMExports } from "node:module";
import type { Writable } from "node:stream";

let wire: Writable | undefined;

/**
 * Reserves stdout for the protocol: from now on `console.*` and `process.stdout` write to stderr, and only the returned
 * stream writes to stdout.
 */
export function guardStdout(): Writable {
  if (wire) return wire;
  wire = process.stdout;
  Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, value: process.stderr });
  // Replaces the methods of the existing console object, for modules that already use it, and of `node:console`.
  Object.assign(globalThis.console, new Console(process.stderr, process.stderr));
  syncBuiltinESMExports();
  return wire;
}
