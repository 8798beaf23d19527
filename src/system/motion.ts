/** Devices that move straight on at one speed, and turn back at the edges of the ring they stand in. */

export interface Ring {
  readonly leastDistanceM: number;
  readonly radiusM: number;
}

export interface Position {
  readonly x: number;
  readonly y: number;
}

const turned = (vx: number, vy: number, x: number, y: number): [number, number] => {
  const r2 = x * x + y * y;
  const along = (2 * (vx * x + vy * y)) / r2;
  return [vx - along * x, vy - along * y];
};

/**
 * Where a device is after 0, 1, ... steps.
 * @param step way of one step, m: negative components walk back in time
 * @param count of positions, the start included
 */
export function walk(start: Position, step: Position, ring: Ring, count: number): Position[] {
  let { x, y } = start;
  let { x: vx, y: vy } = step;
  const way: Position[] = [{ x, y }];
  while (way.length < count) {
    let nextX = x + vx;
    let nextY = y + vy;
    const r = Math.hypot(nextX, nextY);
    if (r > ring.radiusM || r < ring.leastDistanceM) {
      const edge = r > ring.radiusM ? ring.radiusM : ring.leastDistanceM;
      // As far inside as it would be outside; a step longer than the ring is wide ends at an edge.
      const inside = Math.min(ring.radiusM, Math.max(ring.leastDistanceM, 2 * edge - r));
      // A step into the very centre has no direction of its own.
      const scale = r > 0 ? inside / r : 0;
      [vx, vy] = turned(vx, vy, r > 0 ? nextX : vx, r > 0 ? nextY : vy);
      nextX = r > 0 ? nextX * scale : inside;
      nextY *= r > 0 ? scale : 0;
    }
    x = nextX;
    y = nextY;
    way.push({ x, y });
  }
  return way;
}
