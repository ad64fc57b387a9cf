/** Figures in a grid: frames of one size, aligned by row and column, with axes and a legend that they may share. */
import { InputError } from '../errors.ts';
import type { Drawing, Margins, Sheet } from './axes.ts';
import type { Box } from './box.ts';
import { drawCurves } from './curves.ts';
import { type Element, element, group, path } from './element.ts';
import type { PanelsFigure, SingleFigure } from './figure.ts';
import { drawHeatmap } from './heatmap.ts';
import { legendOf } from './panelLegend.ts';
import { sharing } from './sharing.ts';
import { drawLabel, fittingSize, labelSize, type Style } from './style.ts';
import { typeset } from './tex.ts';

/** Height over width of a frame. */
const FRAME = 0.75;
/** Rounds in which margins are found: they depend on the ticks that fit, and these on the margins. */
const ROUNDS = 4;
/** The narrowest frame, in units of the style. */
const NARROWEST = 30;

export function drawSingle(figure: SingleFigure, sheet: Sheet, style: Style): Drawing {
  return figure.kind === 'curves' ? drawCurves(figure, sheet, style) : drawHeatmap(figure, sheet, style);
}

/** The grid as wide as the style says, and how high it is. @throws {InputError} where it has no room, and as its panels do */
export function drawPanels(
  figure: PanelsFigure,
  style: Style,
): { readonly elements: readonly Element[]; readonly height: number } {
  const { letters, panels, shared, aspect = FRAME } = figure;
  const columns = Math.min(figure.columns, panels.length);
  const single = panels.map((panel) => panel.figure);
  const { figures, room, draw } = legendOf(figure, sharing(single, columns, shared), style);
  const heads = panels.map(({ title = '' }, i) => ({
    letter: letters === null ? '' : `\\text{${letterAt(letters, i)}}`,
    title,
  }));
  const head = Math.max(0, ...heads.flatMap(({ letter, title }) => [letter, title].map(heightIn(style))));
  const width = style.sizes.width - room.right;
  const cells = layOut(figures, columns, { width, top: room.above, aspect, head }, style);
  const height = Math.max(...cells.map(({ box }) => box.y + box.height)) + room.below;
  const drawn = cells.map((cell, i) => drawCell(cell, heads[i]!, style));
  return { height, elements: [...drawn, group('legend', draw(around(cells), height))] };
}

/** A panel on its sheet. */
interface Cell {
  readonly box: Box;
  readonly drawing: Drawing;
}

interface Layout {
  readonly width: number;
  /** Room above the grid, and above each panel for its letter and title. */
  readonly top: number;
  readonly head: number;
  readonly aspect: number;
}

/** Cells with frames of one size: each row and column has the widest margins that its panels need. */
function layOut(figures: readonly SingleFigure[], columns: number, layout: Layout, style: Style): Cell[] {
  const rows = Math.ceil(figures.length / columns);
  const none = { left: 0, right: 0, top: 0, bottom: 0 };
  let margins: Margins[] = figures.map(() => none);
  let cells: Cell[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const aligned = margins.map((_, i) => ({
      left: widest(margins, 'left', (k) => k % columns === i % columns),
      right: widest(margins, 'right', (k) => k % columns === i % columns),
      top: widest(margins, 'top', (k) => Math.floor(k / columns) === Math.floor(i / columns)),
      bottom: widest(margins, 'bottom', (k) => Math.floor(k / columns) === Math.floor(i / columns)),
    }));
    const across = aligned.slice(0, columns).reduce((sum, { left, right }) => sum + left + right, 0);
    const frame = (layout.width - across) / columns;
    if (frame < NARROWEST * style.unit)
      throw new InputError(
        `there is no room for ${columns} columns in ${Math.round(layout.width)} bp; a larger width or fewer columns are needed`,
      );
    const boxes = place(aligned, columns, { frame, rows, ...layout });
    cells = figures.map((figure, i) => ({
      box: boxes[i]!,
      drawing: drawSingle(
        figure,
        { height: boxes[i]!.height, least: aligned[i]! },
        styleOf(style, boxes[i]!.width, i),
      ),
    }));
    const found = cells.map(marginsOf);
    const settled = found.every((each, i) => same(each, aligned[i]!));
    if (settled) break;
    margins = found.map((each, i) => larger(each, aligned[i]!));
  }
  return cells;
}

function widest(margins: readonly Margins[], side: keyof Margins, isIn: (k: number) => boolean): number {
  return Math.max(...margins.filter((_, k) => isIn(k)).map((each) => each[side]));
}

function place(
  margins: readonly Margins[],
  columns: number,
  { frame, rows, top, head, aspect }: Layout & { readonly frame: number; readonly rows: number },
): Box[] {
  const sizes = margins.map((each) => ({
    width: each.left + frame + each.right,
    height: each.top + aspect * frame + each.bottom,
  }));
  const heights = Array.from({ length: rows }, (_, row) => head + sizes[row * columns]!.height);
  const before = (list: readonly number[], end: number) =>
    list.slice(0, end).reduce((sum, each) => sum + each, 0);
  const widths = sizes.slice(0, columns).map(({ width }) => width);
  return sizes.map((size, i) => ({
    ...size,
    x: before(widths, i % columns),
    y: top + before(heights, Math.floor(i / columns)) + head,
  }));
}

function styleOf(style: Style, width: number, i: number): Style {
  return { ...style, id: `${style.id}-${i}`, sizes: { ...style.sizes, width } };
}

function marginsOf({ box, drawing: { frame } }: Cell): Margins {
  return {
    left: frame.x,
    right: box.width - frame.x - frame.width,
    top: frame.y,
    bottom: box.height - frame.y - frame.height,
  };
}

const SIDES = ['left', 'right', 'top', 'bottom'] as const;

function same(one: Margins, other: Margins): boolean {
  return SIDES.every((side) => Math.abs(one[side] - other[side]) < 1e-6);
}

function larger(one: Margins, other: Margins): Margins {
  const [left, right, top, bottom] = SIDES.map((side) => Math.max(one[side], other[side]));
  return { left: left!, right: right!, top: top!, bottom: bottom! };
}

/** The box around the frames of all. */
function around(cells: readonly Cell[]): Box {
  const frames = cells.map(({ box, drawing: { frame } }) => ({
    ...frame,
    x: box.x + frame.x,
    y: box.y + frame.y,
  }));
  const [x, y] = [Math.min(...frames.map((frame) => frame.x)), Math.min(...frames.map((frame) => frame.y))];
  const right = Math.max(...frames.map((frame) => frame.x + frame.width));
  const bottom = Math.max(...frames.map((frame) => frame.y + frame.height));
  return { x, y, width: right - x, height: bottom - y };
}

interface Head {
  readonly letter: string;
  readonly title: string;
}

function heightIn({ sizes, unit }: Style): (tex: string) => number {
  return (tex) => (tex === '' ? 0 : labelSize(tex, sizes.label).height + unit);
}

/** The panel with its letter at the left end of the frame, and its title over the middle. */
function drawCell({ box, drawing }: Cell, { letter, title }: Head, { sizes, colors }: Style): Element {
  const { frame } = drawing;
  const pen = { size: sizes.label, fill: colors.ink };
  const [first, over] = [typeset(letter), typeset(title)];
  const beside = 2 * (first.width + (letter === '' ? 0 : 1)) * sizes.label;
  const size = fittingSize(over, sizes.label, frame.width - beside);
  const head = [
    ...drawLabel(first, frame.x, 0, pen),
    ...drawLabel(over, frame.x + frame.width / 2, 0, { ...pen, size, anchor: 'middle' }),
  ];
  const transform = path`translate(${box.x} ${box.y})`;
  return element('g', { class: 'panel', transform }, [...drawing.elements, group('head', head)]);
}

/** The pattern of the first panel's letter for the one at that place: (a) becomes (b). */
function letterAt(pattern: string, i: number): string {
  return pattern.replace(/[aA]/, (first) => {
    const letter = String.fromCharCode('a'.charCodeAt(0) + (i % 26)).repeat(1 + Math.floor(i / 26));
    return first === 'A' ? letter.toUpperCase() : letter;
  });
}
