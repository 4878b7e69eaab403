// Writes what the engine knows of the kinds of Kubernetes 1.36 from the recorded facts: `node tools/facts.ts`.
import { writeFileSync } from 'node:fs'
import { encodeFacts } from './facts/encode.ts'
import { readFacts } from './facts/read.ts'
import { typesOf } from './facts/types.ts'

export function generate(): ReadonlyMap<string, string> {
  const facts = readFacts()
  return new Map([
    ['engine/apiserver/kinds/facts.gen.ts', encodeFacts(facts)],
    ['engine/apiserver/types.gen.ts', typesOf(facts)],
  ])
}

if (import.meta.main)
  for (const [path, text] of generate()) writeFileSync(new URL(`../${path}`, import.meta.url), text)
