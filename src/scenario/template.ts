/** The scenario that `descent new` writes: complete, runnable, and commented. */
import { InputError, show } from '../errors.ts';
import { mayBeAbsent, type NumberParameter, type Parameter } from '../parts/parameter.ts';
import type { ModelSignature } from './scenario.ts';

const usualSizes = [40, 80, 160];

/**
 * The YAML text of a new scenario: a scan over the model's first number, everything else at its example or default.
 *
 * @throws {InputError} when the name cannot be a scenario's
 */
export function newScenario(name: string, model: ModelSignature): string {
  if (!/^[a-z0-9-]+$/.test(name))
    throw new InputError(`the name ${show(name)} is not valid; expected a-z, 0-9 and - only`);
  const scanned = model.parameters.find((parameter) => parameter.kind === 'number');
  if (!scanned) throw new TypeError(`model ${model.name} has no number to scan`);
  const quantity = model.quantities[0]!;
  return `# Values: a number, a list, linspace(first,last,count) or logspace(first,last,count).
title: ${name}
references: []
model: ${model.name}
parameters:
${section(model.parameters, scanned)}
inputs:
${section(model.inputs, scanned)}
simulation:          # leave this section out for theory only
${model.absolute ? '  trials: 256' : `  sizes: [${(model.exampleSizes ?? usualSizes).join(', ')}]\n  trials: [256, 128, 64]   # or one number for all`}
  labels: 16
  seed: "1"
comparison:
  alpha: 1.0e-4      # false-alarm probability of the whole scenario
  tolerance: 0.1     # relative deviation that still counts as agreement
  quantities: [${quantity}]
figure:
  x: ${scanned.name}
  y: ${quantity}
  # series: a parameter with several values: one curve for each
  width: prl
  xScale: ${range(scanned).startsWith('log') ? 'log' : 'linear'}
  yScale: log
`;
}

function section(parameters: readonly Parameter[], scanned: Parameter): string {
  const lines = parameters
    .filter((parameter) => !mayBeAbsent(parameter, () => false))
    .map((parameter) => {
      const value =
        parameter.kind === 'number'
          ? number(parameter, parameter === scanned)
          : JSON.stringify((parameter.kind === 'text' && parameter.example) || parameter.default);
      return [`  ${parameter.name}: ${value}`, parameter.meaning] as const;
    });
  const width = Math.max(...lines.map(([line]) => line.length));
  return lines.map(([line, meaning]) => `${line.padEnd(width)}  # ${meaning}`).join('\n');
}

function number(parameter: NumberParameter, scanned: boolean): string {
  return scanned ? range(parameter) : String(parameter.example ?? parameter.default ?? typical(parameter));
}

/** An even count of values keeps clear of the threshold at a ratio of 1. */
function range({ minimum, maximum = Infinity }: NumberParameter): string {
  if (minimum >= 0 && minimum <= 0.2 && maximum >= 5) return 'logspace(0.2,5,12)';
  if (minimum === 1 && maximum >= 100) return 'logspace(10,100,12)';
  const first = Number.isFinite(minimum) ? minimum : -1;
  const last = Number.isFinite(maximum) ? maximum : first + 2;
  const margin = (last - first) / 24;
  return `linspace(${first + margin},${last - margin},12)`;
}

/** A value in the domain of a number without a default. */
function typical({ minimum, maximum = Infinity }: NumberParameter): number {
  if (minimum < 1 && maximum >= 1) return 1;
  if (minimum > 0 && maximum > 1000 * minimum) return 10 * minimum;
  return Number.isFinite(maximum) ? (minimum + maximum) / 2 : minimum + 1;
}
