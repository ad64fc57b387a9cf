/** Figures of curves: theory lines, simulated marks with error bars, bands. */
import * as d3 from 'd3';
import { InputError } from '../errors.ts';
import { drawSpans, drawTexts } from './annotations.ts';
import type { Drawing, Plot, Sheet } from './axes.ts';
import { type Element, element, group } from './element.ts';
import type { CurveFigure, Series } from './figure.ts';
import { clipped, drawLines, drawNote } from './furniture.ts';
import { drawHistogram } from './histogram.ts';
import { drawInsets } from './inset.ts';
import { BAND_OPACITY, drawLegend, type Entry, inOrder, lineElement } from './legend.ts';
import { type Looks, looksOf } from './looks.ts';
import { drawMark } from './marks.ts';
import { layOut, segments } from './room.ts';
import type { Style } from './style.ts';

export function drawCurves(figure: CurveFigure, sheet: Sheet, style: Style): Drawing {
  const { series, lines = [], spans = [], texts = [] } = figure;
  series.forEach(checkSeries);
  const looks = series.map((each, i) => looksOf(each, i, style));
  const entries = entriesOf(figure, style);
  const { plot, legend, columns, obstacles, insets } = layOut(figure, sheet, entries, style);
  const shaded = drawSpans(spans, plot, obstacles, style);
  const taken = [...obstacles, ...(legend ? [legend] : []), ...shaded.taken];
  const across = drawLines(lines, plot, taken, style);
  const note = drawNote(figure.note, plot, [...taken, ...across.taken], style);
  const each = (draw: (series: Series, looks: Looks) => Element[]): Element[] =>
    series.flatMap((one, i) => draw(one, looks[i]!));
  const elements = [
    clipped(plot.frame, style, [
      group('spans', shaded.areas),
      group(
        'histograms',
        each(({ histogram }, { color }) => (histogram ? drawHistogram(histogram, plot, color, style) : [])),
      ),
      group(
        'bands',
        each((one, { color }) => band(one, plot, color)),
      ),
      group('lines-across', across.lines),
      group(
        'lines',
        each((one, look) => line(one, look, plot, style)),
      ),
    ]),
    ...series.map(({ marks = [] }, i) => {
      const { marker } = looks[i]!;
      return group(
        'marks',
        marker === null ? [] : marks.flatMap((mark) => drawMark(mark, marker, plot, style)),
        marker === null || marks.length === 0 ? undefined : { kind: 'marks', marks, marker },
      );
    }),
    group('axes', plot.axes, plot.shown),
    group('labels', [...across.labels, ...shaded.labels, ...note, ...drawTexts(texts, plot, style)]),
    group('legend', legend ? drawLegend(entries, columns, legend, style) : []),
    group(
      'insets',
      drawInsets(figure, insets, plot, (part, height, own) => drawCurves(part, { height }, own), style),
    ),
  ];
  return { elements, frame: plot.frame };
}

/** What the legend of a figure of curves says, in its order. */
export function entriesOf({ series, legend }: CurveFigure, style: Style): Entry[] {
  const looks = series.map((each, i) => looksOf(each, i, style));
  return inOrder(legendEntries(series, looks, style), legend?.order ?? []);
}

function legendEntries(series: readonly Series[], looks: readonly Looks[], style: Style): Entry[] {
  const entries: Entry[] = series.flatMap((each, i) => {
    if (each.label === '') return [];
    const { color, dash, lineWidth, marker } = looks[i]!;
    return [
      {
        label: each.label,
        color,
        lineWidth,
        dash: each.line && dash !== null ? dash : undefined,
        marker: each.marks?.length && marker ? marker : undefined,
        band: each.band !== undefined || each.histogram !== undefined,
      },
    ];
  });
  const marks = series.flatMap((each, i) => (looks[i]!.marker ? (each.marks ?? []) : []));
  for (const verdict of ['disagree', 'undecided'] as const) {
    if (!marks.some((mark) => mark.verdict === verdict)) continue;
    const neutral = { shape: 'circle', color: style.colors.faint } as const;
    const label = verdict === 'disagree' ? '\\text{disagrees}' : '\\text{undecided}';
    entries.push({ label, color: neutral.color, marker: neutral, verdict });
  }
  return entries;
}

function line(series: Series, { color, dash, lineWidth }: Looks, plot: Plot, style: Style): Element[] {
  if (!series.line || dash === null) return [];
  const draw = d3.line<readonly [number, number]>().digits(3);
  const d = segments(series.line, plot).map((points) => draw([...points]) ?? '');
  const shown = { kind: 'line', x: series.line.x, y: series.line.y } as const;
  return [{ ...lineElement(d.join(''), { color, dash, lineWidth }, style), shown }];
}

function band(series: Series, plot: Plot, color: string): Element[] {
  if (!series.band) return [];
  const { x, low, high } = series.band;
  const rows = x.map((each, i) => [plot.x(each), plot.y(low[i]!), plot.y(high[i]!)] as const);
  const draw = d3
    .area<readonly [number, number, number]>()
    .defined((row) => !row.some(Number.isNaN))
    .x((row) => row[0])
    .y0((row) => row[1])
    .y1((row) => row[2])
    .digits(3);
  const shown = { kind: 'line', ...areaOf(series.band) } as const;
  return [element('path', { d: draw(rows) ?? '', fill: color, 'fill-opacity': BAND_OPACITY }, [], shown)];
}

/** The outlines of a band's pieces between its gaps: there along the lower edge, and back along the upper one. */
function areaOf({ x, low, high }: NonNullable<Series['band']>): { x: number[]; y: (number | null)[] } {
  const outline: { x: number[]; y: (number | null)[] } = { x: [], y: [] };
  const piece: number[] = [];
  const close = (next: number): void => {
    const back = [...piece].reverse();
    outline.x.push(...[...piece, ...back].map((i) => x[i]!), next);
    outline.y.push(...piece.map((i) => low[i]!), ...back.map((i) => high[i]!), null);
    piece.length = 0;
  };
  x.forEach((each, i) => {
    if ([each, low[i]!, high[i]!].some(Number.isNaN)) close(each);
    else piece.push(i);
  });
  if (piece.length > 0) close(x[piece.at(-1)!]!);
  return outline;
}

function checkSeries({ label, line, band, histogram }: Series): void {
  if (histogram && histogram.x.length !== histogram.heights.length + 1) {
    throw new InputError(
      `series '${label}': the histogram has ${histogram.x.length} x and ${histogram.heights.length} heights`,
    );
  }
  if (line && line.x.length !== line.y.length) {
    throw new InputError(`series '${label}': the line has ${line.x.length} x and ${line.y.length} y`);
  }
  if (band && (band.x.length !== band.low.length || band.x.length !== band.high.length)) {
    const lengths = [band.x, band.low, band.high].map((each) => each.length).join(', ');
    throw new InputError(`series '${label}': the band's x, low and high have lengths ${lengths}`);
  }
}
