import { createHash } from 'node:crypto';
import { InputError } from '../errors.ts';
import { type Filler, instantiateKernels, type Kernels } from '../linalg/kernels.ts';

/** Two 32-bit words that name a family of streams. */
export type StreamKey = readonly [number, number];

/**
 * A sequence of independent random words, of which each call uses up the next ones: what a stream gives depends on
 * its key, role and trial and on the calls made to it, not on other streams, threads or how arrays are split.
 */
export interface Stream {
  /** Fill with independent standard normal numbers. */
  normals(out: Float64Array): void;
  /** Fill with independent numbers uniform on [0, 1), multiples of 2⁻⁵³. */
  uniforms(out: Float64Array): void;
  /** Fill with independent signs, +1 or −1 with equal probability. */
  signs(out: Float64Array): void;
}

/** The key of the streams for what `cell` describes under `seed`: first 8 bytes of the SHA-256 of both texts. */
export function streamKey(seed: string, cell: string): StreamKey {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, cell]))
    .digest();
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

/**
 * Open the stream Philox4x32-10 keyed by `key` with counter (block, role, trial), at its beginning.
 *
 * @param role which of a trial's draws this is; integer in [0, 2³²)
 * @param trial integer in [0, 2³²)
 * @throws {InputError} when a number is outside of its range
 */
export function openStream(key: StreamKey, role: number, trial: number): Stream {
  for (const word of [...key, role, trial]) {
    if (word >>> 0 !== word) {
      throw new InputError(`${word} cannot name a random stream: it must be an integer from 0 to 2^32 - 1`);
    }
  }
  let position = 0;
  const filler = (fill: (kernels: Kernels) => Filler) => (out: Float64Array) => {
    const { kernels, chunk, pointer } = workbench();
    for (let start = 0; start < out.length; start += CHUNK) {
      const count = Math.min(CHUNK, out.length - start);
      position = fill(kernels)(key[0], key[1], role, trial, position, pointer, count);
      out.set(count === CHUNK ? chunk : chunk.subarray(0, count), start);
    }
  };
  return {
    normals: filler((kernels) => kernels.normals),
    uniforms: filler((kernels) => kernels.uniforms),
    signs: filler((kernels) => kernels.signs),
  };
}

/** Doubles drawn at a time, few enough to be copied from the cache. */
const CHUNK = 2048;

interface Workbench {
  readonly kernels: Kernels;
  readonly chunk: Float64Array;
  readonly pointer: number;
}

let shared: Workbench | undefined;

/** The thread's kernels and a chunk of their memory; streams keep no state there. */
function workbench(): Workbench {
  if (!shared) {
    const kernels = instantiateKernels();
    const pointer = kernels.allocate(CHUNK) >>> 0;
    shared = { kernels, pointer, chunk: new Float64Array(kernels.memory.buffer, pointer, CHUNK) };
  }
  return shared;
}
