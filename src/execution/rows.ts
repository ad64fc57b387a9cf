/** Trials of one series in memory: numbers in pages of consecutive trials, each as long as the longest line of a sealed file. */
import type { TrialValues } from '../simulators/simulator.ts';

/** Values by trial number, in the order of the trials where there is one. */
export type SeriesTrials = Pick<
  ReadonlyMap<number, TrialValues>,
  'get' | 'has' | 'size' | 'keys' | 'values' | typeof Symbol.iterator
>;

/** Consecutive trials. */
export interface Run {
  readonly first: number;
  readonly rows: readonly TrialValues[];
}

/** Trials of a page, and numbers of it unless one trial has more: no line grows with the number of trials. */
const longest = { trials: 1024, numbers: 2 ** 18 };

interface Page {
  /** One trial after the other, as far as the last that is there. */
  values: Float64Array;
  /** 1 for every trial that is there. */
  present: Uint8Array;
}

export class Rows implements SeriesTrials {
  size = 0;
  readonly #width: number;
  readonly #length: number;
  readonly #pages = new Map<number, Page>();

  /** @param width numbers a trial */
  constructor(width: number) {
    this.#width = width;
    this.#length = Math.max(1, Math.min(longest.trials, Math.floor(longest.numbers / width)));
  }

  has(trial: number): boolean {
    return this.#pages.get(Math.floor(trial / this.#length))?.present[trial % this.#length] === 1;
  }

  get(trial: number): TrialValues | undefined {
    if (!this.has(trial)) return undefined;
    const { values } = this.#pages.get(Math.floor(trial / this.#length))!;
    const start = (trial % this.#length) * this.#width;
    return Array.from(values.subarray(start, start + this.#width));
  }

  set(trial: number, row: TrialValues): void {
    const place = trial % this.#length;
    const page = this.#pageOf(Math.floor(trial / this.#length), place + 1);
    page.values.set(row, place * this.#width);
    if (page.present[place] !== 1) this.size++;
    page.present[place] = 1;
  }

  *keys(): Generator<number, undefined> {
    for (const page of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const { present } = this.#pages.get(page)!;
      for (const [place, there] of present.entries()) if (there === 1) yield page * this.#length + place;
    }
  }

  *values(): Generator<TrialValues, undefined> {
    for (const trial of this.keys()) yield this.get(trial)!;
  }

  *[Symbol.iterator](): Generator<[number, TrialValues], undefined> {
    for (const trial of this.keys()) yield [trial, this.get(trial)!];
  }

  /** All trials in the fewest runs that no end of a page is within. */
  *runs(): Generator<Run> {
    let rows: TrialValues[] = [];
    for (const [trial, row] of this) {
      rows.push(row);
      if (this.has(trial + 1) && (trial + 1) % this.#length !== 0) continue;
      yield { first: trial + 1 - rows.length, rows };
      rows = [];
    }
  }

  /** The page, with room for so many trials. */
  #pageOf(number: number, trials: number): Page {
    const page = this.#pages.get(number) ?? { values: new Float64Array(0), present: new Uint8Array(0) };
    this.#pages.set(number, page);
    const { values, present } = page;
    if (trials > present.length) {
      // Half as much again as there was: to copy at every trial would take the square of the time.
      const room = Math.min(this.#length, Math.max(trials, Math.ceil(1.5 * present.length)));
      page.values = new Float64Array(room * this.#width);
      page.values.set(values);
      page.present = new Uint8Array(room);
      page.present.set(present);
    }
    return page;
  }
}
