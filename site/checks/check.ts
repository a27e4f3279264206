import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { serveFolder } from "./serve.ts";

// Opens every built page in Chromium: links and anchors lead somewhere, axe finds no violation in the light and the dark theme, nothing
// is written to the console as an error, and no page is wider than a phone. Pictures of some pages are left in site/checked.

const BASE = "/mcp-server-databricks/";
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const shots = fileURLToPath(new URL("../checked", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Rules of axe that are checked: WCAG 2.2, levels A and AA, and its best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const WIDTHS = { phone: 390, desktop: 1280 } as const;

/** One page of each kind, to look at. */
const PICTURED = [
  "index",
  "getting-started",
  "what-to-ask",
  "tools/index",
  "tools/sql",
  "safety",
  "errors",
  "architecture",
  "configuration",
  "benchmarks",
];

interface Found {
  readonly links: readonly string[];
  readonly anchors: readonly string[];
  readonly problems: readonly string[];
}

/** Paths of all pages without extension, as VitePress links them. */
const pages = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".html") && file !== "404.html")
  .map((file) => file.replace(/\.html$/, ""))
  .sort();

const addressOf = (page: string): string => BASE + page.replace(/(^|\/)index$/, "$1");

async function inspect(page: Page, origin: string, name: string): Promise<Found> {
  const problems: string[] = [];
  const onMessage = (message: { type(): string; text(): string }) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  };
  page.on("console", onMessage);
  await page.setViewportSize({ width: WIDTHS.phone, height: 844 });
  await page.goto(origin + addressOf(name), { waitUntil: "networkidle" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`wider than a phone by ${wide} px`);
  const { links, anchors } = await page.evaluate(() => ({
    links: [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href),
    anchors: [...document.querySelectorAll("[id]")].map(({ id }) => id),
  }));
  await page.setViewportSize({ width: WIDTHS.desktop, height: 900 });
  // Colours that are still changing have no contrast to judge.
  await page.addStyleTag({
    content: "*, *::before, *::after { transition: none !important; animation: none !important; }",
  });
  // The themes differ in colours, which the pages of one kind share.
  for (const dark of PICTURED.includes(name) ? [false, true] : [false])
    problems.push(...(await violations(page, dark)));
  page.off("console", onMessage);
  return { links, anchors, problems };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

async function violations(page: Page, dark: boolean): Promise<string[]> {
  await page.evaluate((on) => document.documentElement.classList.toggle("dark", on), dark);
  await page.evaluate(axe);
  const result: AxeResult = await page.evaluate(
    (tags) => Reflect.get(window, "axe").run(document, { runOnly: tags, resultTypes: ["violations"] }),
    TAGS,
  );
  return result.violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target }) => target.join(" "));
    return `${dark ? "dark" : "light"}: ${id}: ${help}: ${where.join(", ")}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ""}`;
  });
}

/** Links within the site that lead to no page or to no heading. */
function deadLinks(found: ReadonlyMap<string, Found>, origin: string): string[] {
  const byAddress = new Map([...found].map(([name, one]) => [addressOf(name), one]));
  return [...found].flatMap(([name, { links }]) =>
    links.flatMap((link) => {
      const url = new URL(link);
      if (url.origin !== origin) return [];
      const target = byAddress.get(posix.normalize(url.pathname));
      if (!target) return [`${name}: ${url.pathname} is not a page`];
      const anchor = decodeURIComponent(url.hash.slice(1));
      return anchor === "" || target.anchors.includes(anchor) ? [] : [`${name}: ${url.pathname} has no ${url.hash}`];
    }),
  );
}

async function takePictures(browser: Browser, origin: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  for (const [device, width] of Object.entries(WIDTHS)) {
    const page = await browser.newPage({ viewport: { width, height: device === "phone" ? 844 : 900 } });
    for (const name of PICTURED.filter((each) => pages.includes(each))) {
      await page.goto(origin + addressOf(name), { waitUntil: "networkidle" });
      await page.screenshot({ path: join(shots, `${name.replaceAll("/", "-")}-${width}.png`) });
    }
    await page.close();
  }
}

const server = await serveFolder(dist, BASE);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  const only = process.argv.slice(2);
  const page = await browser.newPage();
  const found = new Map<string, Found>();
  for (const name of pages)
    if (only.length === 0 || only.includes(name)) found.set(name, await inspect(page, server.origin, name));
  const problems = [...found].flatMap(([name, one]) => one.problems.map((problem) => `${name}: ${problem}`));
  const dead = only.length === 0 ? deadLinks(found, server.origin) : [];
  await takePictures(browser, server.origin);
  for (const line of [...new Set([...problems, ...dead])]) console.error(line);
  console.log(`${found.size} pages opened, ${problems.length} problems, ${dead.length} dead links or anchors.`);
  if (problems.length + dead.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  await server.close();
}
