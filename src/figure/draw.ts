/** From a figure to its drawing. */
import { createHash } from 'node:crypto';
import { InputError } from '../errors.ts';
import type { Page } from './document.ts';
import type { Figure } from './figure.ts';
import { drawPanels, drawSingle } from './panels.ts';
import { makeStyle, type Style } from './style.ts';
import { withFonts } from './tex.ts';
import { THEMES } from './theme.ts';
import { VENUES } from './venue.ts';

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The figure, drawn.
 *
 * @throws {InputError} for TeX that does not parse and for data that cannot be drawn
 */
export async function draw(figure: Figure): Promise<Page> {
  const { width: venue, theme = 'light', aspect } = figure;
  if (typeof venue === 'string' && !Object.hasOwn(VENUES, venue))
    throw new InputError(`no venue '${venue}'; there are ${Object.keys(VENUES).join(', ')}`);
  if (!Object.hasOwn(THEMES, theme))
    throw new InputError(`no theme '${theme}'; there are ${Object.keys(THEMES).join(', ')}`);
  if (aspect !== undefined && !(aspect >= 0.2 && aspect <= 3))
    throw new InputError(`aspect is ${aspect}; it must lie between 0.2 and 3`);
  const id = `figure-${createHash('sha256').update(JSON.stringify(figure)).digest('hex').slice(0, 8)}`;
  const style = makeStyle(figure, id);
  const { elements, height } = await withFonts(() => drawnOn(figure, style));
  const { title, description, provenance } = figure;
  const background = style.colors.background;
  return {
    info: { id, title, description, provenance, width: style.sizes.width, height, background },
    drawing: elements,
  };
}

function drawnOn(figure: Figure, style: Style) {
  if (figure.kind === 'panels') return drawPanels(figure, style);
  const height = style.sizes.width * (figure.aspect ?? GOLDEN);
  return { elements: drawSingle(figure, { height }, style).elements, height };
}
