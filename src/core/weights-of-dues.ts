/**
 * Weights >= 0 that sum to 1 and lie nearest to what is due: a_k = max(0, y_k + pi_k s), the projection in the norm
 * sum_k a_k^2/pi_k (theory 9.7). Bounds prove what it leaves, training takes it for its steps.
 */

/** One device: its share pi_k > 0 and what is due to it, y_k. */
export interface DueDevice {
  readonly share: number;
  readonly due: number;
}

/** @returns a_k in the order of the devices; none for none */
export function weightsOfDues(devices: readonly DueDevice[]): number[] {
  // s falls to the level at which the devices above 0 sum to 1: add them in the order in which they leave 0.
  const order = [...devices].sort((a, b) => b.due / b.share - a.due / a.share);
  let [due, share, level] = [0, 0, 0];
  for (const device of order) {
    const next = (1 - due - device.due) / (share + device.share);
    if (device.due + device.share * next <= 0) break;
    due += device.due;
    share += device.share;
    level = next;
  }
  return devices.map((device) => Math.max(0, device.due + device.share * level));
}
