/** The page of a model: formula, parameters with their domains, quantities, references. */
import { classification } from '../models/classification/classification.ts';
import { phases } from '../models/classification/phases.ts';
import { hostedBy } from '../models/host.ts';
import type { Model } from '../models/model.ts';
import { signatureOf } from '../models/registry.ts';
import { fallbackText, type Parameter } from '../parts/parameter.ts';
import { lawKeys } from '../scenario/law.ts';
import type { LawName } from '../scenario/scenario.ts';
import { toTable } from './table.ts';

export function modelPage(model: Model): string {
  const { quantities, notes } = model.observables;
  const parameterRows = (parameters: readonly Parameter[]) =>
    parameters.map((parameter) => [
      parameter.name,
      fallbackText(parameter),
      domain(parameter),
      parameter.meaning,
    ]);
  return [
    `${model.name}: ${model.title}`,
    '',
    model.formula,
    '',
    'Parameters (scenario section `parameters`; --option of `descent calc`)',
    toTable(['name', 'default', 'valid', 'meaning'], parameterRows(model.parameters)),
    '',
    'Inputs (scenario section `inputs`)',
    toTable(['name', 'default', 'valid', 'meaning'], parameterRows(model.inputs)),
    '',
    ...(model.hasSpectrum
      ? [
          `Spectra of its matrices, and what they say of overfitting: descent spectrum ${model.name}, descent diagnose ${model.name}.`,
        ]
      : []),
    ...lawsOf(model),
    model.size === null
      ? 'Simulated sizes are those of the points: scenarios give no simulation.sizes.'
      : `Simulated sizes (simulation.sizes) count ${model.size.meaning}, ${model.size.tex}.`,
    ...(model === classification ? boundaries : []),
    '',
    `Quantities, ${notes.units}`,
    toTable(
      ['name', 'meaning'],
      [
        ...quantities.map(({ name, meaning }) => [name, meaning]),
        ['status', notes.status],
        ['residual', notes.residual],
        ['cautions', 'why the limit may be far from absolute sizes that are small; none as a rule'],
      ],
    ),
    '',
    `Trials measure ${signatureOf(model.name).simulated.join(', ')}.`,
    `Formulas of one's own know the parameters by name${suppliedWords(model)}: descent check ${model.name} --formula 'QUANTITY = …', or theories, published and measurements in a scenario.`,
    '',
    'References',
    ...model.references.map((reference) => `  ${reference}`),
    '',
  ].join('\n');
}

/** What scenarios may observe of it instead of risks, and by what section they say how. */
function lawsOf({ name }: Model): readonly string[] {
  const { laws = {} } = signatureOf(name);
  return Object.keys(laws).map(
    (law) =>
      `Scenarios may observe its ${law} instead of risks (observe: ${law}; law: {${lawKeys(law as LawName).join(', ')}}), as descent ${law} ${name} does.`,
  );
}

/** What the model supplies to formulas beside its parameters. */
function suppliedWords(model: Model): string {
  const words = hostedBy(model);
  return words.length === 0 ? '' : `, and ${words.join(', ')}`;
}

const boundaries: readonly string[] = [
  `Its margins y f, trained and fresh, by the same options: descent margins ${classification.name}.`,
  'Its boundaries, by the same options:',
  ...phases.map(({ name, meaning }) => `  descent phase ${name}: ${meaning}.`),
];

function domain(parameter: Parameter): string {
  if (parameter.kind === 'choice') return parameter.choices.join(' | ');
  if (parameter.kind === 'text') return parameter.valid;
  const { minimum, maximum, exclusive, whole } = parameter;
  return `${whole ? 'whole, ' : ''}${exclusive ? '>' : '≥'} ${minimum}${maximum === undefined ? '' : `, ≤ ${maximum}`}`;
}
