/** What a trial of classification costs, in memory and in operations: n samples, p parameters, d inputs. */
import { inputDimension } from '../../parts/cell.ts';
import type { ClassifierSpec } from '../../parts/classifier.ts';
import {
  hingeOperations,
  jointBytes,
  jointOperations,
  marginBytes,
  marginOperations,
} from '../../solvers/margins/costs.ts';
import {
  posteriorBytes,
  posteriorMeanOperations,
  posteriorOperations,
} from '../../solvers/margins/posterior.ts';
import { type DrawCell, parameterCount, samplerOf } from '../cell.ts';
import { testPointCount } from '../draw.ts';
import { directBytes } from '../regression/costs.ts';
import { fitsTogether } from './fit.ts';
import type { ClassifierPlan, ClassifierSeries } from './plan.ts';

/** Of a loss and of a label's probability at one fresh input, in operations of the time of those of a product. */
const judging = 1500;
/** The same of the integrals that take the place of fresh inputs. */
const integrating = 6e5;

/** Fresh inputs on which errors are measured: none for Gaussian inputs themselves, where f and f* are Gaussian given the fit. */
export function classifierTestPoints(cell: DrawCell): number {
  return !samplerOf(cell).drawn && cell.distribution === 'gaussian' ? 0 : testPointCount;
}

export function bytes(plan: ClassifierPlan): number {
  const { series, labels = 1 } = plan;
  const { cell } = series[0]!;
  const [n, p, d] = [cell.samples, parameterCount(cell), inputDimension(cell)];
  const drawn = directBytes({ ...plan, series: series.slice(0, 1), labels, nonlinear: false });
  const found = series.map(({ classifier }) =>
    classifier.rule === 'gibbs' ? posteriorBytes(n, p, classifier.labels) : marginBytes(n, p),
  );
  const tested = testPointCount * (d + p + 2 * labels) + p * labels;
  return drawn + Math.max(...found) + jointBytes(n, p, labels) + 8 * (n * p + Math.min(n, p) ** 2 + tested);
}

export function operations({ series, labels = 1 }: ClassifierPlan): number {
  const { cell } = series[0]!;
  const [n, p, d] = [cell.samples, parameterCount(cell), inputDimension(cell)];
  const tests = classifierTestPoints(cell);
  const features = samplerOf(cell).drawn ? 2 * (n + tests) * p * d : 0;
  const gram = series.some(({ classifier, ridge }) => fitsTogether(classifier, ridge))
    ? n * p * Math.min(n, p)
    : 0;
  const judged = labels * (tests > 0 ? tests * (2 * p + judging) : integrating);
  return series.reduce(
    (sum, each) => sum + judged + fitOperations(each, n, p, labels),
    20 * (n + tests) * d + features + gram + 2 * (n + tests) * d * labels,
  );
}

function fitOperations(
  { classifier, ridge }: ClassifierSeries,
  n: number,
  p: number,
  labels: number,
): number {
  const { loss, rule } = classifier;
  if (rule !== 'minimise' || !fitsTogether(classifier, ridge))
    return labels * ruleOperations(classifier, ridge, n, p);
  const factor = Math.min(n, p) ** 3 / 3;
  return factor + labels * (loss === 'square' ? 6 * n * p : jointOperations(n, p, labels));
}

function ruleOperations(
  { loss, rule, labels, passes = 1 }: ClassifierSpec,
  ridge: number,
  n: number,
  p: number,
): number {
  switch (rule) {
    case 'hebb':
      return 4 * n * p;
    case 'message-passing':
      return passes * (4 * n * p + 200 * n);
    case 'bayes-optimal':
      return posteriorMeanOperations(n, p);
    case 'gibbs':
      return posteriorOperations(n, p, labels);
    case 'minimise':
      return loss === 'hinge' && ridge > 0 ? hingeOperations(n, p) : marginOperations(n, p);
  }
}
