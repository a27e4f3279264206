import { startResultServer } from "../../test/support/result-server.ts";

// `tsx workspace.ts rows chunkRows`: a workspace with one large result, in a process of its own. Prints its address.

const [, , rows, chunkRows] = process.argv;
const { url } = await startResultServer({ rows: Number(rows), chunkRows: Number(chunkRows) });
process.stdout.write(`${url}\n`);
