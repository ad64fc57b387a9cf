/** What has the same key together, in the order of the first of each. */
export function grouped<K, T>(all: readonly T[], key: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) {
    const same = groups.get(key(each));
    if (same) same.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}
