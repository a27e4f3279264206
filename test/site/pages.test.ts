import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OUTLINE } from "../../scripts/site/outline.ts";
import { linkTools, rewriteLinks } from "../../scripts/site/rewrite.ts";
import { shownAnswer, shownJson } from "../../scripts/site/shown.ts";
import { toolsetPage } from "../../scripts/site/toolset-page.ts";
import { catalogue } from "../../src/tools/index.ts";
import { committedExamples } from "../support/record/examples.ts";
import { committedRecord } from "../support/record/operations.ts";
import { root } from "../support/record/record.ts";

const pages = OUTLINE.flatMap((section) => section.pages);

describe("the outline", () => {
  test("has every document of docs/ once, and every page has a document", () => {
    const documents = readdirSync(`${root}/docs`).filter((name) => name.endsWith(".md"));
    const sources = pages.map(({ from }) => from);
    expect(sources.filter((from) => from.startsWith("docs/")).sort()).toEqual(
      documents.map((name) => `docs/${name}`).sort(),
    );
    expect(new Set(sources).size).toBe(sources.length);
    expect(new Set(pages.map(({ to }) => to)).size).toBe(pages.length);
    expect(sources.filter((from) => !existsSync(`${root}/${from}`))).toEqual([]);
  });
});

describe("links of a document", () => {
  const known = new Map([
    ["docs/safety.md", "safety"],
    ["docs/tools.md", "tools/index"],
    ["SECURITY.md", "security"],
  ]);
  const rewritten = (text: string, from = "docs/hosts.md", to = "hosts") => rewriteLinks(text, from, to, known);

  test("lead to a page of the site where there is one, with their anchor", () => {
    expect(rewritten("[a](safety.md#sql), [b](../SECURITY.md), [c](tools.md)")).toBe(
      "[a](./safety.md#sql), [b](./security.md), [c](./tools/index.md)",
    );
    expect(rewritten("[a](safety.md)", "docs/tools.md", "tools/index")).toBe("[a](../safety.md)");
  });

  test("lead to GitHub for other files, and stay as they are within the page and on other sites", () => {
    expect(rewritten("[a](../src/cli.ts)")).toBe(
      "[a](https://github.com/mcp-server-databricks/mcp-server-databricks/blob/main/src/cli.ts)",
    );
    for (const link of ["[a](#here)", "[a](https://example.com/x.md)"]) expect(rewritten(link)).toBe(link);
  });

  test("of pictures lead to the folder of pictures, and code is left alone", () => {
    expect(rewritten("![Chart](pictures/plot-sql.png)")).toBe("![Chart](/plot-sql.png)");
    expect(rewritten("```md\n[a](safety.md)\n```")).toBe("```md\n[a](safety.md)\n```");
  });
});

test("names of tools become links, but not in headings, code, and links", () => {
  const linked = (text: string) =>
    linkTools(text, (name) => (name === "list_jobs" ? "/tools/jobs#list_jobs" : undefined));
  expect(linked("Call `list_jobs` or `list_nothing`.")).toBe(
    "Call [`list_jobs`](/tools/jobs#list_jobs) or `list_nothing`.",
  );
  for (const text of ["## `list_jobs`", "[`list_jobs`](x.md)", "```\n`list_jobs`\n```"])
    expect(linked(text)).toBe(text);
});

describe("a shown answer", () => {
  test("is JSON with short parts on one line, or the text itself", () => {
    expect(shownAnswer('{"jobs":[{"id":1,"tags":{"a":"b"}}]}')).toBe(
      '```json\n{\n  "jobs": [{ "id": 1, "tags": { "a": "b" } }]\n}\n```',
    );
    expect(shownAnswer("a | b\n1 | 2")).toBe("```text\na | b\n1 | 2\n```");
  });

  test("says how much of it is missing, and cannot end its block", () => {
    expect(
      shownJson(
        Array.from({ length: 60 }, (_, id) => ({ id })),
        3,
      ),
    ).toBe('```json\n[\n  { "id": 0 },\n  { "id": 1 },\n… 59 more lines\n```');
    expect(shownAnswer("one\n```\ntwo")).toBe("```text\none\n'''\ntwo\n```");
  });
});

describe("the page of a toolset", () => {
  const toolsets = [...new Map(catalogue.map(({ toolset }) => [toolset.id, toolset])).values()];
  test.each(toolsets.map((toolset) => [toolset.id, toolset] as const))(
    "%s has all of its tools, arguments and examples",
    (id, toolset) => {
      const tools = catalogue.filter((tool) => tool.toolset.id === id);
      const page = toolsetPage(toolset, tools, committedExamples(), committedRecord());
      for (const { name } of tools) {
        expect(page).toContain(`\n## ${name}\n`);
        expect(page).toContain(`"name": "${name}"`);
      }
      expect(page.split("**Example**")).toHaveLength(tools.length + 1);
      // Vue reads these as its own outside of code.
      const prose = page.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
      expect(prose.replace(/<Badge type="\w+" text="[\w ]+" \/>/g, "")).not.toMatch(/<[a-z]|\{\{/i);
    },
  );
});

test("the page of errors is in the language of the documents: no path of a machine, no empty step", () => {
  const page = readFileSync(`${root}/docs/errors.md`, "utf8");
  expect(page).toContain("The workspace does not have this object.");
  expect(page.split("\n").filter((line) => /\|\s*\|$/.test(line))).toEqual([]);
});
