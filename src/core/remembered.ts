/** A pure function of a text that keeps its last few results: the same formula stands in every problem of a stream. */
export function remembered<T>(make: (text: string) => T, most: number): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (kept.size >= most) kept.delete(kept.keys().next().value!);
    kept.set(text, made);
    return made;
  };
}
