import { onTestFinished, vi } from "vitest";
import { openOAuthServer } from "./oauth-server.ts";

/** An OAuth server that ends with the test. */
export async function startAuthorizationServer() {
  // The package warns on the console that it is not configured for production.
  for (const method of ["warn", "info"] as const) vi.spyOn(console, method).mockImplementation(() => {});
  const { close, ...server } = await openOAuthServer();
  onTestFinished(close);
  return server;
}
