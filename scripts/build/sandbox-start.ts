import { load } from "../../src/start/load.ts";

/**
 * The embedded workspace without the server, for tests of other programs: `dist/sandbox-start.js`. Its packed file exports
 * `startSandbox` of `sandbox/index.ts`.
 */
export const { startSandbox } = load("sandbox.cjs") as typeof import("../../sandbox/index.ts");
