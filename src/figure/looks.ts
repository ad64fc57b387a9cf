/** How each series looks: what it is given, and otherwise the theme's colours, dashes and shapes in order. */
import type { Series } from './figure.ts';
import { type Dash, dashes, shapes } from './look.ts';
import type { Marker } from './marks.ts';
import type { Style } from './style.ts';
import { DASHES } from './theme.ts';

export interface Looks {
  readonly color: string;
  /** Null where no line is drawn. */
  readonly dash: string | null;
  /** In units of the style. */
  readonly lineWidth: number;
  /** Null where no marks are drawn. */
  readonly marker: Marker | null;
}

/** The width of theory lines unless it is said, in units of the style. */
const LINE_WIDTH = 1.1;

/** Series beyond the number of colours differ from their namesakes in dash and shape. */
export function looksOf({ look = {}, slot }: Series, index: number, { colors, unit }: Style): Looks {
  const place = slot ?? index;
  const round = Math.floor(place / colors.series.length);
  const color = look.color ?? colors.series[place % colors.series.length]!;
  const shape = look.marker ?? shapes[(place + round) % shapes.length]!;
  return {
    color,
    dash: patternOf(look.dash ?? dashes[(place + round) % dashes.length]!),
    lineWidth: look.lineWidth === undefined ? LINE_WIDTH : look.lineWidth / unit,
    marker: shape === 'none' ? null : { shape, color },
  };
}

/** The dash pattern in units of the line's width; null where there is no line. */
export function patternOf(dash: Dash | 'none'): string | null {
  return dash === 'none' ? null : DASHES[dash];
}
