/** The one function that writes figures, in any format. */
import type { Page } from './document.ts';
import type { Figure } from './figure.ts';
import { endingOf, type Format } from './format.ts';

/** Contents by file name. */
export type Pictures = Readonly<Record<string, string | Uint8Array>>;

export interface WriteOptions {
  /** Pixels an inch of a PNG; 288 unless it is said. */
  readonly dpi?: number | undefined;
}

type Writer = (page: Page, options: WriteOptions) => Promise<string | Uint8Array>;

// With d3, jsdom and MathJax a drawing takes most of a second to load: everything of it is imported where it is needed.
const svg = async (page: Page) => (await import('./document.ts')).writeSvg(page);

const WRITERS: Readonly<Record<Format, Writer>> = {
  svg,
  pdf: async (page) => (await import('./pdf.ts')).writePdf(page),
  tikz: async (page) => (await import('./tikz.ts')).writeTikz(page),
  png: async (page, { dpi = 288 }) => (await import('./png.ts')).toPng(await svg(page), { scale: dpi / 72 }),
};

/**
 * The figure in each of these formats, as `<name>.<ending>`; the same figure gives the same bytes.
 *
 * @throws {InputError} for TeX that does not parse and for data that cannot be drawn
 */
export async function writeFigure(
  figure: Figure,
  name: string,
  wanted: readonly Format[],
  options: WriteOptions = {},
): Promise<Pictures> {
  const { draw } = await import('./draw.ts');
  const page = await draw(figure);
  const files = wanted.map(
    async (format) => [`${name}.${endingOf(format)}`, await WRITERS[format](page, options)] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** The text of the SVG document that shows the figure. @throws {InputError} as `writeFigure` does */
export async function renderFigure(figure: Figure): Promise<string> {
  const { 'figure.svg': text } = await writeFigure(figure, 'figure', ['svg']);
  return text as string;
}
