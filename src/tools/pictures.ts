import type { Chart } from "../charts/chart.ts";
import { rasterise } from "../charts/raster.ts";
import { chartSvg } from "../charts/svg.ts";
import type { Context } from "../core/calls/context.ts";

/** Image types that models accept. A picture of another type can make a host refuse the whole message. */
const SHOWABLE = /^image\/(?:png|jpeg|gif|webp)$/;

/** Space for the pictures of one result in base64 characters. Hosts refuse messages of several megabytes. */
export const pictureBudget = (): { left: number } => ({ left: 4 * 2 ** 20 });

/** Attaches a picture (`data` in base64) if it fits the budget. Otherwise attaches it as a link and returns its URI. */
export function attachPicture(
  ctx: Context,
  { data, mime_type, name = "image" }: { data: string; mime_type: string; name?: string },
  budget = pictureBudget(),
): string | undefined {
  if (data.length > budget.left || !SHOWABLE.test(mime_type)) {
    return ctx.attachFile({ name, mimeType: mime_type, data: Buffer.from(data, "base64") });
  }
  budget.left -= data.length;
  ctx.attachImage(data, mime_type);
  return undefined;
}

/** Attaches an SVG drawing as PNG. */
export async function attachSvg(ctx: Context, svg: string, name: string): Promise<void> {
  const png = await rasterise(svg);
  attachPicture(ctx, { data: Buffer.from(png).toString("base64"), mime_type: "image/png", name });
}

/** Draws a chart and attaches it as PNG. */
export const attachChart = async (ctx: Context, chart: Chart): Promise<void> =>
  attachSvg(ctx, await chartSvg(chart), "chart.png");
