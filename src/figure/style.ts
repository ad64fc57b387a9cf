/** What every part of a drawing needs to know of the venue and the theme, and how labels are set. */
import type { Box } from './box.ts';
import { type Element, element, fixed } from './element.ts';
import { type Label, typeset } from './tex.ts';
import { type Colors, THEMES, type Theme } from './theme.ts';
import { type Sizes, sizesOf, VENUES, type Venue } from './venue.ts';

export interface Style {
  readonly colors: Colors;
  readonly sizes: Sizes;
  /** One bp at the text size of a journal column; gaps and strokes are multiples of it. */
  readonly unit: number;
  /** Prefix of the ids in the document. */
  readonly id: string;
  /** The colour around labels of ticks, where other lines run below them. */
  readonly halo?: string;
}

export function makeStyle(
  {
    width,
    theme = 'light',
    colors,
    fonts,
  }: {
    readonly width: Venue | number;
    readonly theme?: Theme;
    readonly colors?: Partial<Colors>;
    readonly fonts?: Partial<Omit<Sizes, 'width'>>;
  },
  id: string,
): Style {
  const sizes = { ...(typeof width === 'number' ? sizesOf(width) : VENUES[width]), ...fonts };
  return { colors: { ...THEMES[theme], ...colors }, sizes, unit: sizes.tick / 7, id };
}

/** The colour of a label or line, and of the casing around it where it stands on a coloured ground. */
export interface Pen {
  readonly fill: string;
  readonly halo?: string;
}

export interface Placing extends Pen {
  readonly size: number;
  /** Which part of the label stands at x: its start, middle or end. */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** In degrees, anticlockwise. */
  readonly turn?: number;
}

/** The label with its baseline at y. */
export function drawLabel(label: Label, x: number, y: number, placing: Placing): Element[] {
  if (label.outline === '') return [];
  const { size, fill, halo, anchor = 'start', turn = 0 } = placing;
  const shift = { start: 0, middle: -label.width / 2, end: -label.width }[anchor];
  const steps = [`translate(${fixed(x)} ${fixed(y)})`];
  if (turn !== 0) steps.push(`rotate(${fixed(-turn)})`);
  steps.push(`scale(${fixed(size)})`);
  if (shift !== 0) steps.push(`translate(${fixed(shift)} 0)`);
  const shape = { transform: steps.join(' '), d: label.outline };
  const casing = { ...shape, fill: 'none', stroke: halo, 'stroke-width': 0.22, 'stroke-linejoin': 'round' };
  return [
    ...(halo ? [element('path', casing, [], { kind: 'casing' })] : []),
    element('path', { role: 'img', 'aria-label': label.tex, fill, ...shape }, [], {
      kind: 'label',
      label,
      x,
      y,
      size,
      fill,
      anchor,
      turn,
      ...(halo ? { halo } : {}),
    }),
  ];
}

/** The label drawn so that it fills `box`, which has the size that `labelSize` tells. */
export function labelIn(box: Box, tex: string, size: number, pen: Pen): Element[] {
  const label = typeset(tex);
  return drawLabel(label, box.x, box.y + label.ascent * size, { size, ...pen });
}

export function labelSize(tex: string, size: number): { readonly width: number; readonly height: number } {
  const label = typeset(tex);
  return { width: label.width * size, height: (label.ascent + label.depth) * size };
}

/** The size at which the label is no longer than this, its own where it is shorter anyway: no label is cut off. */
export function fittingSize({ width }: Label, size: number, longest: number): number {
  return width * size > longest ? longest / width : size;
}

/** How far above the baseline a digit reaches, in em: labels centred by it look level with their tick. */
export const DIGIT_HEIGHT = 0.66;
