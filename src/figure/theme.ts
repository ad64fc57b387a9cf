/** Colours and dashes, as data. */
import type { Dash } from './look.ts';

/** Colours by name: Okabe and Ito's, and greys. */
export const COLORS: Readonly<Record<string, string>> = {
  blue: '#0072b2',
  vermillion: '#d55e00',
  green: '#009e73',
  purple: '#cc79a7',
  orange: '#e69f00',
  sky: '#56b4e9',
  yellow: '#f0e442',
  red: '#c00000',
  black: '#000000',
  grey: '#777777',
  white: '#ffffff',
};

export type Theme = 'light' | 'dark';

export interface Colors {
  readonly background: string;
  /** Frame, ticks, labels. */
  readonly ink: string;
  /** Threshold lines, notes. */
  readonly faint: string;
  readonly disagree: string;
  /** Series in order: Okabe and Ito's colour-blind-safe set, adapted to the background. */
  readonly series: readonly string[];
}

export const THEMES: Readonly<Record<Theme, Colors>> = {
  light: {
    background: '#ffffff',
    ink: '#000000',
    faint: '#555555',
    disagree: '#c00000',
    series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'],
  },
  dark: {
    background: '#14171c',
    ink: '#e8e8e8',
    faint: '#a0a4aa',
    disagree: '#ff4d4d',
    series: ['#56b4e9', '#e69f00', '#2bc49a', '#e3a0c6', '#f0e442', '#ff8a3d', '#ffffff'],
  },
};

/** Line dashes in units of the line width, so that series differ in print without colour; '' is solid. */
export const DASHES: Readonly<Record<Dash, string>> = {
  solid: '',
  dashed: '3.6 1.2',
  'dash-dot': '4.8 1.1 1 1.1',
  dotted: '1 1.1',
  'long-dashed': '7.5 1.5',
  'dash-dot-dot': '4.8 1.1 1 1.1 1 1.1',
  'short-dashed': '2 1',
};
