/** The legend of a grid of panels: one for all beside them, or each panel's own. */
import type { Box } from './box.ts';
import { entriesOf } from './curves.ts';
import type { Element } from './element.ts';
import type { PanelsFigure, SingleFigure } from './figure.ts';
import { checkLegend, drawLegend, type Entry, fittingColumns, inOrder, legendSize } from './legend.ts';
import type { Style } from './style.ts';

export interface GridLegend {
  /** The panels, without what the common legend says. */
  readonly figures: readonly SingleFigure[];
  /** Room that the common legend needs, in bp. */
  readonly room: { readonly above: number; readonly below: number; readonly right: number };
  /** @param frames  the box around the frames of all panels */
  readonly draw: (frames: Box, height: number) => Element[];
}

const BESIDE = ['above', 'below', 'right'] as const;
/** Of a legend above or below the grid. */
const MOST_COLUMNS = 6;
type Beside = (typeof BESIDE)[number];

export function legendOf(
  { legend }: Pick<PanelsFigure, 'legend'>,
  figures: readonly SingleFigure[],
  style: Style,
): GridLegend {
  const place = legend === undefined ? (alike(figures, style) ? 'above' : undefined) : legend.place;
  if (!isBeside(place)) {
    const wished = figures.map(
      (figure): SingleFigure =>
        legend === undefined || hasOwn(figure) || figure.kind === 'heatmap' ? figure : { ...figure, legend },
    );
    return { figures: wished, room: { above: 0, below: 0, right: 0 }, draw: () => [] };
  }
  const entries = inOrder(united(figures, style), legend?.order ?? []);
  const columns = legend?.columns ?? (place === 'right' ? 1 : fittingColumns(entries, MOST_COLUMNS, style));
  const size = legendSize(entries, columns, style);
  checkLegend(size, style.sizes.width);
  const gap = 4 * style.unit;
  const length = (place === 'right' ? size.width : size.height) + gap;
  return {
    figures: figures.map((figure) =>
      hasOwn(figure) || figure.kind === 'heatmap' ? figure : { ...figure, legend: { place: 'none' } },
    ),
    room: { above: 0, below: 0, right: 0, [place]: length },
    draw: (frames, height) => {
      const { width } = style.sizes;
      const middle = frames.x + (frames.width - size.width) / 2;
      const x = place === 'right' ? width - size.width - style.unit : clamped(middle, width - size.width);
      const y = { above: style.unit, below: height - size.height - style.unit, right: frames.y }[place];
      return drawLegend(entries, columns, { ...size, x, y }, style);
    },
  };
}

function clamped(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}

function isBeside(place: string | undefined): place is Beside {
  return BESIDE.some((each) => each === place);
}

/** Whether the panel itself says where its legend stands. */
function hasOwn(figure: SingleFigure): boolean {
  return figure.kind === 'curves' && figure.legend?.place !== undefined;
}

/** Whether at least two panels have a legend, and all say the same but for verdicts. */
function alike(figures: readonly SingleFigure[], style: Style): boolean {
  if (figures.some(hasOwn)) return false;
  const texts = figures.flatMap((figure) => {
    if (figure.kind === 'heatmap') return [];
    const entries = entriesOf(figure, style).filter(({ verdict }) => verdict === undefined);
    return entries.length > 0 ? [JSON.stringify(entries)] : [];
  });
  return texts.length > 1 && texts.every((text) => text === texts[0]);
}

/** What the legends of the panels say, everything once. */
function united(figures: readonly SingleFigure[], style: Style): Entry[] {
  const entries = figures.flatMap((figure) =>
    figure.kind === 'heatmap' || hasOwn(figure) ? [] : entriesOf(figure, style),
  );
  const first = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  const verdict = (entry: Entry): number => (entry.verdict === undefined ? 0 : 1);
  return [...first.values()].sort((a, b) => verdict(a) - verdict(b));
}
