import manifest from "../../package.json" with { type: "json" };

export interface Embedded {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Starts the embedded workspace. Returns a problem with the install command if its engines are missing. */
export async function startEmbedded(): Promise<Embedded | { problem: string }> {
  const engines = Object.entries(manifest.peerDependencies);
  const missing = engines.filter(([name]) => !isInstalled(name));
  if (missing.length > 0) {
    const wanted = missing.map(([name, range]) => `"${name}@${range}"`).join(" ");
    return { problem: `--sandbox requires packages that are not installed. Run: npm install ${wanted}` };
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
