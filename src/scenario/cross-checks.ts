/** What no key can check alone. */
import type { z } from 'zod';
import { checkDevices } from './device-checks.js';
import type { ScenarioDocument } from './document.js';

/** A condition on several keys, blamed on one of them. */
interface CrossCheck {
  readonly path: readonly string[];
  readonly holds: (document: ScenarioDocument) => boolean;
  readonly accepts: string;
}

/** Rows to deal out, where the scenario says how many. */
const trainingRows = ({ learning: { data } }: ScenarioDocument) =>
  data.kind === 'file' ? Number.POSITIVE_INFINITY : data.rows;

/** Columns of traces, where anything is said about them. */
const columnsOf = ({ radio: { channel } }: ScenarioDocument) => {
  if (channel.kind !== 'traces') return undefined;
  const { time, device, snr, gain, rsrp, timeUnit, levels } = channel.columns;
  const isNamed = [time, device, snr, gain, rsrp].some((column) => column !== undefined);
  return isNamed || timeUnit !== 's' || levels !== 'dB' ? channel.columns : undefined;
};

const CHECKS: readonly CrossCheck[] = [
  {
    path: ['cell', 'leastDistance'],
    holds: ({ cell }) => cell.leastDistanceM < cell.radiusM,
    accepts: 'less than cell.radius',
  },
  {
    path: ['radio', 'channel', 'roundLength'],
    holds: ({ radio: { channel }, constraints }) =>
      channel.kind !== 'traces' || channel.roundS >= constraints.deadlineS,
    accepts: 'at least constraints.deadline, since a round must be over before the next begins',
  },
  {
    path: ['radio', 'channel', 'start'],
    holds: ({ radio: { channel }, control }) =>
      channel.kind !== 'traces' || channel.startS >= control.historyRounds * channel.roundS,
    accepts: 'at least control.historyRounds * radio.channel.roundLength, room for the past',
  },
  {
    path: ['radio', 'channel', 'columns', 'time'],
    holds: (document) => {
      const columns = columnsOf(document);
      return columns === undefined || columns.time !== undefined;
    },
    accepts: 'the name of a column, since something is said about columns',
  },
  {
    path: ['radio', 'channel', 'columns'],
    holds: (document) => {
      const columns = columnsOf(document);
      if (columns === undefined) return true;
      return [columns.snr, columns.gain, columns.rsrp].filter((column) => column !== undefined).length === 1;
    },
    accepts: 'exactly one of the keys snr, gain and rsrp, beside time',
  },
  {
    path: ['compute', 'deviceClock', 'least'],
    holds: ({
      compute: {
        deviceCyclesPerS: [least, most],
      },
    }) => least <= most,
    accepts: 'at most compute.deviceClock.most',
  },
  {
    path: ['learning', 'data', 'rows'],
    holds: (document) => trainingRows(document) >= document.learning.devices,
    accepts: 'at least learning.devices, a row for each',
  },
  {
    path: ['learning', 'partition', 'perDevice'],
    holds: (document) => {
      const { partition, devices } = document.learning;
      return partition.kind !== 'shards' || partition.perDevice * devices <= trainingRows(document);
    },
    accepts: 'at most learning.data.rows / learning.devices, a row in each piece',
  },
  {
    path: ['learning', 'partition', 'kind'],
    holds: ({ learning }) => learning.partition.kind !== 'natural' || learning.data.kind !== 'wordnet',
    accepts: 'one of dirichlet, iid, shards, by-distance, since wordnet has no devices of its own',
  },
  {
    path: ['learning', 'localSteps'],
    holds: ({ learning }) => learning.localSteps === 1 || learning.privacy === 'none',
    accepts: '1 with learning.privacy, whose promise is of one mini-batch a round',
  },
  {
    path: ['learning', 'localSteps'],
    holds: ({ learning }) => learning.localSteps === 1 || learning.optimiser.kind !== 'adam',
    accepts:
      '1 with optimiser: adam, whose step size is none for the plain gradient steps that a device takes',
  },
  {
    path: ['constraints', 'maxScheduled'],
    holds: ({ constraints, learning }) => (constraints.maxScheduled ?? 0) <= learning.devices,
    accepts: 'at most learning.devices',
  },
  {
    path: ['control', 'baselineDevices'],
    holds: ({ control, learning }) => control.baselineDevices <= learning.devices,
    accepts: 'at most learning.devices',
  },
  {
    path: ['control', 'baselineDevices'],
    holds: ({ control, constraints }) =>
      control.baselineDevices <= (constraints.maxScheduled ?? Number.POSITIVE_INFINITY),
    accepts: 'at most constraints.maxScheduled',
  },
  {
    path: ['control', 'balanceBound'],
    holds: ({ control, policies }) => !control.balanceBound || policies.includes('balanced'),
    accepts: 'false, or balanced among the policies: its beta is what the bound is of',
  },
];

/** Reports every condition that does not hold. */
export function checkAcross(document: ScenarioDocument, context: z.RefinementCtx): void {
  for (const { path, holds, accepts } of CHECKS) {
    if (!holds(document)) context.addIssue({ code: 'custom', path: [...path], message: accepts });
  }
  checkDevices(document, context);
}
