// Spreads seeds over worker threads: whoever is done gets the next. Who examines a seed makes no difference to it.
import { Worker } from 'node:worker_threads'
import type { Finding } from './report.ts'
import type { Answer } from './worker.ts'

const patienceMs = 120_000

/** Examines all seeds and tells of each as it is done. */
export async function examineAll(seeds: readonly number[], workers: number, told: (answer: Answer) => void): Promise<void> {
  const left = seeds.values()
  await Promise.all(Array.from({ length: Math.min(workers, seeds.length) }, () => work(left, told)))
}

async function work(left: Iterator<number>, told: (answer: Answer) => void): Promise<void> {
  let worker = begin()
  for (let next = left.next(); !next.done; next = left.next()) {
    const answer = await ask(worker, next.value)
    told(answer)
    if (!answer.finding || answer.finding.failure.invariant !== endless) continue
    await worker.terminate()
    worker = begin()
  }
  await worker.terminate()
}

const begin = (): Worker => new Worker(new URL('./worker.ts', import.meta.url))
const endless = 'a run comes to an end'

function ask(worker: Worker, seed: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => resolve({ seed, finding: unending(seed) })), patienceMs)
    const heard = (answer: Answer): void => done(() => resolve(answer))
    const broke = (error: Error): void => done(() => reject(error))
    function done(settle: () => void): void {
      clearTimeout(timer)
      worker.off('message', heard)
      worker.off('error', broke)
      settle()
    }
    worker.on('message', heard)
    worker.on('error', broke)
    worker.postMessage(seed)
  })
}

const unending = (seed: number): Finding => ({
  seed,
  failure: { invariant: endless, message: `no end after ${patienceMs / 1000} s of real time`, atMs: 0, isBreak: false },
  plan: { seed, nodes: 0, etcdMembers: 1, steps: [] },
})
