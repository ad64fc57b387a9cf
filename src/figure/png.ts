/** Pixels from an SVG document, for screens and slides. */

/** The PNG image of an SVG document; `scale` is the number of pixels in a bp (default 4, 288 dpi). */
export async function toPng(svg: string, options: { readonly scale?: number } = {}): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  // resvg takes a pt of the document's size for 4/3 px.
  const zoom = (options.scale ?? 4) * 0.75;
  return new Resvg(svg, { font: { loadSystemFonts: false }, fitTo: { mode: 'zoom', value: zoom } })
    .render()
    .asPng();
}
