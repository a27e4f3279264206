/** One name for SQL, in backticks. */
export const quotedPart = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A three-part name for SQL: each part in backticks. */
export const quotedName = (full_name: string): string => full_name.split(".").map(quotedPart).join(".");
