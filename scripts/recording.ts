// Draws assets/demo.svg, the recording in the README, from the output of the demo, and the charts next to it, from calls of
// the built server over its embedded workspace: `npm run recording`.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { drawRecording, readableLines } from "./recording/draw.ts";
import { picturesOf } from "./recording/pictures.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const output = execFileSync(process.execPath, ["--import", "tsx", "scripts/demo.ts"], { cwd: root, encoding: "utf8" });
const [session = ""] = output.split("\nOver Streamable HTTP");
writeFileSync(`${root}assets/demo.svg`, drawRecording(readableLines(session), "npm run demo"));

const client = new Client({ name: "recording", version: "1.0.0" });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [`${root}dist/cli.js`, "--sandbox", "--toolsets", "all"],
    stderr: "ignore",
  }),
);
try {
  for (const { file, tool, args } of await picturesOf(client)) {
    const result = await client.callTool({ name: tool, arguments: { ...args } }, { timeout: 240_000 });
    const image = result.content.find((part) => part.type === "image");
    if (image?.type !== "image") throw new Error(`${tool} returned no picture: ${JSON.stringify(result.content)}`);
    writeFileSync(`${root}assets/${file}`, Buffer.from(image.data, "base64"));
  }
} finally {
  await client.close();
}
