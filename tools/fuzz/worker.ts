// Examines the seeds it is sent, one after the other.
import { parentPort } from 'node:worker_threads'
import { examine, type Finding } from './report.ts'

export interface Answer { readonly seed: number, readonly finding: Finding | undefined }

parentPort?.on('message', (seed: number) => {
  const answer: Answer = { seed, finding: examine(seed) }
  parentPort?.postMessage(answer)
})
