#!/usr/bin/env node
// Starts the server with the embedded workspace, whose engines are dependencies of this package.
process.env.MCP_DATABRICKS_SANDBOX ||= "true";
await import("@mcp-server-databricks/server/dist/cli.js");
