/** `descent backends`: which linear algebra is there, how fast it is, and which of it runs use. */
import { InputError } from '../errors.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBlas } from '../linalg/blas.ts';
import { usualLibraries } from '../linalg/blas-library.ts';
import { openBackend } from '../linalg/select.ts';
import { show, toTable } from '../report/table.ts';
import type { Command } from './command.ts';
import { ratesOf } from './rates.ts';
import { rowFormat, rowOptions } from './rows.ts';

/** Order of the matrices, as in a scenario of ordinary size. */
const order = 600;
const rounds = 5;

export const backends: Command = {
  options: rowOptions('backend'),
  notes: `In the order in which --blas auto tries them; embedded-fma only when it is asked for. Rates are medians of ${rounds} rounds in turns, on one thread (as each worker has) and matrices of order ${order}; whatever else the machine does lowers them. Libraries need 32-bit integers (LP64) and LAPACK; for one elsewhere give its path to descent run --blas.`,
  execute: async (given, terminal) => {
    const format = rowFormat(given);
    const rows = measuredRows(candidates());
    terminal.out(format(rows, tableOf(rows)));
    return 0;
  },
};

/** What `--blas` accepts by name, opened, or why it cannot be. */
type Candidate = { readonly choice: string } & ({ readonly backend: Backend } | { readonly reason: string });

function candidates(): Candidate[] {
  const libraries = usualLibraries().map((choice) => ({ choice, ...openBlas(choice) }));
  return [...libraries, ...['embedded', 'embedded-fma'].map(openOwn)];
}

function openOwn(choice: string): Candidate {
  try {
    return { choice, backend: openBackend(choice) };
  } catch (error) {
    if (error instanceof InputError) return { choice, reason: error.message };
    throw error;
  }
}

/** Rates in GFLOP/s. */
type BackendRow = {
  readonly blas: string;
  readonly backend: string | null;
  readonly multiply: number | null;
  readonly gramCholesky: number | null;
  readonly auto: boolean;
  readonly fastest: boolean;
  readonly reason: string | null;
};

function measuredRows(found: readonly Candidate[]): BackendRow[] {
  const usable = found.flatMap((each) => ('backend' in each ? [each.backend] : []));
  const rates = ratesOf(usable, order, rounds);
  const seconds = rates.map(({ multiply, gramCholesky }) => 2 / multiply + 4 / 3 / gramCholesky);
  const fastest = usable[seconds.indexOf(Math.min(...seconds))];
  const automatic = openBackend('auto').name;
  const auto = usable.find(({ name }) => name === automatic);
  return found.map((each) => {
    const unusable = { multiply: null, gramCholesky: null, auto: false, fastest: false };
    if ('reason' in each) {
      const reason = each.reason
        .replace(`${each.choice}: `, '')
        .replace('Failed to load shared library: ', '');
      return { blas: each.choice, backend: null, ...unusable, reason };
    }
    const { backend } = each;
    const { multiply, gramCholesky } = rates[usable.indexOf(backend)]!;
    return {
      blas: each.choice,
      backend: backend.name,
      multiply: multiply / 1e9,
      gramCholesky: gramCholesky / 1e9,
      auto: backend === auto,
      fastest: backend === fastest,
      reason: null,
    };
  });
}

function tableOf(rows: readonly BackendRow[]): string {
  return toTable(
    ['--blas', 'backend', 'multiply GFLOP/s', 'Gram + Cholesky GFLOP/s', 'remark'],
    rows.map(({ blas, backend, multiply, gramCholesky, auto, fastest, reason }) => [
      blas,
      show(backend),
      show(multiply, 3),
      show(gramCholesky, 3),
      reason ?? [auto ? 'used by auto' : '', fastest ? 'fastest' : ''].filter((text) => text).join(', '),
    ]),
  );
}
