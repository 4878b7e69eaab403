// Where requests are on the stage: a function of the instant, the speed and the way.
import { describe, expect, it } from 'vitest'
import { flightsOf, longestFlightMs } from '../../../components/ClusterStage/flights.ts'
import { lengthOf, pathOf, placeOn, wayFrom, wayTo, type Way } from '../../../components/ClusterStage/ways.ts'
import type { RequestView } from '../../../engine/lab/index.ts'

const pill = { x: 0, y: 0, width: 200, height: 38 }
const rack = { x: 300, y: 80, width: 200, height: 200 }
const pod = { x: 312, y: 120, width: 176, height: 34 }
const way: Way = [{ x: 0, y: 0 }, { x: 70, y: 0 }, { x: 70, y: 70 }]

const request = (state: RequestView['state'], atMs = 0): RequestView => ({ id: 1, atMs, from: 'host', service: 'web', pod: 'u', state, line: '' })
const at = (state: RequestView['state'], nowMs: number, speed = 1) => flightsOf([request(state)], nowMs, speed, () => way)

describe('a way', () => {
  it('leaves the pill downwards and comes to the pod from the gutter left of its rack', () => {
    expect(pathOf(wayTo(pill, rack, pod, 0))).toBe('M100 38L100 46L293 46L293 137L312 137')
  })

  it('has a lane of its own for each of three Services', () => {
    expect([0, 1, 2].map(service => wayTo(pill, rack, pod, service)[2])).toEqual([{ x: 293, y: 46 }, { x: 288, y: 52 }, { x: 283, y: 58 }])
  })

  it('goes from a client in a rack by the gutter on the other side, and straight from outside', () => {
    expect(pathOf(wayFrom(pod, rack, pill))).toBe('M488 137L507 137L507 64L100 64L100 38')
    expect(pathOf(wayFrom({ x: -80, y: 0, width: 60, height: 38 }, undefined, pill))).toBe('M-20 19L0 19')
  })

  it('is walked at its length, with the heading that one has there', () => {
    expect(lengthOf(way)).toBe(140)
    expect([0, 35, 100, 500].map(after => placeOn(way, after))).toEqual([
      { x: 0, y: 0, heading: 0 }, { x: 35, y: 0, heading: 0 }, { x: 70, y: 30, heading: 90 }, { x: 70, y: 70, heading: 90 },
    ])
  })
})

describe('a request', () => {
  it('that is answered is gone when it arrives', () => {
    expect(at('answered', 50)).toEqual([{ id: 1, state: 'answered', atEnd: false, fade: 1, x: 35, y: 0, heading: 0 }])
    expect(at('answered', 201)).toEqual([])
  })

  it('is as fast on screen whatever the speed of time', () => {
    expect(at('answered', 1000, 10)).toEqual(at('answered', 100))
  })

  it('that is refused comes to its end, bounces and goes out', () => {
    expect(at('refused', 450)).toEqual([{ id: 1, state: 'refused', atEnd: true, fade: 0.75, x: 70, y: 57, heading: 90 }])
    expect(at('refused', 701)).toEqual([])
  })

  it('that nobody answers goes out on the way', () => {
    expect(at('timeout', 150 + 250)).toEqual([{ id: 1, state: 'timeout', atEnd: true, fade: 0.75, x: 70, y: 35, heading: 90 }])
  })

  it('without a way is not drawn, and no longer than is looked back', () => {
    expect(flightsOf([request('answered')], 10, 1, () => undefined)).toEqual([])
    expect(at('refused', longestFlightMs)).toEqual([])
  })
})
