/** What was run, in words a stranger follows. */
import {
  formatCount,
  formatNumber,
  formatSeconds,
  formatShare,
  formatUnit,
  listInWords,
  plural,
} from '../core/quantities.js';
import { penaltyWords } from '../problem/round/penalty/penalty.js';
import type { RunSummary } from '../record/records.js';
import { fadingInWords } from '../scenario/index.js';
import type { Scenario } from '../scenario/scenario.js';
import { energyBudgetInWords } from './energy-budget.js';

const PARTITION: Readonly<Record<string, string>> = {
  iid: 'dealt out at random (IID)',
  dirichlet: 'dealt out unevenly by class (Dirichlet)',
  'dirichlet-shares': 'dealt out unevenly by class, as many to a device as it is to have (Dirichlet shares)',
  'by-distance': 'dealt out by distance from the base station',
  'by-channel': 'dealt out by measured channel, from the strongest to the weakest',
  shards: 'dealt out in pieces of one class each',
  natural: 'kept by the owners the data names',
};

const stepInWords = (stepSize: number | 'auto') =>
  stepSize === 'auto' ? 'kept below half of 1/L' : formatNumber(stepSize);

function learning({ scenario, model }: RunSummary): string {
  const { task, batchSize, optimiser, train, localSteps = 1, featureCache } = scenario.learning;
  const pretrained = task.model.kind.startsWith('random') ? 'with random weights' : 'pre-trained';
  const textsInWords =
    localSteps === 1 ? `${batchSize} texts` : `${batchSize} texts in each of ${localSteps} local steps`;
  const kept = featureCache
    ? ' The server keeps the features of every text that arrived; sent again, a text costs its number.'
    : '';
  const rounds = train
    ? `A scheduled device trains on ${textsInWords} a round (${optimiser.kind}, step size ${stepInWords(optimiser.stepSize)}); ${formatCount(model.heldOutRows)} texts are held out for scoring.`
    : `In this run nothing was trained and nothing scored: the policies decided on the mini-batches of ${textsInWords} that would have been drawn, so that bits, delays and decisions are those of a run that trains.`;
  return `${plural(task.devices, 'device')} fine-tune a sentence encoder (${task.model.kind}, ${pretrained}) together, to tell ${model.classNames.length} classes of texts apart (${task.dataset.kind}). The encoder sits at the edge server with its low-rank factors (LoRA, rank ${task.lora.rank}); embedding and task head sit at the devices, and features and gradients cross the radio as ${task.precision} numbers.${kept} Trained are ${formatCount(model.trainable)} numbers. The ${formatCount(model.trainingRows)} training texts are ${PARTITION[task.partition.kind] ?? task.partition.kind}; on average a device's class mix is ${formatShare(model.heterogeneity)} away from everybody's (total variation). ${rounds}`;
}

/** The ring they are drawn from, or where the nearest and the farthest of a list are. */
function whereInWords({ scenario: { cell, devices: who }, devices }: RunSummary): string {
  const places = devices.flatMap(({ place }) => (place ? [place.groundDistanceM] : []));
  const [least, most] =
    who.list === undefined || places.length === 0
      ? [cell.leastDistanceM, cell.radiusM]
      : [Math.min(...places), Math.max(...places)];
  return `between ${formatUnit(least, 'm')} and ${formatUnit(most, 'm')}`;
}

function channelsInWords(summary: RunSummary): string {
  const { scenario, devices } = summary;
  const { radio, cell } = scenario;
  if (radio.channel.kind === 'traces') {
    return `have measured channels (${radio.channel.folder}, a round every ${formatSeconds(radio.channel.roundS)}; where nothing was measured a device is away)`;
  }
  const sight = devices.filter((device) => device.place?.lineOfSight).length;
  return `stand ${whereInWords(summary)} from a base station (3GPP urban macro cell, ${formatUnit(cell.carrierHz, 'Hz')}; ${sight} of ${devices.length} in line of sight), see ${fadingInWords(radio.fading.kind)},`;
}

function radioInWords(summary: RunSummary): string {
  const { radio, rounds } = summary.scenario;
  return `The devices ${channelsInWords(summary)} and share ${formatUnit(radio.bandwidthHz, 'Hz')} of uplink.${comingInWords(summary, rounds)}`;
}

/** Said only where somebody may be missing. */
function comingInWords({ scenario, devices }: RunSummary, rounds: number): string {
  const there = devices.reduce((sum, { presentRounds }) => sum + presentRounds, 0);
  const share = formatShare(there / (rounds * devices.length));
  const away =
    there < rounds * devices.length ? ` A device could be scheduled in ${share} of the rounds.` : '';
  const { dropOutProbability } = scenario.devices;
  const lost =
    dropOutProbability > 0
      ? ` A scheduled device fails half-way with probability ${formatNumber(dropOutProbability)}: the server waits for it as planned and goes on without it.`
      : '';
  return away + lost;
}

function limits(scenario: Scenario): string {
  const { constraints, control, rounds } = scenario;
  const budget = energyBudgetInWords(scenario);
  const kind =
    constraints.delayKind === 'synchronous' ? 'of its slowest device' : 'averaged over devices by data share';
  const energy = budget === undefined ? '' : ` A device may spend ${budget} a round on average.`;
  const most =
    constraints.maxScheduled === undefined
      ? ''
      : ` At most ${plural(constraints.maxScheduled, 'device')} take part in a round.`;
  const weights =
    control.roundWeights === 'gap'
      ? 'later rounds weighing more, as in the bound'
      : 'all rounds weighing the same';
  return `In each of ${plural(rounds, 'round')} a policy chooses who takes part and how much bandwidth each gets. The delay of a round, ${kind}, may be ${formatSeconds(constraints.averageDelayS)} on average over the run, and ${formatSeconds(constraints.deadlineS)} in any round.${energy}${most} What is minimised is the cost of not hearing from everybody, ${penaltyWords(control.penalty)}, with x the share of all data that takes part, ${weights}.`;
}

function comparison({ policies, scenario }: RunSummary): string {
  return `Compared: ${listInWords(policies.map(({ policy }) => policy))}. All see the same channels, mini-batches and initial model (seed ${scenario.seed}).`;
}

/** Paragraphs. */
export function setupInWords(summary: RunSummary): string[] {
  return [learning(summary), radioInWords(summary), limits(summary.scenario), comparison(summary)];
}
