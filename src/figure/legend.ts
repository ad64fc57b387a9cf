/** The frameless legend: samples of lines and markers with their labels. */
import { InputError } from '../errors.ts';
import type { Box } from './box.ts';
import { type Element, element, path } from './element.ts';
import type { Verdict } from './figure.ts';
import { type Marker, symbol } from './marks.ts';
import { DIGIT_HEIGHT, drawLabel, type Style } from './style.ts';
import { typeset } from './tex.ts';

export interface Entry {
  readonly label: string;
  readonly color: string;
  /** Of the line, in units of the style. */
  readonly lineWidth?: number;
  /** Dash pattern of the line, if there is one. */
  readonly dash?: string | undefined;
  readonly marker?: Marker | undefined;
  readonly band?: boolean;
  readonly verdict?: Verdict;
}

/** Width of the sample, gap to the label, gap between columns: in units of the style. */
const SAMPLE = 20;
const GAP = 3.5;
const COLUMN_GAP = 8;

/** How large the legend is with its entries in this many columns. */
export function legendSize(
  entries: readonly Entry[],
  columns: number,
  style: Style,
): { width: number; height: number } {
  const rows = Math.ceil(entries.length / columns);
  const widths = columnWidths(entries, rows, style);
  const width = widths.reduce((sum, each) => sum + each, 0) + COLUMN_GAP * style.unit * (widths.length - 1);
  return { width, height: rows * rowHeight(entries, style) };
}

/** @throws {InputError} for a legend that is wider than where it is to stand */
export function checkLegend({ width }: { readonly width: number }, room: number): void {
  if (width > room)
    throw new InputError(
      `the legend is ${Math.ceil(width)} bp wide, but there are ${Math.max(0, Math.floor(room))} bp for it; shorter labels, smaller fonts.tick, fewer columns or a larger width are needed`,
    );
}

/** The entries named by their positions from 1 first, in that order. */
export function inOrder(entries: readonly Entry[], order: readonly number[]): Entry[] {
  const first = order.flatMap((position) => entries[position - 1] ?? []);
  return [...first, ...entries.filter((entry) => !first.includes(entry))];
}

/** As many columns, `most` at most, as fit across the figure. */
export function fittingColumns(entries: readonly Entry[], most: number, style: Style): number {
  const columns = Array.from({ length: most }, (_, i) => most - i);
  return columns.find((each) => legendSize(entries, each, style).width < 0.85 * style.sizes.width) ?? 1;
}

/** Draws the legend into the box, which has the size that `legendSize` tells for as many columns. */
export function drawLegend(entries: readonly Entry[], columns: number, at: Box, style: Style): Element[] {
  const rows = Math.ceil(entries.length / columns);
  const widths = columnWidths(entries, rows, style);
  const height = rowHeight(entries, style);
  return entries.flatMap((entry, i) => {
    const column = Math.floor(i / rows);
    const before = widths.slice(0, column).reduce((sum, width) => sum + width + COLUMN_GAP * style.unit, 0);
    return drawEntry(entry, at.x + before, at.y + ((i % rows) + 0.5) * height, style);
  });
}

function drawEntry(entry: Entry, x: number, middle: number, style: Style): Element[] {
  const { unit, sizes, colors } = style;
  const width = SAMPLE * unit;
  const elements: Element[] = [];
  if (entry.band) {
    const box = { x, y: middle - 2.5 * unit, width, height: 5 * unit };
    elements.push(element('rect', { ...box, fill: entry.color, 'fill-opacity': BAND_OPACITY }));
  }
  if (entry.dash !== undefined)
    elements.push(
      lineElement(
        path`M${x} ${middle}h${width}`,
        { color: entry.color, dash: entry.dash, lineWidth: entry.lineWidth ?? 1 },
        style,
      ),
    );
  if (entry.marker)
    elements.push(...symbol(entry.marker, [x + width / 2, middle], entry.verdict ?? null, style));
  const baseline = middle + (DIGIT_HEIGHT / 2) * sizes.tick;
  const text = { size: sizes.tick, fill: colors.ink };
  return [...elements, ...drawLabel(typeset(entry.label), x + width + GAP * unit, baseline, text)];
}

export const BAND_OPACITY = 0.18;

/** A theory line; the dash pattern is in units of its width. */
export function lineElement(
  d: string,
  { color, dash, lineWidth }: { readonly color: string; readonly dash: string; readonly lineWidth: number },
  { unit }: Style,
): Element {
  const width = lineWidth * unit;
  const pattern = dash.split(' ').map((length) => Math.round(Number(length) * width * 1000) / 1000);
  return element('path', {
    d,
    fill: 'none',
    stroke: color,
    'stroke-width': width,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash === '' ? undefined : pattern.join(' '),
  });
}

function columnWidths(entries: readonly Entry[], rows: number, { unit, sizes }: Style): number[] {
  const widths: number[] = [];
  for (let start = 0; start < entries.length; start += rows) {
    const labels = entries.slice(start, start + rows).map(({ label }) => typeset(label).width * sizes.tick);
    widths.push((SAMPLE + GAP) * unit + Math.max(...labels));
  }
  return widths;
}

function rowHeight(entries: readonly Entry[], { sizes }: Style): number {
  const heights = entries.map(({ label }) => typeset(label).ascent + typeset(label).depth);
  return Math.max(1.25, 0.25 + Math.max(...heights)) * sizes.tick;
}
