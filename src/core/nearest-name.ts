/** The nearest right name for a misspelt one, for every door that refuses unknown names. */

/**
 * Edits between two words: insertions, deletions, substitutions and swaps of neighbours
 * (optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, beforePrevious[j - 2]! + 1);
      row.push(edits);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** Upper case, hyphens and underscores are not what makes a name wrong. */
function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/**
 * The candidate with the fewest edits, the first one on a tie.
 * @returns undefined when none is near: more than a third of the longer word (and more than one letter)
 *   would have to change, and neither begins with the other
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const asked = normalised(name);
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const word = normalised(candidate);
    const longer = Math.max(asked.length, word.length);
    const begins =
      asked.length >= 3 && word.length >= 3 && (word.startsWith(asked) || asked.startsWith(word));
    const most = begins ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(longer / 3));
    // As many edits as the lengths differ are needed at least, and are enough where one begins the other. So a name
    // of any length costs no more than reading it.
    const least = Math.abs(asked.length - word.length);
    if (least > most || least >= fewest) continue;
    const edits = begins ? least : editDistance(asked, word);
    if (edits < fewest && edits <= most) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}
