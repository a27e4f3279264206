import { flag } from "./option.ts";
import { directory, onOffOr, port } from "./values.ts";

/** The options of the embedded workspace, part of `OPTIONS`. */
export const SANDBOX = {
  sandbox: flag(
    "sandbox",
    {
      group: "workspace",
      title: "Sandbox",
      kinds: ["messy"],
      description:
        "Start the embedded workspace on loopback and serve it. Requires no account and no configuration. With messy, it contains look-alike names, faulty data and hostile text.",
    },
    onOffOr("messy"),
    "false",
  ),
  sandboxDir: flag(
    "sandbox-dir",
    {
      group: "workspace",
      title: "Sandbox directory",
      value: "path",
      description: "Directory that keeps the embedded workspace across restarts.",
    },
    directory,
  ),
  sandboxPort: flag(
    "sandbox-port",
    {
      group: "workspace",
      title: "Sandbox port",
      value: "port",
      description:
        "Port of the embedded workspace's REST API, for the Databricks CLI and the SDKs. Its URL and token are printed on stderr.",
    },
    port,
  ),
};
