/** A page of the site that is a document of the repository. */
export interface Source {
  /** Path in the repository. */
  readonly from: string;
  /** Path on the site, without extension. */
  readonly to: string;
  /** Short name in the sidebar. */
  readonly title: string;
}

export interface Section {
  readonly title: string;
  readonly pages: readonly Source[];
}

const page = (to: string, title: string, from = `docs/${to}.md`): Source => ({ from, to, title });

/** Every hand-written page in reading order. The sidebar shows it as it is here, and the pages of the toolsets below Tools. */
export const OUTLINE: readonly Section[] = [
  {
    title: "Start",
    pages: [
      page("getting-started", "Getting started"),
      page("hosts", "Hosts"),
      page("sign-in", "Signing in"),
      page("what-to-ask", "What to ask"),
      page("embedded-workspace", "Embedded workspace"),
    ],
  },
  {
    title: "Use",
    pages: [
      page("tools/index", "Tools", "docs/tools.md"),
      page("resources-and-prompts", "Resources and prompts"),
      page("code-mode", "Code mode and presets"),
      page("workspaces", "Many workspaces"),
      page("results-and-charts", "Results, exports, pictures"),
      page("costs-and-impact", "Costs and impact"),
      page("bundles", "Bundles"),
    ],
  },
  {
    title: "Operate",
    pages: [
      page("configuration", "Configuration"),
      page("safety", "Consent and safety"),
      page("team-service", "Team service"),
      page("troubleshooting", "Troubleshooting"),
      page("errors", "Error messages"),
    ],
  },
  {
    title: "Measured",
    pages: [
      page("benchmarks", "Performance"),
      page("dbx-bench", "Benchmark: scores"),
      page("dbx-bench-tasks", "Benchmark: tasks", "dbx-bench/README.md"),
      page("reliability", "Reliability rules"),
    ],
  },
  {
    title: "Reference",
    pages: [
      page("protocol", "Protocol"),
      page("arguments", "Arguments"),
      page("operations", "Operations of the REST API"),
      page("changelog", "Changelog", "CHANGELOG.md"),
    ],
  },
  {
    title: "Project",
    pages: [
      page("architecture", "Architecture"),
      page("contributing", "Contributing", "CONTRIBUTING.md"),
      page("layout", "Rules of the code", "AGENTS.md"),
      page("review", "Review", "REVIEW.md"),
      page("security", "Security policy", "SECURITY.md"),
      page("conduct", "Code of conduct", "CODE_OF_CONDUCT.md"),
    ],
  },
];
