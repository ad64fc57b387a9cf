/** How figures may be changed without changing what they show. */
import type { Format } from './format.ts';
import type { Colors } from './theme.ts';

/** Where the legend stands: `auto` finds the emptiest place inside, or above where there is none. */
export const places = [
  'auto',
  'none',
  'above',
  'right',
  'below',
  'top left',
  'top right',
  'bottom left',
  'bottom right',
] as const;
export type Place = (typeof places)[number];

/** Dash patterns by name, in the order of the curves that are given none. */
export const dashes = [
  'solid',
  'dashed',
  'dash-dot',
  'dotted',
  'long-dashed',
  'dash-dot-dot',
  'short-dashed',
] as const;
export type Dash = (typeof dashes)[number];

/** Shapes of marks, in the order of the curves that are given none. */
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'down', 'star', 'wye'] as const;
export type Shape = (typeof shapes)[number];

/** Colour maps of heat maps: those of matplotlib that are even in lightness and safe for the colour-blind, and grey. */
export const colorMaps = ['viridis', 'cividis', 'magma', 'inferno', 'plasma', 'greys'] as const;
export type ColorMap = (typeof colorMaps)[number];

/** Of one curve with its marks: #rrggbb, the width of the line in pt. */
export interface CurveLook {
  readonly color?: string;
  readonly dash?: Dash | 'none';
  readonly marker?: Shape | 'none';
  readonly lineWidth?: number;
}

export interface LegendLook {
  readonly place?: Place;
  readonly columns?: number;
  /** Positions of entries, from 1, in the order in which they are to stand; others follow. */
  readonly order?: readonly number[];
}

/** A straight line across the plot, or a curve of an expression in x. */
export interface LineLook extends Omit<CurveLook, 'marker'> {
  readonly x?: number;
  readonly y?: number;
  readonly formula?: string;
  /** TeX. */
  readonly label?: string;
}

/** A shaded stretch of one axis. */
export interface SpanLook {
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  readonly label?: string;
  readonly color?: string;
}

/** A text in data units, and where its arrow points to. */
export interface TextLook {
  readonly at: readonly [number, number];
  /** TeX. */
  readonly text: string;
  readonly to?: readonly [number, number];
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly color?: string;
}

/** Points of one's own: x, y, and the ends of the error bar. */
export interface PointsLook extends Omit<CurveLook, 'dash' | 'lineWidth'> {
  readonly rows: readonly (readonly [x: number, y: number, low: number, high: number])[];
  readonly label?: string;
}

/** Width and height of an inset in parts of the frame's, unless they are said. */
export const usualInset = [0.42, 0.42] as const;

/** A part of the plot, larger, in a frame within it. */
export interface InsetLook {
  readonly x: readonly [number, number];
  /** Absent: as much as the curves need there. */
  readonly y?: readonly [number, number];
  /** A corner, or the lower left corner's place in parts of the frame, from 0 to 1; the emptiest place unless it is said. */
  readonly place?:
    | Extract<Place, 'auto' | `${'top' | 'bottom'} ${'left' | 'right'}`>
    | readonly [number, number];
  /** Width and height in parts of the frame's. */
  readonly size?: readonly [number, number];
  readonly xScale?: 'linear' | 'log';
  readonly yScale?: 'linear' | 'log';
  /** Whether the box on the plot and the lines from it are drawn; they are. */
  readonly zoom?: boolean;
}

export type TickLook = number | { readonly at: number; readonly label: string };

/** What panels may share. */
export const shareable = ['x', 'y', 'color'] as const;
export type Shareable = (typeof shareable)[number];

/** How panels stand together. */
export interface GridLook {
  readonly columns?: number;
  readonly share?: 'none' | Shareable | readonly Shareable[];
  /** As the first panel is lettered, such as (a); or none. */
  readonly letters?: string;
}

/** All of it; what is absent is as the figure has it. */
export interface FigureLook {
  readonly formats?: readonly Format[];
  /** Pixels an inch of a PNG. */
  readonly dpi?: number;
  /** Height over width. */
  readonly aspect?: number;
  readonly colors?: Partial<Colors>;
  /** Sizes in pt of axis labels, and of ticks and legends. */
  readonly fonts?: { readonly label?: number; readonly tick?: number };
  /** TeX of the axes, and of the colour bar. */
  readonly labels?: { readonly x?: string; readonly y?: string; readonly color?: string };
  readonly ticks?: {
    readonly x?: readonly TickLook[];
    readonly y?: readonly TickLook[];
    readonly color?: readonly TickLook[];
  };
  readonly legend?: Place | LegendLook;
  /** Of each curve in the order in which they are drawn; `hide` leaves it out, an empty label its entry in the legend. */
  readonly curves?: readonly (CurveLook & { readonly label?: string; readonly hide?: boolean })[];
  /** Whether interpolation thresholds are drawn; they are. */
  readonly thresholds?: boolean;
  readonly lines?: readonly LineLook[];
  readonly spans?: readonly SpanLook[];
  readonly texts?: readonly TextLook[];
  readonly points?: readonly PointsLook[];
  readonly insets?: readonly InsetLook[];
  readonly colorMap?: ColorMap;
  readonly colorScale?: 'linear' | 'log';
  readonly colorDomain?: readonly [number, number];
  /** Values of the contour lines; none where the list is empty. */
  readonly levels?: readonly number[];
  readonly colorBar?: boolean;
}
