/** Why an expression has no value somewhere, and the limits on the work that it may cost. */

/** No value, for a reason that a reader can act on. It never ends a command: the point is shown as a gap. */
export class Gap extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Gap';
  }
}

/** The limits of one evaluation were reached: nothing that catches a gap goes on after it. */
export class LimitReached extends Gap {}

export interface Limits {
  /** Evaluations of integrands and of functions whose roots and limits are sought. */
  readonly evaluations: number;
  readonly seconds: number;
}

export const defaultLimits: Limits = { evaluations: 2e7, seconds: 20 };

/** Evaluations between two looks at the clock. */
const untilClock = 4096;

/** Counts the work of one evaluation. */
export class Budget {
  private left: number;
  private untilClock = untilClock;
  private readonly deadline: number;
  private readonly limits: Limits;

  constructor(limits: Limits = defaultLimits) {
    this.limits = limits;
    this.left = limits.evaluations;
    this.deadline = performance.now() + 1000 * limits.seconds;
  }

  /** What has been evaluated so far. */
  get spent(): number {
    return this.limits.evaluations - this.left;
  }

  /** Whether a limit has been reached. */
  get exhausted(): boolean {
    return this.left < 0 || performance.now() > this.deadline;
  }

  /** @throws {LimitReached} naming the limit */
  spend(evaluations: number): void {
    this.left -= evaluations;
    if (this.left < 0) throw new LimitReached(`it takes more than ${this.limits.evaluations} evaluations`);
    this.untilClock -= evaluations;
    if (this.untilClock > 0) return;
    this.untilClock = untilClock;
    if (performance.now() > this.deadline)
      throw new LimitReached(`it takes more than ${this.limits.seconds} s`);
  }
}
