/** What curve figures and heat maps share beside their axes: clipping, lines across, spans, texts, the note. */
import type { Plot } from './axes.ts';
import { type Box, contains } from './box.ts';
import { type Element, element, fixed, path } from './element.ts';
import type { Line } from './figure.ts';
import { patternOf } from './looks.ts';
import { alongLine, leastCovering, type Size, spots } from './placement.ts';
import { labelIn, labelSize, type Pen, type Style } from './style.ts';

/** The elements, cut at the frame. */
export function clipped(frame: Box, { id }: Style, children: readonly Element[]): Element {
  const clip = element('clipPath', { id: `${id}-clip` }, [element('rect', { ...frame })]);
  return element('g', {}, [clip, element('g', { 'clip-path': `url(#${id}-clip)` }, children)]);
}

/** Where a line across the plot starts and ends, in bp. */
function endsOf(
  { along, at }: Line,
  { frame, x, y }: Plot,
): [readonly [number, number], readonly [number, number]] {
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  return along === 'x'
    ? [
        [x(at), frame.y],
        [x(at), bottom],
      ]
    : [
        [frame.x, y(at)],
        [right, y(at)],
      ];
}

/** What the lines across cover. */
export function lineBoxes(lines: readonly Line[], plot: Plot): Box[] {
  return lines.flatMap((line) => alongLine(endsOf(line, plot), plot.frame));
}

export interface LinesAcross {
  readonly lines: readonly Element[];
  readonly labels: readonly Element[];
  /** The boxes of the labels. */
  readonly taken: readonly Box[];
}

/** Dashed lines with their labels beside them, where they cover the least of what is drawn. */
export function drawLines(
  across: readonly Line[],
  plot: Plot,
  obstacles: readonly Box[],
  style: Style,
  pen: Pen = { fill: style.colors.faint },
): LinesAcross {
  const { frame } = plot;
  const { unit, sizes } = style;
  const lines: Element[] = [];
  const labels: Element[] = [];
  const taken: Box[] = [];
  for (const line of across) {
    const [from, to] = endsOf(line, plot);
    if (!(contains(frame, ...from) && contains(frame, ...to))) continue;
    const own = { ...pen, ...(line.color === undefined ? {} : { fill: line.color }) };
    const d =
      line.along === 'x'
        ? path`M${from[0]} ${from[1]}v${frame.height}`
        : path`M${from[0]} ${from[1]}h${frame.width}`;
    const { domain } = plot.shown[line.along === 'x' ? 'y' : 'x'];
    const [along, at] = [[...domain], [line.at, line.at]];
    const shown = {
      kind: 'line',
      ...(line.along === 'x' ? { x: at, y: along } : { x: along, y: at }),
    } as const;
    lines.push(...dashedLine(d, own, line, unit).map((each) => ({ ...each, shown })));
    if (line.label.trim() === '') continue;
    const places = [line.label, line.short ?? []].flat().map((label) => {
      const size = labelSize(label, sizes.tick);
      const candidates =
        line.along === 'x' ? beside(from[0], size, frame, unit) : aboveAndBelow(from[1], size, frame, unit);
      return { label, ...leastCovering(candidates, [...obstacles, ...taken], 1.2 * unit) };
    });
    const { label, box } = places.reduce((best, each) => (each.covered < best.covered ? each : best));
    labels.push(...labelIn(box, label, sizes.tick, own));
    taken.push(box);
  }
  return { lines, labels, taken };
}

function dashedLine(d: string, { fill, halo }: Pen, { dash, lineWidth }: Line, unit: number): Element[] {
  const width = lineWidth ?? 0.6 * unit;
  const casing = { d, fill: 'none', stroke: halo, 'stroke-width': 1.4 * unit, 'stroke-opacity': 0.5 };
  const pattern = dash === undefined ? '5 3.333' : (patternOf(dash) ?? '');
  const dashes = pattern
    .split(' ')
    .map((length) => fixed(Number(length) * width))
    .join(' ');
  const line = {
    d,
    fill: 'none',
    stroke: fill,
    'stroke-width': width,
    'stroke-dasharray': pattern === '' ? undefined : dashes,
  };
  return [...(halo ? [element('path', casing)] : []), element('path', line)];
}

/** Places right and left of a vertical line, at the top, at the bottom, then between, inside the frame. */
function beside(at: number, size: Size, frame: Box, unit: number): Box[] {
  const gap = 2.5 * unit;
  const margin = 4.5 * unit;
  const boxes: Box[] = [];
  const heights = fromTheEnds();
  for (const v of heights) {
    const y = frame.y + margin + v * (frame.height - size.height - 2 * margin);
    for (const x of [at + gap, at - gap - size.width, at + 4 * gap, at - 4 * gap - size.width]) {
      if (x > frame.x + gap && x + size.width < frame.x + frame.width - gap) boxes.push({ ...size, x, y });
    }
  }
  return boxes.length > 0 ? boxes : [{ ...size, x: frame.x + gap, y: frame.y + margin }];
}

/** Places above and below a horizontal line, at its right end, at its left one, then between. */
function aboveAndBelow(at: number, size: Size, frame: Box, unit: number): Box[] {
  const gap = 2 * unit;
  const margin = 4.5 * unit;
  const tops = [at - gap - size.height, at + gap].filter(
    (y) => y > frame.y + gap && y + size.height < frame.y + frame.height - gap,
  );
  const boxes = fromTheEnds().flatMap((v) =>
    tops.map((y) => ({
      ...size,
      x: frame.x + margin + (1 - v) * (frame.width - size.width - 2 * margin),
      y,
    })),
  );
  return boxes.length > 0 ? boxes : [{ ...size, x: frame.x + margin, y: frame.y + margin }];
}

/** Parts of a length, the start and the end first. */
function fromTheEnds(): number[] {
  return Array.from({ length: 21 }, (_, k) => k / 20).sort((a, b) => Math.min(a, 1 - a) - Math.min(b, 1 - b));
}

/** The note, in the emptiest corner. */
export function drawNote(
  note: string | undefined,
  plot: Plot,
  obstacles: readonly Box[],
  style: Style,
): Element[] {
  if (note === undefined || note.trim() === '') return [];
  const size = labelSize(note, style.sizes.tick);
  const { box } = leastCovering(spots(size, plot.frame, 5 * style.unit), obstacles, style.unit);
  return labelIn(box, note, style.sizes.tick, { fill: style.colors.ink });
}
