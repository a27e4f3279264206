import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const REPOSITORY = "https://github.com/mcp-server-databricks/mcp-server-databricks";

const sidebar = JSON.parse(readFileSync(new URL("../pages/sidebar.json", import.meta.url), "utf8"));

/** Anchors of headings as GitHub makes them, so that a link works in both places. */
const slugify = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

export default defineConfig({
  title: "mcp-server-databricks",
  description: "MCP server that gives AI agents access to Databricks",
  lang: "en",
  base: "/mcp-server-databricks/",
  srcDir: "pages",
  outDir: "dist",
  cleanUrls: true,
  head: [["link", { rel: "icon", href: "/mcp-server-databricks/icon.svg", type: "image/svg+xml" }]],
  markdown: {
    anchor: { slugify },
    toc: { slugify },
    // Both colours of each theme have enough contrast on the background of code.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    logo: "/icon.svg",
    siteTitle: "Databricks MCP server",
    nav: [
      { text: "Getting started", link: "/getting-started" },
      { text: "What to ask", link: "/what-to-ask" },
      { text: "Tools", link: "/tools/" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
    sidebar,
    outline: { level: [2, 3], label: "On this page" },
    search: {
      provider: "local",
      options: {
        miniSearch: { searchOptions: { boost: { title: 4, titles: 2 } } },
      },
    },
    editLink: {
      // The page's document in the repository, which the assembly of the pages has written down.
      // It runs in the browser by its text alone, so the address is written out.
      pattern: ({ frontmatter }) =>
        `https://github.com/mcp-server-databricks/mcp-server-databricks/edit/main/${frontmatter.source}`,
      text: "Edit this page on GitHub",
    },
    socialLinks: [{ icon: "github", link: REPOSITORY, ariaLabel: "GitHub" }],
    footer: { message: "Apache-2.0. Not affiliated with Databricks." },
  },
});
