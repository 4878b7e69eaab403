// Requests on their way, as they are at an instant: a function of when each was sent and of how fast time runs, so that
// a pause holds them, and going back brings them back.
import type { RequestView } from '../../engine/lab/index.ts'
import { lengthOf, placeOn, type Place, type Way } from './ways.ts'

export interface Flight extends Place {
  readonly id: number
  readonly state: RequestView['state']
  readonly atEnd: boolean
  /** 1 to 0 while it goes out. */
  readonly fade: number
}

const pxPerMs = 0.7
/** How long its end is seen, and how far back a refusal throws it. */
const endMs = 500
const bouncePx = 26
/** One whom nobody answers goes out before it arrives. */
const lostPart = 0.75

/** On screen a request takes as long as its way is, however fast virtual time runs. */
export const longestFlightMs = 2_600

export function flightsOf(requests: readonly RequestView[], nowMs: number, speed: number, wayOf: (request: RequestView) => Way | undefined): readonly Flight[] {
  return requests.flatMap(request => {
    const way = wayOf(request)
    return way ? flightOf(request, (nowMs - request.atMs) / speed, way) ?? [] : []
  })
}

function flightOf({ id, state }: RequestView, ageMs: number, way: Way): Flight | undefined {
  const length = lengthOf(way) * (state === 'timeout' ? lostPart : 1)
  const overMs = ageMs - length / pxPerMs
  if (overMs < 0) return { id, state, atEnd: false, fade: 1, ...placeOn(way, ageMs * pxPerMs) }
  if (state === 'answered' || overMs >= endMs) return undefined
  const part = overMs / endMs
  return { id, state, atEnd: true, fade: Math.round((1 - part * part) * 100) / 100, ...placeOn(way, state === 'refused' ? length - part * bouncePx : length) }
}
