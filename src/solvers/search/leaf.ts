/** Parts of a certificate that are closed by one set of multipliers. */
import type { CertificateNode, Multipliers } from '../../problem/round/certificate.js';

/** Shows that a part is empty where the number scheduled or the least bandwidths alone do. */
export const EMPTY_RAY: Multipliers = { bandwidth: 1, share: 0, count: 0, tauS: 0, ray: true };

export function leaf(multipliers: Multipliers): CertificateNode {
  return { split: 'devices', shared: [multipliers], order: [], tree: [0], own: [], parts: [] };
}
