/** Colours of text, secondary text, dividing lines and axes. */
export const INK = "#1f2933";
export const QUIET = "#52606d";
export const RULE = "#e4e7eb";
export const AXIS = "#9aa5b1";
/** Colours that most people can distinguish; the first few differ in lightness too. */
export const COLOURS = [
  "#2563eb",
  "#e8590c",
  "#0f9d6b",
  "#d6336c",
  "#7c3aed",
  "#0891b2",
  "#b7791f",
  "#4b5563",
  "#84a016",
  "#f08cae",
  "#1e3a8a",
  "#8d5524",
];
/** Maximum number of series that can be distinguished. */
export const MAX_SERIES = COLOURS.length;
export const FONT = { fontFamily: "Inter", fontSize: 13 };
/** The smallest font that is easy to read in a picture 800 pixels wide. */
export const SMALL = { ...FONT, fontSize: 12 };
/** Margin around the drawing in pixels. */
export const MARGIN = 18;
