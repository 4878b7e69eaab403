// Lab files: YAML beside the chapters.
import { load, YAMLException } from 'js-yaml'
import { LabError, labOf, type Lab } from '../engine/lab/lab.ts'

export function labDocument(name: string, source: string): unknown {
  try { return load(source) }
  catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw new LabError(`lab ${name}: line ${(error.mark?.line ?? 0) + 1}: ${error.reason}`)
  }
}

export const readLab = (name: string, source: string): Lab => labOf(name, labDocument(name, source))
