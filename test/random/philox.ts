/**
 * Philox4x32-10 after the paper (Salmon et al., SC 2011), word by word: the reference for the kernels.
 *
 * @param counter four 32-bit words, the least significant first
 */
export function philox(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  const low = (x: bigint) => x & 0xffffffffn;
  let [c0, c1, c2, c3] = counter as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [c0 * 0xd2511f53n, c2 * 0xcd9e8d57n];
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, low(p1), (p0 >> 32n) ^ c3 ^ k1, low(p0)];
    [k0, k1] = [low(k0 + 0x9e3779b9n), low(k1 + 0xbb67ae85n)];
  }
  return [c0, c1, c2, c3];
}

/** The first 64-bit words of the stream whose counter is (block, role, trial). */
export function streamWords(key: readonly number[], role: number, trial: number, count: number): bigint[] {
  const words: bigint[] = [];
  for (let block = 0n; words.length < count; block++) {
    const counter = [block & 0xffffffffn, block >> 32n, BigInt(role), BigInt(trial)];
    const [a, b, c, d] = philox(counter, key.map(BigInt)) as [bigint, bigint, bigint, bigint];
    words.push((b << 32n) | a, (d << 32n) | c);
  }
  return words.slice(0, count);
}
