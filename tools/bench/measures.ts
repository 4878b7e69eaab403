// What is measured, and the budget that the design gives it.
import { createCluster, replay } from '../../engine/index.ts'
import { alone } from './alone.ts'
import { warmCpuMs } from './cpu.ts'
import { firstSlideKiB, slideChangeMs } from './first-slide.ts'
import { measureFrames } from './frames.ts'
import { jumpMs } from './jump.ts'
import { requestsPerSecond } from './network.ts'
import { deployed, probedPods, tenMinutes, untilReady } from './scenes.ts'
import { gzippedKiB } from './size.ts'

export interface Measure {
  readonly name: string
  readonly what: string
  readonly unit: 'ms' | 'KiB' | 'MiB' | 'exponent' | '1/s' | 'share'
  /** The most it may be; of what is counted a second, the least. */
  readonly budget: number
  readonly measure: () => number | Promise<number>
  /** Takes minutes, or gigabytes, or a browser: measured only when asked for. */
  readonly isHuge?: boolean
}

const apiServer = ['server', 'stages', 'registry', 'kinds/index'].map(file => `engine/apiserver/${file}.ts`)

const shell = ['host', 'terminal', 'command'].map(file => `engine/shell/${file}.ts`)

/** Both numbers of the largest cluster come of one run. */
let largest: ReturnType<typeof measureLargest> | undefined
const measureLargest = () => alone('huge', ['--max-old-space-size=6144'])

/** So do those of the slide that plays. */
let frames: ReturnType<typeof measureFrames> | undefined

export const measures: readonly Measure[] = [
  { name: 'engine-size', what: 'engine with kubectl and scheduler, minified and gzipped', unit: 'KiB', budget: 120, measure: () => gzippedKiB(['engine/lab/index.ts']) },
  { name: 'apiserver-size', what: 'API server with all kinds, minified and gzipped', unit: 'KiB', budget: 70, measure: () => gzippedKiB(apiServer) },
  { name: 'shell-size', what: 'shell and the tools of the host, minified and gzipped', unit: 'KiB', budget: 60, measure: () => gzippedKiB(shell) },
  { name: 'first-slide', what: 'JavaScript that has come when the first slide can be read, gzipped, over an empty deck of Slidev', unit: 'KiB', budget: 40, isHuge: true, measure: firstSlideKiB },
  { name: 'slide-change', what: 'from a jump to another slide until its widget stands, of a chapter what one in twenty is longer than', unit: 'ms', budget: 100, isHuge: true, measure: slideChangeMs },
  { name: 'three-nodes', what: 'CPU until 3 nodes are Ready, warm', unit: 'ms', budget: 5, measure: () => warmCpuMs(30, () => () => createCluster({ nodes: 3 })) },
  { name: 'thousand-pods', what: 'CPU until 1,000 pods on 100 nodes are Ready, warm', unit: 'ms', budget: 250, measure: () => warmCpuMs(15, () => () => deployed(1_000, 100)) },
  {
    name: 'probes', what: 'CPU of 60 virtual seconds of 30 probed pods, warm', unit: 'ms', budget: 50,
    measure: () => warmCpuMs(10, () => {
      const cluster = createCluster({ nodes: 3 })
      cluster.apply(probedPods(30))
      untilReady(cluster, 'probed', 30)
      return () => cluster.advance(60)
    }),
  },
  {
    name: 'any-instant', what: 'CPU to the last instant of a ten-minute lab, warm', unit: 'ms', budget: 50,
    measure: () => {
      const { log } = tenMinutes()
      return warmCpuMs(30, () => () => replay(log))
    },
  },
  { name: 'jump', what: 'CPU to show another instant of ten minutes on the time bar, of 60 the third longest', unit: 'ms', budget: 50, measure: jumpMs },
  { name: 'frames', what: 'frames a second with 200 pods and 50 requests a second, software renderer, half size', unit: '1/s', budget: 60, isHuge: true, measure: async () => (await (frames ??= measureFrames())).rate },
  { name: 'layout-shift', what: 'layout shift on that slide while it plays', unit: 'share', budget: 0.01, isHuge: true, measure: async () => (await (frames ??= measureFrames())).shift },
  { name: 'requests', what: 'requests through a Service in a second of CPU, without their paths', unit: '1/s', budget: 200_000, measure: () => requestsPerSecond(false) },
  { name: 'traced-requests', what: 'requests through a Service in a second of CPU, with their paths', unit: '1/s', budget: 20_000, measure: () => requestsPerSecond(true) },
  { name: 'ten-thousand-pods', what: 'CPU until 10,000 pods on 1,000 nodes are Ready', unit: 'ms', budget: 5_000, measure: () => warmCpuMs(1, () => () => deployed(10_000, 1_000)) },
  { name: 'growth', what: 'growth of that CPU from 1,000 to 8,000 pods, nodes in proportion (1: linear)', unit: 'exponent', budget: 1.2, measure: () => alone('growth') },
  { name: 'idle-pod', what: 'heap of a pod that does nothing, with all its history', unit: 'KiB', budget: 12, measure: () => alone('idle-pod', ['--expose-gc']) },
  { name: 'huge-time', what: 'CPU until 150,000 pods on 5,000 nodes are Ready', unit: 'ms', budget: 180_000, isHuge: true, measure: () => (largest ??= measureLargest()).cpuMs },
  { name: 'huge-memory', what: 'peak memory of the process with 150,000 pods on 5,000 nodes', unit: 'MiB', budget: 6144, isHuge: true, measure: () => (largest ??= measureLargest()).peakMiB },
]
