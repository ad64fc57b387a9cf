import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openBlas } from '../../src/linalg/blas.ts';
import { openBackend } from '../../src/linalg/select.ts';

const engine = (globalThis as unknown as { WebAssembly: { validate: (bytes: Uint8Array) => boolean } })
  .WebAssembly;
const blas = openBlas();
const blasHere = 'backend' in blas;

describe('openBackend', () => {
  it('opens the embedded kernels by name', () => {
    expect(openBackend('embedded', { initialBytes: 1000 }).identity).toBe('embedded-3');
  });

  it('opens the kernels with fused multiply-add by name, and says why where the engine has none', () => {
    const validate = vi.spyOn(engine, 'validate').mockReturnValue(false);
    expect(() => openBackend('embedded-fma')).toThrow(InputError);
    expect(() => openBackend('embedded-fma')).toThrow(/no WebAssembly relaxed SIMD.*'embedded' does without/);
    validate.mockRestore();
    const { name, identity, workspace } = openBackend('embedded-fma', { initialBytes: 1000 });
    expect([name, identity]).toEqual(['embedded-fma', 'embedded-fma-3']);
    expect(workspace.matrix(2, 2).data).toHaveLength(4);
  });

  it('falls back to the embedded kernels when no library is found, and takes the library otherwise', () => {
    expect(openBackend('auto').identity).toBe(blasHere ? blas.backend.identity : 'embedded-3');
  });

  it('says why a library cannot be used', () => {
    const thisFile = fileURLToPath(import.meta.url);
    for (const choice of ['no-such-library.so', thisFile, process.execPath]) {
      expect(() => openBackend(choice)).toThrow(InputError);
      expect(() => openBackend(choice)).toThrow(choice);
      expect(() => openBackend(choice)).toThrow("valid are 'auto', 'embedded', 'embedded-fma' and the path");
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
