/** docs/formulas.md says what the language does: every example is evaluated, every function has one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import { forms } from '../../src/expressions/forms.ts';
import { functions } from '../../src/expressions/functions.ts';
import type { HostName } from '../../src/expressions/host.ts';
import { hostFunctions } from '../../src/expressions/host.ts';
import { solveSystem } from '../../src/expressions/solve.ts';
import { parseSystem } from '../../src/expressions/system.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { relativeError } from '../helpers/random.ts';
import { host, point } from './page.ts';

const page = readFileSync(new URL('../../docs/formulas.md', import.meta.url), 'utf8');
const vocabulary = claimVocabulary(Object.keys(point), Object.keys(host) as HostName[]);

/** The cells of the tables' rows, without their quotes. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .replaceAll('\\|', '¦')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`|`$/g, '').replaceAll('¦', '|')),
  );
const examples = rows.filter((cells) => cells.length === 4);
const outcomes = rows.filter((cells) => cells.length === 2);

function outcomeOf(text: string): string {
  try {
    const { gap, value } = evaluate(parseExpression(text, vocabulary), Object.values(point), { host });
    return gap ?? String(value);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the page of formulas', () => {
  it.each(examples)('%s, %s: %s', (_, __, text, printed) => {
    const value = Number(outcomeOf(text!));
    if (Number(printed) === 0) expect(Math.abs(value)).toBeLessThan(1e-12);
    else expect(relativeError(value, Number(printed))).toBeLessThan(1e-11);
  });

  it.each(outcomes)('%s: %s', (text, printed) => expect(outcomeOf(text!)).toBe(printed));

  it('has every function and form, with the meaning that the registry gives', () => {
    const meanings: Readonly<Record<string, { readonly meaning: string }>> = {
      ...functions,
      ...hostFunctions,
    };
    const shown = new Map(examples.map(([word, meaning]) => [word!, meaning!]));
    for (const [word, { meaning }] of Object.entries(meanings)) expect(shown.get(word), word).toBe(meaning);
    for (const { written, meaning } of Object.values(forms))
      expect(shown.get(written), written).toBe(meaning);
    expect(shown.size).toBe(Object.keys(meanings).length + Object.keys(forms).length);
  });

  it('shows a system that has the solution it says', () => {
    const [text] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => parseYaml(match[1]!));
    const { excessRisk, ...rest } = text;
    const { unknowns, quantities } = solveSystem(
      parseSystem(rest, Object.keys(point), { excessRisk }),
      Object.values(point),
    );
    const onEdge = /at\s+gamma = (\S+), noise = (\S+), ridge = 0 the excessRisk is (\d+\.\d+)/.exec(page)!;
    const [gamma, noise, limit] = onEdge.slice(1).map(Number) as [number, number, number];
    const ridgeless = solveSystem(
      parseSystem(rest, Object.keys(point), { excessRisk }),
      Object.values({ ...point, gamma, noise, ridge: 0 }),
    );
    expect(ridgeless.from).toBe('edge');
    expect(relativeError(ridgeless.quantities['excessRisk']!.value!, limit)).toBeLessThan(1e-11);
    const [, kap, printed] = /kap = (\S+) and excessRisk = (\d+\.\d+)/.exec(page)!;
    expect(relativeError(unknowns['kap']!.re, Number(kap))).toBeLessThan(1e-11);
    expect(relativeError(quantities['excessRisk']!.value!, Number(printed))).toBeLessThan(1e-11);
  });
});
