import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { drawRecording, readableLines } from "../../scripts/recording/draw.ts";
import { rasterise } from "../../src/charts/raster.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const REPOSITORY = manifest.homepage.replace("https://github.com/", "").replace(/#.*/, "");
const RAW = `https://raw.githubusercontent.com/${REPOSITORY}/main/`;

/** The width that the file of a PNG names, in pixels. */
const widthOf = (png: Uint8Array): number => Buffer.from(png).readUInt32BE(16);

/** The steps of an animation: percent of its time, and the shift from there on. */
const stepsOf = (svg: string, name: string): [number, number][] => {
  const [, frames = ""] = new RegExp(`@keyframes ${name}\\{(.*)\\}\n`).exec(svg) ?? [];
  return [...frames.matchAll(/([\d.]+)%\{transform:translateY\((-?\d+)px\)\}/g)].map(([, at, by]) => [
    Number(at),
    Number(by),
  ]);
};

describe("the pictures of the README", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const shown = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)|<img [^>]*alt="[^"]+" src="([^"]+)"/g)].map(
    ([, markdown, html]) => markdown ?? html ?? "",
  );
  const tracked = execFileSync("git", ["ls-files", "assets"], { cwd: root, encoding: "utf8" }).split("\n");

  test("are files of this repository, with addresses that npm's page can load, and a text for those who see none", () => {
    expect(shown).toHaveLength(3);
    expect(readme.match(/!\[|<img /g)).toHaveLength(shown.length);
    for (const address of shown) {
      expect(address.slice(0, RAW.length)).toBe(RAW);
      expect(tracked).toContain(address.slice(RAW.length));
    }
  });

  test("are small", () => {
    const bytes = shown.map((address) => statSync(root + address.slice(RAW.length)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});

describe("the recording", () => {
  const recorded = readFileSync(`${root}assets/demo.svg`, "utf8");

  test("is an SVG that loads nothing, with every chapter of the demo and its question", async () => {
    expect(widthOf(await rasterise(recorded))).toBe(880);
    expect(recorded.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/url\(|href|@import|<script|<image/);
    const chapters = [...recorded.matchAll(/class="title">(\d+)\. /g)].map(([, number]) => Number(number));
    expect(chapters).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(recorded).toMatch(/class="question">\? \| DROP TABLE [\s\S]*class="reply">&gt; yes</);
  });

  test("shows its lines in turn: first it uncovers them, then they move up, and the last one is at the bottom", () => {
    const svg = drawRecording(
      Array.from({ length: 30 }, (_, index) => `line ${index}`),
      "A title",
    );
    const [all, rest] = [stepsOf(svg, "all"), stepsOf(svg, "rest")];
    const ascends = (steps: [number, number][]) => steps.every(([at], index) => at > (steps[index - 1]?.[0] ?? -1));
    expect([all.length, rest.length, ascends(all), ascends(rest)]).toEqual([8, 25, true, true]);
    expect(rest.map(([, by]) => by / 20)).toEqual([...Array.from({ length: 24 }, (_, index) => index + 1), 24]);
    expect(all.map(([, by]) => by / 20)).toEqual([0, -1, -2, -3, -4, -5, -6, -6]);
    expect(all[1]?.[0]).toBeGreaterThan(rest[23]?.[0] ?? 100);
  });

  test("holds any text: marks of XML, quotes in the title, and lines that are too long", async () => {
    const svg = drawRecording(['  1. a < b && c > "d"', "x".repeat(90)], '"quoted" & <title>');
    expect(svg).toContain('class="title">1. a &lt; b &amp;&amp; c &gt; &quot;d&quot;</text>');
    expect(widthOf(await rasterise(svg))).toBe(880);
    expect(readableLines(`a${"x".repeat(200)}`)).toEqual([`a${"x".repeat(98)}…`]);
  });

  test("leaves out what depends on the machine: times, repeated progress, ports", () => {
    const output = [
      "    → start_cluster",
      "      … PENDING (0 s)",
      "      … PENDING (2 s)",
      "      … RUNNING (5 s)",
      "      ? Workspace: http://127.0.0.1:40123",
      "      (5.1 s)",
    ];
    expect(readableLines(output.join("\n"))).toEqual([
      "    → start_cluster",
      "      … PENDING",
      "      … RUNNING",
      "      ? Workspace: http://127.0.0.1:8080",
    ]);
  });
});
