/** The figures that Descent draws, as plain data, and the one function that turns them into SVG. */
import type { Theme } from './theme.ts';
import type { Venue } from './venue.ts';

/** An axis: its TeX label, its scale, and its domain (chosen from the data when absent). */
export interface Axis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly domain?: readonly [number, number];
}

/** What the comparison of theory and simulation said at one point. */
export type Verdict = 'agree' | 'disagree' | 'undecided';

/** A simulated point with its error bar from `low` to `high`, in data units. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly verdict?: Verdict | null;
}

/** One entry of the legend: a theory line, simulated marks, a band, a histogram, or any of them; null in a line is a gap. */
export interface Series {
  readonly label: string;
  readonly line?: { readonly x: readonly number[]; readonly y: readonly (number | null)[] };
  readonly marks?: readonly Mark[];
  readonly band?: {
    readonly x: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
  };
  /** Heights of the bins between consecutive, ascending `x`. */
  readonly histogram?: { readonly x: readonly number[]; readonly heights: readonly number[] };
}

/** A dashed vertical line, such as the interpolation threshold, with its TeX label. */
export interface Vertical {
  readonly x: number;
  readonly label: string;
}

/** A point of a heat map at which a simulation was held against the theory. */
export interface MapMark {
  readonly x: number;
  readonly y: number;
  readonly verdict: Verdict | null;
}

interface Common {
  /** Plain text, for screen readers; not drawn. */
  readonly title: string;
  readonly description: string;
  readonly width: Venue;
  /** Height over width; the golden section when absent. */
  readonly aspect?: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly verticals?: readonly Vertical[];
  /** Kept as JSON in the document's metadata. */
  readonly provenance: unknown;
  /** TeX, drawn inside the plot. */
  readonly note?: string;
  readonly theme?: Theme;
}

export interface CurveFigure extends Common {
  readonly kind: 'curves';
  readonly series: readonly Series[];
}

export interface HeatmapFigure extends Common {
  readonly kind: 'heatmap';
  /** With phases: values above ½ are one phase, of 1, and those below the other, of 0. */
  readonly color: Axis & { readonly phases?: true };
  /** `values[j][i]` is the value at `(x[i], y[j])`; null is a gap. */
  readonly grid: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly values: readonly (readonly (number | null)[])[];
  };
  readonly optimum?: { readonly label: string; readonly x: readonly number[]; readonly y: readonly number[] };
  readonly marks?: readonly MapMark[];
}

export type Figure = CurveFigure | HeatmapFigure;

/**
 * The text of the SVG document that shows the figure; the same figure gives the same bytes.
 * Throws InputError for TeX that does not parse and for data that cannot be drawn.
 */
export async function renderFigure(figure: Figure): Promise<string> {
  const { draw } = await import('./draw.ts'); // with d3, jsdom and MathJax: most of a second
  return draw(figure);
}
