/**
 * Elementary functions of decimal numbers of any precision, from series and Newton's method on mathjs's BigNumber. Every operation
 * rounds in one direction, away from zero or towards it, so that two evaluations show what rounding has made of a value.
 */
import type { BigNumber } from 'mathjs';
import { Gap } from './gap.ts';
import { type BigNumberClass, bigNumbers } from './mathjs.ts';

export type Big = BigNumber;

/** decimal.js's numbers of the directions. */
const directions = { away: 0, toward: 1 };

/** Digits that an argument near a zero of the function, or a large one, may take beyond the precision. */
const mostExtra = 4000;
/** Decimal exponent of arguments whose exponential is out of range. */
const largestExponent = 14;
const ln10 = Math.LN10;

export class Decimals {
  private readonly big: BigNumberClass;
  private readonly circles = new Map<number, Big>();

  constructor(precision: number, direction: keyof typeof directions) {
    this.big = bigNumbers().clone({ precision, rounding: directions[direction] });
  }

  get precision(): number {
    return this.big.precision;
  }

  of(value: number | string | Big): Big {
    return new this.big(value);
  }

  /** With more digits within; rounded at the end. */
  private raised(extra: number, compute: () => Big): Big {
    const { precision } = this.big;
    if (extra > mostExtra) throw new Gap(`it takes more than ${mostExtra} digits beyond those asked for`);
    this.big.precision = precision + Math.max(0, Math.ceil(extra));
    try {
      return compute();
    } finally {
      this.big.precision = precision;
    }
  }

  private round(value: Big): Big {
    return value.plus(0);
  }

  /** first + next(first, 1) + …, to the precision; the terms fall. */
  private series(first: Big, next: (term: Big, n: number) => Big): Big {
    let [sum, term] = [first, first];
    for (let n = 1; !term.isZero() && term.e >= sum.e - this.precision - 2; n++) {
      term = next(term, n);
      sum = sum.plus(term);
    }
    return sum;
  }

  /** π by Machin's formula. */
  pi(): Big {
    const known = this.circles.get(this.precision);
    if (known) return known;
    const inverseTangent = (k: number): Big => {
      let power = this.of(1).div(k);
      return this.series(power, (_, n) => {
        power = power.div(-k * k);
        return power.div(2 * n + 1);
      });
    };
    const found = this.raised(5, () => inverseTangent(5).times(16).minus(inverseTangent(239).times(4)));
    this.circles.set(this.precision, this.round(found));
    return this.pi();
  }

  /** By the series at x/2ᵏ and k squarings. */
  exp(x: Big): Big {
    if (x.isZero()) return this.of(1);
    if (x.e > largestExponent) throw new Gap('its exponential overflows');
    const halvings = Math.max(0, Math.ceil((x.e + 1) * 3.33 + Math.sqrt(this.precision)));
    const value = this.raised(5 + 0.31 * halvings, () => {
      const small = x.div(this.of(2).pow(halvings));
      let power = this.series(this.of(1), (term, n) => term.times(small).div(n));
      for (let i = 0; i < halvings; i++) power = power.times(power);
      return power;
    });
    return this.round(value);
  }

  /** exp(x) − 1. */
  expm1(x: Big): Big {
    if (x.isZero()) return x;
    return this.round(this.raised(5 - x.e, () => this.exp(x).minus(1)));
  }

  /** By Halley's method on exp, from the double. */
  log(x: Big): Big {
    if (!x.gt(0)) return this.of(Number.NaN);
    const distance = x.minus(1);
    if (distance.isZero()) return distance;
    const value = this.raised(5 - distance.e, () => {
      const mantissa = Number(x.div(this.of(10).pow(x.e)));
      let y = distance.e < -8 ? distance : this.of(Math.log(mantissa) + x.e * ln10);
      for (let correct = 6; correct < this.precision; correct *= 3) {
        const there = this.exp(y);
        y = y.plus(x.minus(there).div(x.plus(there)).times(2));
      }
      return y;
    });
    return this.round(value);
  }

  /** log(1 + x). */
  log1p(x: Big): Big {
    if (x.isZero()) return x;
    return this.round(this.raised(5 - x.e, () => this.log(x.plus(1))));
  }

  /** Sine and cosine: in a quarter of the circle, by the series at r/2ᵏ and k doublings. */
  private circular(x: Big): readonly [sine: Big, cosine: Big] {
    let cosine = this.of(1);
    const doublings = Math.ceil(Math.sqrt(this.precision) / 2);
    const sine = this.raised(10 + Math.max(0, x.e) + 0.7 * doublings, () => {
      const quarter = this.pi().div(2);
      const turns = x.div(quarter).round();
      const small = x.minus(turns.times(quarter)).div(this.of(2).pow(doublings));
      const square = small.times(small).neg();
      let s = this.series(small, (term, n) => term.times(square).div(2 * n * (2 * n + 1)));
      let c = this.series(this.of(1), (term, n) => term.times(square).div(2 * n * (2 * n - 1)));
      for (let i = 0; i < doublings; i++) [s, c] = [s.times(c).times(2), s.times(s).times(-2).plus(1)];
      const turned = Number(turns.mod(4).plus(4).mod(4));
      const [sin, cos] = [
        [s, c],
        [c, s.neg()],
        [s.neg(), c.neg()],
        [c.neg(), s],
      ][turned]!;
      cosine = cos!;
      return sin!;
    });
    return [this.round(sine), this.round(cosine)];
  }

  sin(x: Big): Big {
    return this.circular(x)[0];
  }

  cos(x: Big): Big {
    return this.circular(x)[1];
  }

  /** By turning back by what is known, from the double; the angle that is left is its own tangent to third order. */
  atan(x: Big): Big {
    if (x.isZero()) return x;
    const value = this.raised(5, () => {
      let y = x.e < -8 ? x : this.of(Math.atan(Number(x)));
      for (let correct = 14; correct < this.precision; correct *= 3) {
        const [s, c] = this.circular(y);
        y = y.plus(x.times(c).minus(s).div(x.times(s).plus(c)));
      }
      return y;
    });
    return this.round(value);
  }

  /** By its series, all of whose terms have one sign. */
  erf(x: Big): Big {
    const square = x.times(x);
    if (square.gt(this.precision * ln10))
      return this.erfc(x.abs())
        .neg()
        .plus(1)
        .times(x.isNeg() ? -1 : 1);
    if (x.isZero()) return x;
    const value = this.raised(10, () => {
      const twice = x.times(x).times(2);
      const sum = this.series(x, (term, n) => term.times(twice).div(2 * n + 1));
      return sum
        .times(this.exp(x.times(x).neg()))
        .times(2)
        .div(this.pi().sqrt());
    });
    return this.round(value);
  }

  /** By the series with the digits that 1 − erf loses, and far out by the continued fraction. */
  erfc(x: Big): Big {
    if (!x.gt(0)) return this.erf(x).neg().plus(1);
    const square = x.times(x);
    if (square.lt(this.precision * ln10))
      return this.round(this.raised(5 + Number(square) / ln10, () => this.erf(x).neg().plus(1)));
    const depth = Math.ceil((this.precision * ln10) ** 2 / (4 * Number(square))) + 10;
    let fraction = x;
    for (let k = depth; k >= 1; k--) fraction = this.of(k).div(2).div(fraction).plus(x);
    return this.exp(square.neg()).div(this.pi().sqrt()).div(fraction);
  }

  /** A power of what is ≥ 0, or a whole one; NaN for others. */
  power(a: Big, b: Big): Big {
    if (b.isInt() && b.abs().lt(1e6)) return a.pow(Number(b));
    if (a.isZero()) return this.of(b.gt(0) ? 0 : Number.POSITIVE_INFINITY);
    if (b.eq(0.5)) return a.sqrt();
    const exponent = (): Big => this.log(a).times(b);
    return this.round(this.raised(5 + Math.max(0, exponent().e), () => this.exp(exponent())));
  }
}
