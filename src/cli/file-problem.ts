/** Why a file could not be read or written, for example `EACCES: permission denied`; `undefined` for other errors. */
export function fileProblem(error: unknown): string | undefined {
  const known = error instanceof Error && "code" in error && "syscall" in error;
  // The rest of the message names a temporary file.
  return known ? error.message.split(",")[0] : undefined;
}
