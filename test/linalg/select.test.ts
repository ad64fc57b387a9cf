import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openBlas } from '../../src/linalg/blas.ts';
import { openBackend } from '../../src/linalg/select.ts';

const blas = openBlas();
const blasHere = 'backend' in blas;

describe('openBackend', () => {
  it('opens the embedded kernels by name', () => {
    expect(openBackend('embedded', { initialBytes: 1000 }).identity).toBe('embedded-1');
  });

  it('falls back to the embedded kernels when no library is found, and takes the library otherwise', () => {
    expect(openBackend('auto').identity).toBe(blasHere ? blas.backend.identity : 'embedded-1');
  });

  it('says why a library cannot be used', () => {
    const thisFile = fileURLToPath(import.meta.url);
    for (const choice of ['no-such-library.so', thisFile, process.execPath]) {
      expect(() => openBackend(choice)).toThrow(InputError);
      expect(() => openBackend(choice)).toThrow(choice);
    }
  });
});

describe.skipIf(!blasHere)('the system BLAS', () => {
  it('names its product and file to people, and its product to keys', () => {
    const { name, identity } = (blas as Extract<typeof blas, { backend: unknown }>).backend;
    expect(name).toMatch(/^\S.* \(.+\)$/);
    expect(identity).toMatch(/^blas-[a-z0-9.-]+$/);
  });
});
