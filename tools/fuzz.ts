import { comesLater } from './lib/later.ts'

await comesLater('fuzz', 'Runs random clusters, faults and inputs against the invariants and prints the seed that fails.')
