/** numpy as a peer: what it ran, and what came out. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface PeerRun {
  readonly wall_seconds: number;
  readonly numpy: string;
  readonly blas: string;
  readonly psi1: readonly number[];
  readonly ridges: readonly number[];
  readonly noises: readonly number[];
  /** By psi1, ridge and noise. */
  readonly mean: readonly (readonly (readonly number[])[])[];
  readonly deviation: readonly (readonly (readonly number[])[])[] | null;
}

type Options = Readonly<Record<string, string | number>>;

/** Run the sweep on two threads; its seconds count neither Python's start nor numpy's. */
export function runPeer(python: string, options: Options): PeerRun {
  return runScript(python, 'numpy_random_features', options, 2) as PeerRun;
}

/** A fit by scikit-learn: milliseconds, and the relative duality gap at its tolerance. */
export interface PeerFit {
  readonly ms: number;
  readonly gap: number;
  readonly tol: number;
}

/** Milliseconds and relative duality gaps of classifiers by others, on one thread; null where there is no such library. */
export interface ClassifierPeer {
  readonly numpy: string;
  readonly sklearn: string | null;
  readonly newton: { readonly ms: number; readonly gap: number };
  readonly lbfgs: PeerFit | null;
  /** Of the hinge: by libsvm, with an intercept, and by liblinear. */
  readonly svc: PeerFit | null;
  readonly linear: PeerFit | null;
  /** Of a draw, a fit by Newton's method and the errors on fresh inputs. */
  readonly trial: number;
}

export function runClassifiers(python: string, options: Options): ClassifierPeer {
  return runScript(python, 'numpy_classifiers', options, 1) as ClassifierPeer;
}

function runScript(python: string, name: string, options: Options, threads: number): unknown {
  const script = fileURLToPath(new URL(`./peers/${name}.py`, import.meta.url));
  const words = Object.entries(options).flatMap(([option, value]) => [
    `--${option}`,
    ...String(value).split(' '),
  ]);
  const text = execFileSync(python, [script, ...words], {
    env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(text);
}

/** Plain python3, and where it is another one the system's, whose numpy is on the system's BLAS. */
const pythons = ['python3', '/usr/bin/python3'];

/** Each numpy once, with what it calls itself, or why it cannot run. */
export function findPeers(): ({ readonly python: string } & (
  | { readonly name: string }
  | { readonly reason: string }
))[] {
  const found = pythons.map((python) => {
    try {
      const { numpy, blas } = runPeer(python, { d: 4, trials: 1 });
      return { python, name: `numpy ${numpy} on ${blas}` };
    } catch (error) {
      return { python, reason: String(error).split('\n')[0]! };
    }
  });
  const names = found.map((each) => ('name' in each ? each.name : each.python));
  return found.filter((_, i) => names.indexOf(names[i]!) === i);
}
