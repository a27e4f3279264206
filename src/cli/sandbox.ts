import manifest from "../../package.json" with { type: "json" };

export interface Embedded {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Starts the embedded workspace, or says which engines it lacks and the command that brings them. */
export async function startEmbedded(): Promise<Embedded | { problem: string }> {
  const engines = Object.entries(manifest.peerDependencies);
  const absent = engines.filter(([name]) => !isInstalled(name));
  if (absent.length > 0) {
    const wanted = absent.map(([name, range]) => `"${name}@${range}"`).join(" ");
    return { problem: `--sandbox needs engines that are not installed. Run: npm install ${wanted}` };
  }
  const { startSandbox } = await import("../../sandbox/index.ts");
  return startSandbox({});
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
