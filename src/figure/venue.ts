/** Where a figure is to be printed: widths and text sizes by venue. */

/** Sizes in bp (1/72 in). */
export interface Sizes {
  readonly width: number;
  /** Font size of axis labels, and of tick labels and legends. */
  readonly label: number;
  readonly tick: number;
}

export type Venue =
  | 'prl'
  | 'prl-full'
  | 'jstat'
  | 'neurips'
  | 'icml'
  | 'icml-full'
  | 'jmlr'
  | 'aos'
  | 'iclr'
  | 'slide';

const BP_PER_TEX_POINT = 72 / 72.27;

/** The column or text widths of the journals' own LaTeX classes. */
export const VENUES: Readonly<Record<Venue, Sizes>> = {
  prl: { width: 246 * BP_PER_TEX_POINT, label: 8, tick: 7 },
  'prl-full': { width: 510 * BP_PER_TEX_POINT, label: 9, tick: 8 },
  jstat: { width: 446.4 * BP_PER_TEX_POINT, label: 9, tick: 8 },
  neurips: { width: 5.5 * 72, label: 9, tick: 7 },
  iclr: { width: 5.5 * 72, label: 9, tick: 7 },
  icml: { width: 3.25 * 72, label: 8, tick: 6 },
  'icml-full': { width: 6.75 * 72, label: 8, tick: 6 },
  jmlr: { width: 6 * 72, label: 9, tick: 8 },
  aos: { width: 405, label: 9, tick: 8 },
  slide: { width: 360, label: 14, tick: 12 },
};
