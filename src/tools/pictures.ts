import { chartSvg } from "../charts/svg.ts";
import { type Chart } from "../charts/chart.ts";
import { rasterise } from "../charts/raster.ts";
import type { Context } from "../core/calls/context.ts";

/** What models can look at; a picture of another kind in a message can make a host refuse all of it. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;

/** What the pictures of one answer may take: hosts refuse messages of several megabytes. Characters of base64. */
export const pictureRoom = (): { left: number } => ({ left: 4 * 2 ** 20 });

/** Shows a picture, `data` in base64, while there is room, and else links it: the link's URI is returned then. */
export function attachPicture(
  ctx: Context,
  { data, mime_type, name = "image" }: { data: string; mime_type: string; name?: string },
  room = pictureRoom(),
): string | undefined {
  if (data.length > room.left || !SHOWN.test(mime_type)) {
    return ctx.attachFile({ name, mimeType: mime_type, data: Buffer.from(data, "base64") });
  }
  room.left -= data.length;
  ctx.attachImage(data, mime_type);
  return undefined;
}

/** Shows a drawing as PNG. */
export async function attachSvg(ctx: Context, svg: string, name: string): Promise<void> {
  const png = await rasterise(svg);
  attachPicture(ctx, { data: Buffer.from(png).toString("base64"), mime_type: "image/png", name });
}

/** Draws a chart and shows it. */
export const attachChart = async (ctx: Context, chart: Chart): Promise<void> =>
  attachSvg(ctx, await chartSvg(chart), "chart.png");
