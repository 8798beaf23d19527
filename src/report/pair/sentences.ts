/** What two runs show beside each other, in sentences. */
import { listInWords, plural } from '../../core/quantities.js';
import type { RunPair } from './pair.js';

/** The first sentence: whether they are the same, may be paired, or neither. */
export function pairLead({ runs, isSame, unpaired, changed }: RunPair): string {
  const [a, b] = runs;
  const names = `${a.label} and ${b.label}`;
  if (isSame)
    return `${names} hold the same rounds with the same results${changed.length > 0 ? `, though ${plural(changed.length, 'key')} of the scenario ${changed.length === 1 ? 'differs' : 'differ'}` : ''}.`;
  if (unpaired.length > 0)
    return `${names} are not paired: ${listInWords(unpaired)}. Their figures stand beside each other, and no difference is formed: it would mix what was changed with other chance.`;
  return `${names} played the same seed, devices, data and channels, so their differences are paired. They are those of one seed, which names no winner: with other seeds they may be others.`;
}

/** One sentence a policy: where the two runs parted. */
export function pairSentences({ runs, policies, alone, unpaired }: RunPair): string[] {
  const rounds = Math.min(...runs.map(({ summary }) => summary.completedRounds));
  const parted =
    unpaired.length > 0
      ? []
      : policies.map(({ policy, sameRounds, firstOther }) =>
          firstOther === undefined
            ? `${policy} scheduled the same devices in all ${rounds} rounds.`
            : `${policy} scheduled the same devices in ${sameRounds} of ${plural(rounds, 'round')}; the first with others is round ${firstOther}.`,
        );
  const only = alone.flatMap((names, i) =>
    names.length > 0 ? [`Only ${runs[i]!.label} ran ${listInWords(names)}.`] : [],
  );
  const none = policies.length === 0 ? ['No policy is in both runs.'] : [];
  const versions = runs.map(({ summary }) => summary.driftlora);
  const other =
    versions[0] === versions[1] ? [] : [`The runs are of driftlora ${versions[0]} and ${versions[1]}.`];
  return [...none, ...parted, ...only, ...other];
}

/** A value of a scenario as it stands in summary.json. */
export const keyValue = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
