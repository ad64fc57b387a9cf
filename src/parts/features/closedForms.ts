/** Hermite coefficients of the activations that have closed forms, as expressions to be computed to any number of digits. */

export interface HermiteTexts {
  readonly mu0: string;
  readonly mu1: string;
  readonly muStar2: string;
}

export const closedForms: Readonly<Record<string, HermiteTexts>> = {
  relu: { mu0: '1/sqrt(2*pi)', mu1: '1/2', muStar2: '1/4 - 1/(2*pi)' },
  'leaky-relu': { mu0: '0.99/sqrt(2*pi)', mu1: '1.01/2', muStar2: '0.99^2*(1/4 - 1/(2*pi))' },
  erf: { mu0: '0', mu1: '2/sqrt(3*pi)', muStar2: '2/pi*(asin(2/3) - 2/3)' },
  sign: { mu0: '0', mu1: 'sqrt(2/pi)', muStar2: '1 - 2/pi' },
  identity: { mu0: '0', mu1: '1', muStar2: '0' },
  sine: { mu0: '0', mu1: 'exp(-1/2)', muStar2: 'exp(-1)*(sinh(1) - 1)' },
  cosine: { mu0: 'exp(-1/2)', mu1: '0', muStar2: 'exp(-1)*(cosh(1) - 1)' },
};
