// The ways between things on the stage, like the lines of a transit map: out of a pill, along a lane above the racks,
// down the gutter beside a rack, into a pod. Lengths are in pixels of the canvas.

export interface Point { readonly x: number, readonly y: number }
export interface Box extends Point { readonly width: number, readonly height: number }
export type Way = readonly Point[]

const firstLane = 8
const laneHeight = 6
const lanes = 3
const gutterLane = 5
const firstGutter = 7
/** The lane of clients runs below those of Services. */
const clientLane = firstLane + lanes * laneHeight

const middleX = ({ x, width }: Box): number => x + width / 2
const middleY = ({ y, height }: Box): number => y + height / 2

/** From the pill of a Service to a pod in a rack. */
export function wayTo(pill: Box, rack: Box, pod: Box, service: number): Way {
  const lane = service % lanes
  const y = pill.y + pill.height + firstLane + lane * laneHeight
  const x = rack.x - firstGutter - lane * gutterLane
  return [{ x: middleX(pill), y: pill.y + pill.height }, { x: middleX(pill), y }, { x, y }, { x, y: middleY(pod) }, { x: pod.x, y: middleY(pod) }]
}

/** From a client, in a rack or outside of all, to the pill of a Service. */
export function wayFrom(client: Box, rack: Box | undefined, pill: Box): Way {
  const end = { x: middleX(pill), y: pill.y + pill.height }
  if (!rack) return [{ x: client.x + client.width, y: middleY(client) }, { x: pill.x, y: middleY(pill) }]
  const x = rack.x + rack.width + firstGutter
  const y = end.y + clientLane
  return [{ x: client.x + client.width, y: middleY(client) }, { x, y: middleY(client) }, { x, y }, { x: end.x, y }, end]
}

export const lengthOf = (way: Way): number => way.reduce((sum, point, i) => sum + distance(way[i - 1] ?? point, point), 0)

export const pathOf = (way: Way): string => way.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('')

export interface Place extends Point {
  /** In degrees: 0 to the right, 90 down. */
  readonly heading: number
}

/** Where one is after a distance; at the end of the way one stays. */
export function placeOn(way: Way, after: number): Place {
  let left = Math.max(0, after)
  let heading = 0
  let last: Point = way[0] ?? { x: 0, y: 0 }
  for (const point of way.slice(1)) {
    const length = distance(last, point)
    if (length > 0) heading = Math.atan2(point.y - last.y, point.x - last.x) * 180 / Math.PI
    if (left < length) return { x: last.x + (point.x - last.x) * left / length, y: last.y + (point.y - last.y) * left / length, heading }
    left -= length
    last = point
  }
  return { ...last, heading }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
