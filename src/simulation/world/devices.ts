/** The devices of a run: with their place, clock and data, which stay for the whole of it. */
import type { Scenario } from '../../scenario/scenario.js';
import type { PlacedDevice } from '../../system/cell.js';
import type { Processor } from '../../system/energy.js';
import type { SplitTask } from '../../training/index.js';
import type { Channel } from './channel.js';
import { clockHz, transmitPowerW } from './listed.js';

export interface SimulatedDevice {
  readonly id: string;
  readonly rows: readonly number[];
  /** pi_k */
  readonly share: number;
  /** Absent where channels were measured. */
  readonly place?: PlacedDevice;
  readonly transmitPowerW: number;
  readonly processor: Processor;
}

export function simulatedDevices(
  scenario: Scenario,
  task: SplitTask,
  { places }: Channel,
): SimulatedDevice[] {
  const { compute } = scenario;
  const total = task.devices.reduce((sum, device) => sum + device.rows.length, 0);
  return task.devices.map(({ id, rows }, k) => ({
    id,
    rows,
    share: rows.length / total,
    ...(places ? { place: places[k]! } : {}),
    transmitPowerW: transmitPowerW(scenario, k),
    processor: {
      cyclesPerS: clockHz(scenario, k, id),
      flopPerCycle: compute.deviceFlopPerCycle,
      capacitance: compute.deviceCapacitance,
    },
  }));
}
