/** Simulated points on a heat map, and the header that explains them. */
import type { Plot } from './axes.ts';
import { type Box, contains } from './box.ts';
import { type Element, element } from './element.ts';
import type { HeatmapFigure, MapMark, Verdict } from './figure.ts';
import { cross } from './marks.ts';
import { drawLabel, type Style } from './style.ts';
import { typeset } from './tex.ts';

const MEANING: Readonly<Record<Verdict, string>> = {
  agree: '\\text{agrees}',
  undecided: '\\text{undecided}',
  disagree: '\\text{disagrees}',
};

/** Draws the marks that lie in the frame. */
export function drawMapMarks(marks: readonly MapMark[], plot: Plot, style: Style): Element[] {
  return marks.flatMap(({ x, y, verdict }) => {
    const at = [plot.x(x), plot.y(y)] as const;
    return contains(plot.frame, ...at) ? mapSymbol(at, verdict, style) : [];
  });
}

/** What the marks cover. */
export function mapMarkBoxes(marks: readonly MapMark[], plot: Plot, { unit }: Style): Box[] {
  const size = 6 * unit;
  return marks.map(({ x, y }) => ({
    x: plot.x(x) - size / 2,
    y: plot.y(y) - size / 2,
    width: size,
    height: size,
  }));
}

/** A dot where theory and simulation agree or were not compared, a ring while undecided, a cross where they disagree. */
function mapSymbol(at: readonly [number, number], verdict: MapMark['verdict'], style: Style): Element[] {
  if (verdict === 'disagree') return cross(at, style);
  const { unit } = style;
  const circle = (radius: number, fill: string, stroke: string, width: number): Element =>
    element('circle', { cx: at[0], cy: at[1], r: radius * unit, fill, stroke, 'stroke-width': width * unit });
  if (verdict === 'undecided')
    return [circle(1.8, 'none', '#ffffff', 1.4), circle(1.8, 'none', '#000000', 0.6)];
  return [circle(1.3, '#ffffff', '#000000', 0.5)];
}

/** How much room the header takes above the frame. */
export function headerHeight({ marks = [], note }: HeatmapFigure, { sizes }: Style): number {
  return marks.length > 0 || note !== undefined ? 1.5 * sizes.tick : 0;
}

/** Above the frame: the note on the left, the key to the marks on the right. */
export function drawHeader({ marks = [], note }: HeatmapFigure, { frame }: Plot, style: Style): Element[] {
  const { sizes, unit, colors } = style;
  const baseline = frame.y - 3.5 * unit;
  const text = { size: sizes.tick, fill: colors.ink };
  const elements = note === undefined ? [] : drawLabel(typeset(note), frame.x, baseline, text);
  let right = frame.x + frame.width;
  for (const verdict of ['disagree', 'undecided', 'agree'] as const) {
    if (!marks.some((mark) => mark.verdict === verdict)) continue;
    const label = typeset(MEANING[verdict]);
    const left = right - label.width * sizes.tick;
    elements.push(...drawLabel(label, left, baseline, text));
    elements.push(...mapSymbol([left - 5 * unit, baseline - 0.25 * sizes.tick], verdict, style));
    right = left - 14 * unit;
  }
  return elements;
}
