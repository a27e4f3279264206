/** A pattern that Java refuses, or that has no equivalent in JavaScript. */
export class RegexSyntaxError extends Error {}
