// How each kind of component is connected: clients over a line of theirs, the API server and etcd behind all lines.
import type { Clock } from '../../clock/clock.ts'
import type { Part } from '../../clock/part.ts'
import type { Line } from '../../client/line.ts'
import type { Seat } from '../../controllers/index.ts'
import type { Kubelet } from '../../kubelet/index.ts'
import type { Etcd } from '../../etcd/members.ts'
import { Component, type Way } from './component.ts'

export const wayOver = (line: () => Line): Way => ({
  leave: () => {
    line().break('stopped')
    line().hangUp()
  },
  comeBack: () => line().mend('stopped'),
  cut: () => line().break('cut'),
  mend: () => line().mend('cut'),
  slow: lagMs => line().slow('part', lagMs),
})

/** A controller has a line of its own as soon as it is acted on. */
export const controllerOf = (seat: Seat, clock: Clock): Component =>
  new Component({ name: seat.name, clock, make: () => seat, way: wayOver(() => seat.line), running: seat, sharesWay: () => seat.isSharing })

/** How the network sees a machine: there, out of reach, or without power and with nothing left of what it knew. */
export type Presence = 'there' | 'out of reach' | 'off'

/** A node's machine: when it stops, so does all that runs on it, and what ran there is gone. */
export function machineOf(node: string, aboard: readonly Component[], clock: Clock, appear: (as: Presence) => void): Component {
  const part: Part = {
    name: `machine ${node}`,
    start: () => {
      appear('there')
      aboard.forEach(component => component.start())
    },
    stop: () => {
      appear('off')
      const running = aboard.map(({ current }) => current)
      aboard.forEach(component => component.stop())
      for (const one of running) if (isMachinery(one)) one.crash()
    },
  }
  const way: Way = {
    leave: () => {},
    comeBack: () => {},
    cut: () => {
      appear('out of reach')
      aboard.forEach(component => component.cut())
    },
    mend: () => {
      appear('there')
      aboard.forEach(component => component.mend())
    },
    slow: lagMs => aboard.forEach(component => component.slow(lagMs)),
  }
  return new Component({ name: part.name, clock, make: () => part, way, running: part })
}

const isMachinery = (part: Part | undefined): part is Kubelet => part !== undefined && 'crash' in part

/** The API server holds nothing that would be lost: when it is back, its clients take up their watches where they were. */
export function serverOf(door: Line, clock: Clock): Component {
  const part: Part = { name: 'kube-apiserver', start: () => {}, stop: () => {} }
  const way: Way = {
    leave: () => door.break('stopped'),
    comeBack: () => door.mend('stopped'),
    cut: () => door.break('cut'),
    mend: () => door.mend('cut'),
    slow: lagMs => door.slow(part.name, lagMs),
  }
  return new Component({ name: part.name, clock, make: () => part, way, running: part })
}

/** What is slow in etcd reaches all that watch so much later. */
export function memberOf(part: Part, etcd: Etcd, door: Line, clock: Clock): Component {
  const told = (change: () => void) => () => {
    change()
    door.slow('etcd', etcd.lagMs)
  }
  const way: Way = {
    leave: told(() => {}),
    comeBack: told(() => {}),
    cut: told(() => etcd.cut(part.name)),
    mend: told(() => etcd.mend(part.name)),
    slow: lagMs => told(() => etcd.slow(part.name, lagMs))(),
  }
  return new Component({ name: part.name, clock, make: () => part, way, running: part })
}
