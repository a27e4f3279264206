/** A single name in backticks, for use in SQL. */
export const quotedPart = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** A dotted name with each part in backticks, for use in SQL. */
export const quotedName = (full_name: string): string => full_name.split(".").map(quotedPart).join(".");

/** Text as a literal of SQL. */
export const quotedText = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
