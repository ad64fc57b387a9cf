/** Where along the scan claims have a verdict, in a few words: `psi1 0.9 to 1.1 (4, near the threshold)`. */
import type { Verdict } from '../comparison/judge.ts';
import { modelNamed } from '../models/registry.ts';
import { show } from '../report/table.ts';
import { scannedAxis } from './figures/parts.ts';
import type { ResultLimit, Results } from './results.ts';

/** Points farther from a threshold are not open for its sake. */
const beside = 1.5;

const isBeside = (place: number) => (value: number) => value <= beside * place && place <= beside * value;

/**
 * Runs of neighbouring values of the axis with such claims; empty where there is no axis of numbers, or nothing else. That they are near the threshold is
 * told as a reason for want of evidence.
 */
export function openPoints(
  results: Results,
  limits: readonly ResultLimit[],
  verdict: Verdict | null,
): string {
  const axis = scannedAxis(results);
  const open = limits.filter((limit) => limit.verdict === verdict);
  if (axis === null || open.length === 0 || open.length === limits.length) return '';
  const at = (limit: ResultLimit) => Number(limit.parameters[axis]);
  const values = [...new Set(limits.map(at))].sort((a, b) => a - b);
  const isOpen = values.map((value) => open.some((limit) => at(limit) === value));
  const starts = values.flatMap((_, i) => (isOpen[i] && !isOpen[i - 1] ? [i] : []));
  const runs = starts.map((first) => {
    const last = isOpen.findIndex((each, i) => i > first && !each) - 1;
    const end = last < 0 ? values.length - 1 : last;
    const inside = open.filter((limit) => at(limit) >= values[first]! && at(limit) <= values[end]!);
    const range = first === end ? show(values[first]!) : `${show(values[first]!)} to ${show(values[end]!)}`;
    const [low, high] = [values[first - 1] ?? values[first]!, values[end + 1] ?? values[end]!];
    const { threshold } = modelNamed(results.scenario.model);
    const near =
      verdict !== 'disagree' &&
      inside.some(({ parameters }) => {
        const place = threshold(axis, parameters);
        return (
          place !== null &&
          place >= low &&
          place <= high &&
          values.slice(first, end + 1).every(isBeside(place))
        );
      });
    return `${axis} ${range} (${inside.length}${near ? ', near the threshold' : ''})`;
  });
  return runs.join(', ');
}
