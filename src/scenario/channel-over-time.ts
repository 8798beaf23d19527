/** How fast the channels of a cell change: what follows from the speed of the devices, and what a correlation set by hand means. */
import { exponentialCorrelation } from '../system/gaussian-field.js';
import { jakesCorrelation, speedOfCorrelation } from '../system/jakes.js';
import { SHADOWING_DISTANCE_M } from '../system/path-loss.js';
import type { ScenarioDocument } from './document.js';

type Parts = Pick<ScenarioDocument, 'cell' | 'constraints'>;

/** From the start of a round to that of the next, s. */
export function roundLengthS({ cell, constraints }: Parts): number {
  return cell.roundLengthS ?? constraints.averageDelayS;
}

/** Correlation of the fading from round to round. */
function correlationOf(parts: Parts, byHand: number | undefined): number {
  if (byHand !== undefined) return byHand;
  const { speedMPerS, carrierHz } = parts.cell;
  return speedMPerS === undefined ? 0 : jakesCorrelation(speedMPerS, carrierHz, roundLengthS(parts));
}

type Fading = ScenarioDocument['radio']['fading'];
type Settled<F> = F extends { readonly correlation?: number }
  ? Omit<F, 'correlation'> & { readonly correlation: number }
  : F;

/** The fading with its correlation as a number. */
export function settledFading({ radio, ...parts }: Parts & Pick<ScenarioDocument, 'radio'>): Settled<Fading> {
  const { fading } = radio;
  if (fading.kind === 'none') return fading;
  return { ...fading, correlation: correlationOf(parts, fading.correlation) };
}

const percent = (value: number) => value.toFixed(2);
const inKmPerH = (speedMPerS: number) => `${Number((speedMPerS * 3.6).toPrecision(2))} km/h`;

/** One line about the channels of a cell from round to round; undefined where they are drawn anew, or measured. */
export function channelRemark(
  scenario: Parts & {
    readonly radio: { readonly fading: Settled<Fading>; readonly channel: { readonly kind: string } };
  },
): string | undefined {
  const { cell, radio } = scenario;
  if (radio.channel.kind !== 'cell') return undefined;
  const lengthS = roundLengthS(scenario);
  const c = radio.fading.kind === 'none' ? undefined : radio.fading.correlation;
  if (cell.speedMPerS === undefined) {
    if (!c) return undefined;
    const speed = inKmPerH(speedOfCorrelation(c, cell.carrierHz, lengthS));
    return `radio.fading.correlation ${c}: over a round of ${lengthS} s at ${cell.carrierHz / 1e9} GHz this is a device at ${speed} (Jakes' model).`;
  }
  const wayM = cell.speedMPerS * lengthS;
  const shadowing = ([place, decorrelationM]: readonly [string, number]) =>
    `${percent(exponentialCorrelation(wayM, decorrelationM))} ${place}`;
  const { lineOfSight, obstructed } = SHADOWING_DISTANCE_M;
  return (
    `At ${inKmPerH(cell.speedMPerS)} a device moves ${Number(wayM.toPrecision(3))} m in a round of ${lengthS} s. From one round to the next the ` +
    `fading is correlated ${c === undefined ? 'not at all, there is none' : percent(c)}, shadowing ` +
    `${[['in sight', lineOfSight] as const, ['without', obstructed] as const].map(shadowing).join(', ')}.`
  );
}
