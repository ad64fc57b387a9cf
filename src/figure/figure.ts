/** The figures that Descent draws, as plain data. */
import type { ColorMap, CurveLook, InsetLook, LegendLook, SpanLook, TextLook } from './look.ts';
import type { Interval } from './scale.ts';
import type { Colors, Theme } from './theme.ts';
import type { Tick } from './ticks.ts';
import type { Venue } from './venue.ts';

/** An axis: its TeX label, its scale, and its domain (chosen from the data when absent). */
export interface Axis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly domain?: readonly [number, number];
  /** In the place of those chosen from the domain, which then has no minor ones. */
  readonly ticks?: readonly Tick[];
  /** Ticks alone: a neighbour that shares the axis has the labels. */
  readonly bare?: true;
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
  readonly look?: CurveLook;
  /** Which of the theme's colours, dashes and shapes it takes, from 0; its position unless given. */
  readonly slot?: number;
}

/** A dashed line across the plot at one x or one y, such as the interpolation threshold, with its TeX label. */
export interface Line extends Pick<CurveLook, 'color' | 'dash' | 'lineWidth'> {
  readonly along: 'x' | 'y';
  readonly at: number;
  readonly label: string;
  /** In the place of the label where that covers something. */
  readonly short?: string;
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
  /** A venue, or bp. */
  readonly width: Venue | number;
  /** Height over width; the golden section when absent. */
  readonly aspect?: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines?: readonly Line[];
  readonly spans?: readonly SpanLook[];
  readonly texts?: readonly TextLook[];
  /** Kept as JSON in the document's metadata. */
  readonly provenance: unknown;
  /** TeX, drawn inside the plot. */
  readonly note?: string;
  readonly theme?: Theme;
  readonly colors?: Partial<Colors>;
  readonly fonts?: { readonly label?: number; readonly tick?: number };
}

export interface CurveFigure extends Common {
  readonly kind: 'curves';
  readonly series: readonly Series[];
  readonly legend?: LegendLook;
  readonly insets?: readonly InsetLook[];
}

export interface HeatmapFigure extends Common {
  readonly kind: 'heatmap';
  /** With phases: values above ½ are one phase, of 1, and those below the other, of 0. */
  readonly color: Axis & {
    readonly phases?: true;
    readonly map?: ColorMap;
    readonly bar?: false;
    /** Values of the maps that share the bar, where there are others. */
    readonly shown?: Interval;
  };
  /** Values of the contour lines; absent: round ones. */
  readonly levels?: readonly number[];
  /** `values[j][i]` is the value at `(x[i], y[j])`; null is a gap. */
  readonly grid: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly values: readonly (readonly (number | null)[])[];
  };
  readonly optimum?: { readonly label: string; readonly x: readonly number[]; readonly y: readonly number[] };
  readonly marks?: readonly MapMark[];
}

/** A figure with one pair of axes. */
export type SingleFigure = CurveFigure | HeatmapFigure;

/** Which axes the panels of a grid have in common: their domains are the same, and only the outer ones have labels. */
export interface Shared {
  readonly x?: boolean;
  readonly y?: boolean;
  readonly color?: boolean;
}

/** Figures in a grid, row by row, with frames of one size that are aligned. */
export interface PanelsFigure
  extends Pick<
    Common,
    'title' | 'description' | 'provenance' | 'width' | 'aspect' | 'theme' | 'colors' | 'fonts'
  > {
  readonly kind: 'panels';
  /** Their own widths, aspects, themes, colours and fonts are those of the grid. */
  readonly panels: readonly { readonly figure: SingleFigure; readonly title?: string }[];
  readonly columns: number;
  readonly shared: Shared;
  /** How panels are lettered, by the first of them, such as (a); null: not at all. */
  readonly letters: string | null;
  /** One legend for all at `above`, `below` or `right`; elsewhere each has its own. Absent: one above where all would have the same. */
  readonly legend?: LegendLook;
}

export type Figure = SingleFigure | PanelsFigure;
