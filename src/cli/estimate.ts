/** `descent spectrum estimate`: the spectrum file of the user's own data. */
import { InputError } from '../errors.ts';
import { openBackend } from '../linalg/select.ts';
import { openData, openGram } from '../parts/inputs/data.ts';
import { type EstimatedPower, estimateSpectrum, type SpectrumEstimate } from '../parts/inputs/estimate.ts';
import { type Origin, originLines } from '../parts/inputs/spectrumFile.ts';
import { teacherOf } from '../parts/inputs/teacher.ts';
import { toCsv } from '../report/csv.ts';
import type { Given, Option, Terminal } from './command.ts';
import { textOf } from './options.ts';

export const estimateOptions: readonly Option[] = [
  {
    name: 'label',
    of: 'rows',
    meaning:
      'the column that is the label, by its name or its number from 0: of y, or of one table of inputs and label',
  },
  {
    name: 'centre',
    of: 'rows',
    kind: 'flag',
    meaning: 'take off the means over all rows, of inputs and labels; of a Gram matrix, of its features',
  },
  {
    name: 'standardise',
    of: 'rows',
    kind: 'flag',
    meaning: 'centre, and divide inputs by their standard deviations over all rows',
  },
  {
    name: 'population',
    of: 'rows',
    kind: 'flag',
    meaning: 'the rows are all there is: their own spectrum and powers, exactly',
  },
  {
    name: 'gram',
    of: 'rows',
    meaning:
      'the kernel matrix K of the rows, K.npy, in the place of their inputs: of kernel ridge regression',
  },
  {
    name: 'teacher',
    of: 'rows',
    kind: 'flag',
    meaning:
      'of labels ±1, for classification with --labels probit --delta 1: powers of a teacher whose labels the inputs explain as much of',
  },
].map((option) => ({ ...option, group: 'Of data' }) as Option);

export function estimate(given: Given, { out, err }: Terminal): number {
  const { text, sample, digest, notes } = sampleOf(given);
  const whole = given.options.has('population');
  const raw = estimateSpectrum(openBackend('embedded'), sample, { whole, replicates: true });
  const teacher = given.options.has('teacher');
  const found = teacher ? teacherOf({ name: text, labels: sample.labels }, raw) : raw;
  for (const note of [...notes, ...limitsOf(found, sample.labels.rows)]) err(`note: ${note}\n`);
  out(
    given.options.has('json')
      ? jsonOf(found)
      : csvOf(found, { text, digest, rows: sample.labels.rows, whole, teacher }),
  );
  return 0;
}

/** What the words and options of the command line name, as the parameter `data` says it. */
function sampleOf({ words, options, ...rest }: Given) {
  const given = { words, options, ...rest };
  const [gram, label] = [textOf(given, 'gram'), textOf(given, 'label')];
  const files = words.slice(1);
  const [least, most] = gram === undefined ? [label === undefined ? 2 : 1, 2] : [1, 1];
  if (files.length < least || files.length > most)
    throw new InputError(
      `descent ${['spectrum', ...words].join(' ')}: ${files.length} files; expected inputs and labels, as in X.npy y.npy, one table and --label COLUMN, or --gram K.npy y.npy`,
    );
  const [centre, standardise] = [options.has('centre'), options.has('standardise')];
  if (gram !== undefined && standardise)
    throw new InputError('--standardise cannot be had of --gram, which has no columns; expected --centre');
  const preparation = standardise ? ['standardise'] : centre ? ['centre'] : [];
  const text = [
    ...(gram === undefined ? [] : [gram]),
    ...files,
    ...(label === undefined ? [] : [`label=${label}`]),
    ...preparation,
    ...(options.has('population') && gram === undefined ? ['population'] : []),
  ].join(',');
  if (gram !== undefined) {
    const { gram: matrix, labels, digest } = openGram(text);
    return { text, sample: { gram: matrix, labels }, digest, notes: [] };
  }
  const { inputs, labels, source, uncentred } = openData(text);
  return { text, sample: { inputs, labels }, digest: source.digest, notes: uncentred };
}

/** What cannot be had of so few rows. */
function limitsOf({ few, replicates }: SpectrumEstimate, rows: number): string[] {
  return few
    ? [
        `predictions hold for n < ${rows}, the number of rows: of more samples these rows say nothing; and what of the power not explained is noise, and what is along weak directions, they do not tell`,
        ...(replicates.length === 0 ? ['there are too few rows for standard errors'] : []),
      ]
    : [];
}

function jsonOf({ explained, unexplained, groups, replicates }: SpectrumEstimate): string {
  return `${JSON.stringify({ explained, unexplained, spectrum: groups, replicates })}\n`;
}

function csvOf(
  { explained, unexplained, groups, replicates, few }: SpectrumEstimate,
  origin: Omit<Origin, 'few'> & { readonly teacher: boolean },
): string {
  const { rows, whole, teacher } = origin;
  const subject = whole ? `the ${rows} rows themselves` : `the population that ${rows} rows are of`;
  const comments = [
    teacher
      ? `spectrum of ${subject}, and the power of a teacher along it, for labels probit and delta 1`
      : `spectrum of ${subject}, and the power of their labels along it; on eigenvalue 0 what is not explained`,
    `explained by the inputs: ${powerText(explained)}; not explained: ${powerText(unexplained)}`,
    ...originLines({ ...origin, few }),
  ];
  const lines = [groups, ...replicates].flatMap((each, replicate) =>
    each.map(({ eigenvalue, weight, multiplicity }) => ({
      ...{ eigenvalue, weight, multiplicity },
      ...(replicates.length > 0 ? { replicate } : {}),
    })),
  );
  return toCsv(lines, comments);
}

function powerText({ power, standardError }: EstimatedPower): string {
  const error = standardError === null ? '' : ` (standard error ${standardError.toPrecision(2)})`;
  return `${Number(power.toPrecision(6))}${error}`;
}
