/** From a drawing to pgfplots: axes, curves and marks of data in tables, labels as LaTeX, and the rest as paths. */
import type { Page } from './document.ts';
import { type Element, fixed } from './element.ts';
import { fontOf, latexOf } from './latex.ts';
import { declareMarks, marksPlot } from './pgfmarks.ts';
import { axesLatex, gridComment, linePlot } from './pgfplots.ts';
import type { Shown, ShownAxes, ShownLabel } from './shown.ts';
import { draw, type Palette, palette } from './tikzPaths.ts';

/**
 * A `tikzpicture` as large as the figure, for `\input` in any document with `\usepackage{amsmath,amssymb,pgfplots}`. All data are in it.
 *
 * @throws {InputError} for a label with a command that is not of mathematics
 */
export function writeTikz({ info, drawing }: Page): string {
  const colors = palette();
  const shown = everything(drawing);
  const body = pictures(drawing, colors).join('');
  const ground =
    info.background === '#ffffff'
      ? ''
      : `\\fill[${colors.name(info.background)}] (0,0) rectangle (${size(info)});\n`;
  return [
    `% ${comment(info.title)}\n% ${comment(info.description)}\n`,
    '% Needs \\usepackage{amsmath,amssymb,pgfplots} and \\pgfplotsset{compat=1.16} or later.\n',
    '\\begin{tikzpicture}[x=1bp,y=-1bp,line join=miter,miter limit=4]\n',
    colors.definitions(),
    declareMarks(shown),
    `\\useasboundingbox (0,0) rectangle (${size(info)});\n`,
    ground,
    body,
    '\\end{tikzpicture}%\n',
  ].join('');
}

function size({ width, height }: Page['info']): string {
  return `${fixed(width)},${fixed(height)}`;
}

/** One line, whose end nothing in it can be. */
function comment(text: string): string {
  return text.replace(/[\p{Control}\p{Surrogate}\u2028\u2029]+/gu, ' ');
}

function everything(elements: readonly (Element | string)[]): Shown[] {
  return elements.flatMap((each) =>
    typeof each === 'string' ? [] : [...(each.shown ? [each.shown] : []), ...everything(each.children)],
  );
}

/** Siblings: with axes among them a plot, whose data are given to pgfplots. */
function pictures(elements: readonly (Element | string)[], colors: Palette): string[] {
  const drawn = elements.filter((each) => typeof each !== 'string');
  const place = drawn.findIndex(({ shown }) => shown?.kind === 'axes');
  if (place < 0) return drawn.flatMap((each) => picture(each, colors, true));
  const shown = drawn[place]!.shown as ShownAxes;
  const before = drawn.slice(0, place);
  const rest = drawn.slice(place + 1);
  // Behind the axes what is no data, as the surface of a map; in them data; above them what stands at the edges.
  const [ground, marks] = [before.slice(0, 1), before.slice(1)];
  return [
    ...ground.flatMap((each) => picture(each, colors, false)),
    ...axesLatex(
      shown,
      before.flatMap((each) => plots(each, shown, colors)),
      colors,
    ),
    ...marks.flatMap((each) => picture(each, colors, false)),
    ...rest.flatMap((each) => picture(each, colors, true)),
  ];
}

/** What of the element pgfplots draws. */
function plots({ shown, attributes, children }: Element, axes: ShownAxes, colors: Palette): string[] {
  if (shown?.kind === 'line') return [linePlot(shown, attributes, axes, colors)];
  if (shown?.kind === 'marks') return marksPlot(shown, axes, colors);
  if (shown?.kind === 'grid') return [gridComment(shown)];
  return children.flatMap((each) => (typeof each === 'string' ? [] : plots(each, axes, colors)));
}

/** What of the element is drawn as it is. @param alone  it belongs to no plot, so that data are outlines, too */
function picture(drawn: Element, colors: Palette, alone: boolean): string[] {
  const { name, attributes, children, shown } = drawn;
  if (shown?.kind === 'label') return [node(shown, colors)];
  if (shown?.kind === 'casing') return [];
  if (shown?.kind === 'line' && !alone) return [];
  if (name === 'clipPath') return [];
  if (name !== 'g') return draw(drawn, colors);
  if (shown?.kind === 'marks' && !alone)
    return beyondFrame(children).flatMap((each) => picture(each, colors, true));
  const inner = alone
    ? pictures(children, colors)
    : children.flatMap((each) => (typeof each === 'string' ? [] : picture(each, colors, false)));
  if (inner.length === 0) return [];
  const clip = clipOf(children);
  const shift = /^translate\(([^ ,)]+)[ ,]([^ ,)]+)\)$/.exec(String(attributes['transform'] ?? ''));
  if (clip === '' && shift === null) return inner;
  const moved = shift ? `[shift={(${shift[1]},${shift[2]})}]` : '';
  return [`\\begin{scope}${moved}\n`, clip, ...inner, '\\end{scope}\n'];
}

/** The frame at which what stands beside it is cut. */
function clipOf(children: Element['children']): string {
  const clip = children.find((each): each is Element => typeof each !== 'string' && each.name === 'clipPath');
  const [box] = (clip?.children ?? []) as readonly Element[];
  if (!box) return '';
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) => Number(box.attributes[key]));
  return `\\clip (${fixed(x!)},${fixed(y!)}) rectangle (${fixed(x! + width!)},${fixed(y! + height!)});\n`;
}

/** The arrows at the edge. */
function beyondFrame(children: Element['children']): Element[] {
  return children.filter(
    (each): each is Element =>
      typeof each !== 'string' && /\b(?:above|below)$/.test(String(each.attributes['class'])),
  );
}

const ANCHORS = { start: 'base west', middle: 'base', end: 'base east' } as const;

function node({ label, x, y, size, anchor, turn, fill, halo }: ShownLabel, colors: Palette): string {
  const options = [
    `anchor=${ANCHORS[anchor]}`,
    'inner sep=0',
    `text=${colors.name(fill)}`,
    ...(turn === 0 ? [] : [`rotate=${fixed(turn)}`]),
    ...(halo ? [`fill=${colors.name(halo)}`, 'fill opacity=0.6', 'text opacity=1'] : []),
    fontOf(size),
  ];
  return `\\node[${options.join(',')}] at (${fixed(x)},${fixed(y)}) {${latexOf(label.tex)}};\n`;
}
