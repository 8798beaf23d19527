/** What a list of devices says of one of them, or what holds for those of which it says nothing. */
import { randomStream } from '../../core/random.js';
import type { Scenario } from '../../scenario/scenario.js';

/** @param k place of the device in the run */
export function transmitPowerW({ radio, devices }: Scenario, k: number): number {
  return devices.list?.[k]?.transmitPowerW ?? radio.transmitPowerW;
}

/** Cycles a second; a clock that is not given is drawn by the device's id. */
export function clockHz({ compute, devices, seed }: Scenario, k: number, id: string): number {
  const [least, most] = compute.deviceCyclesPerS;
  return devices.list?.[k]?.cyclesPerS ?? least + (most - least) * randomStream(seed, 'clock', id).uniform();
}
