/** What curve figures and heat maps share beside their axes: clipping, threshold lines, the note. */
import type { Plot } from './axes.ts';
import { type Box, contains } from './box.ts';
import { type Element, element, fixed, path } from './element.ts';
import type { Vertical } from './figure.ts';
import { alongLine, leastCovering, spots } from './placement.ts';
import { labelIn, labelSize, type Pen, type Style } from './style.ts';

/** The elements, cut at the frame. */
export function clipped(frame: Box, { id }: Style, children: readonly Element[]): Element {
  const clip = element('clipPath', { id: `${id}-clip` }, [element('rect', { ...frame })]);
  return element('g', {}, [clip, element('g', { 'clip-path': `url(#${id}-clip)` }, children)]);
}

/** What the dashed lines cover. */
export function verticalBoxes(verticals: readonly Vertical[], { frame, x }: Plot): Box[] {
  return verticals.flatMap((vertical) => {
    const at = x(vertical.x);
    return alongLine(
      [
        [at, frame.y],
        [at, frame.y + frame.height],
      ],
      frame,
    );
  });
}

export interface Verticals {
  readonly lines: readonly Element[];
  readonly labels: readonly Element[];
  /** The boxes of the labels. */
  readonly taken: readonly Box[];
}

/** Dashed lines with their labels beside them, where they cover the least of what is drawn. */
export function drawVerticals(
  verticals: readonly Vertical[],
  plot: Plot,
  obstacles: readonly Box[],
  style: Style,
  pen: Pen = { fill: style.colors.faint },
): Verticals {
  const { frame } = plot;
  const { unit, sizes } = style;
  const lines: Element[] = [];
  const labels: Element[] = [];
  const taken: Box[] = [];
  for (const { x, label } of verticals) {
    const at = plot.x(x);
    if (!contains(frame, at, frame.y)) continue;
    lines.push(...dashedLine(path`M${at} ${frame.y}v${frame.height}`, pen, unit));
    if (label.trim() === '') continue;
    const size = labelSize(label, sizes.tick);
    const candidates = beside(at, size, frame, unit);
    const { box } = leastCovering(candidates, [...obstacles, ...taken], 1.2 * unit);
    labels.push(...labelIn(box, label, sizes.tick, pen));
    taken.push(box);
  }
  return { lines, labels, taken };
}

function dashedLine(d: string, { fill, halo }: Pen, unit: number): Element[] {
  const casing = { d, stroke: halo, 'stroke-width': 1.4 * unit, 'stroke-opacity': 0.5 };
  const dashes = `${fixed(3 * unit)} ${fixed(2 * unit)}`;
  const line = { d, stroke: fill, 'stroke-width': 0.6 * unit, 'stroke-dasharray': dashes };
  return [...(halo ? [element('path', casing)] : []), element('path', line)];
}

/** Places right and left of a vertical line, at the top, at the bottom, then between, inside the frame. */
function beside(at: number, size: { width: number; height: number }, frame: Box, unit: number): Box[] {
  const gap = 2.5 * unit;
  const margin = 4.5 * unit;
  const boxes: Box[] = [];
  const heights = Array.from({ length: 21 }, (_, k) => k / 20).sort(
    (a, b) => Math.min(a, 1 - a) - Math.min(b, 1 - b),
  );
  for (const v of heights) {
    const y = frame.y + margin + v * (frame.height - size.height - 2 * margin);
    for (const x of [at + gap, at - gap - size.width, at + 4 * gap, at - 4 * gap - size.width]) {
      if (x > frame.x + gap && x + size.width < frame.x + frame.width - gap) boxes.push({ ...size, x, y });
    }
  }
  return boxes.length > 0 ? boxes : [{ ...size, x: frame.x + gap, y: frame.y + margin }];
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
