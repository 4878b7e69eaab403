import { comesLater } from './lib/later.ts'

await comesLater('conformance', 'Replays recorded transcripts and lifecycles and prints each difference.')
