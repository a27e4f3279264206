export const GIT_PROVIDERS = [
  "gitHub",
  "gitHubEnterprise",
  "bitbucketCloud",
  "bitbucketServer",
  "gitLab",
  "gitLabEnterpriseEdition",
  "azureDevOpsServices",
  "awsCodeCommit",
] as const;

/** A point of a remote's history: its commit, and the files that differ from the default branch. */
export interface Ref {
  readonly commit: string;
  readonly changes: readonly string[];
}

/** A repository that the sandbox can clone without a network. */
export interface Remote {
  readonly url: string;
  readonly provider: string;
  readonly defaultBranch: string;
  readonly branches: Readonly<Record<string, Ref>>;
  readonly tags: Readonly<Record<string, Ref>>;
}

export const remotes: readonly Remote[] = [
  {
    url: "https://github.com/acme/etl-pipelines",
    provider: "gitHub",
    defaultBranch: "main",
    branches: {
      main: { commit: "9f2c41d07be83a5c6610d4e2f7a98b3c5d1e0f24", changes: [] },
      develop: { commit: "c3a8e5f1902b47d6815e0fa3b9d2c7641e8f5a30", changes: ["pipelines/checks.py"] },
      "release-1.4": { commit: "77ab20e94c5f3d81b6a07e2c9f45d3810b6ce7a2", changes: ["pyproject.toml"] },
    },
    tags: { "v1.4.0": { commit: "77ab20e94c5f3d81b6a07e2c9f45d3810b6ce7a2", changes: ["pyproject.toml"] } },
  },
  {
    url: "https://github.com/acme/churn-model",
    provider: "gitHub",
    defaultBranch: "main",
    branches: {
      main: { commit: "1d4f6b8a0c2e3957f1a6d8e04b72c593e8a0f6d1", changes: [] },
      experiment: { commit: "e90b7c53da1486f2b0c59e7d3a16f84b25d0c9e7", changes: ["train.py"] },
    },
    tags: { "v0.3.0": { commit: "1d4f6b8a0c2e3957f1a6d8e04b72c593e8a0f6d1", changes: [] } },
  },
];
