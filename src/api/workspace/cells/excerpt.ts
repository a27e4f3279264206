const MOST = 2000;

/** The start of a printed text: what it is shows there. Says how much is left out. */
export function startOf(text: string): string {
  if (text.length <= MOST) return text;
  const kept = text.slice(0, MOST).replace(/[\ud800-\udbff]$/, "");
  return `${kept}\n… ${text.length - kept.length} more characters`;
}

/** The end of a traceback, where the error is. */
export function endOf(text: string): string {
  if (text.length <= MOST) return text;
  const kept = text.slice(-MOST).replace(/^[\udc00-\udfff]/, "");
  return `${text.length - kept.length} characters before …\n${kept}`;
}
