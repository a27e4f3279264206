import * as z from "zod";
import { patCredentials } from "../../src/api/auth/methods/pat.ts";
import { createClient } from "../../src/api/http/create-client.ts";

// A program of its own, to be stopped and continued from outside: sends `count` requests and prints how they ended.
const [host = "", count = "0"] = process.argv.slice(2);
const client = createClient({
  host,
  credentials: patCredentials("dapi0", "test"),
  userAgent: "flood/1",
  insecureLoopback: true,
});
const calls = Array.from({ length: Number(count) }, (_, i) =>
  client.get("clusters.get", `/api/2.0/n/${i}`, z.looseObject({})),
);
process.stdout.write("started\n");
const ends = await Promise.allSettled(calls);
process.stdout.write(`${ends.filter(({ status }) => status === "fulfilled").length} of ${count}\n`);
await client.close();
