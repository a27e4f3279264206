import { startSandbox } from "../../sandbox/index.ts";

// A process of its own with the workspace of a folder, which a test can kill: `node --import tsx sandbox-process.ts folder`.
const { url, token } = await startSandbox({ dir: process.argv[2], speed: 500, rateLimit: 100_000 });
process.stdout.write(`${JSON.stringify({ url, token })}\n`);
