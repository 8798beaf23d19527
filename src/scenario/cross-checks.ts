/** What no key can check alone. */
import type { z } from 'zod';
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

const CHECKS: readonly CrossCheck[] = [
  {
    path: ['cell', 'leastDistance'],
    holds: ({ cell }) => cell.leastDistanceM < cell.radiusM,
    accepts: 'less than cell.radius',
  },
  {
    path: ['cell', 'deviceHeight'],
    holds: ({ cell }) => cell.deviceHeightM < cell.baseStationHeightM,
    accepts: 'less than cell.baseStationHeight',
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
    accepts: 'one of dirichlet, iid, shards, since wordnet has no devices of its own',
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
];

/** Reports every condition that does not hold. */
export function checkAcross(document: ScenarioDocument, context: z.RefinementCtx): void {
  for (const { path, holds, accepts } of CHECKS) {
    if (!holds(document)) context.addIssue({ code: 'custom', path: [...path], message: accepts });
  }
}
