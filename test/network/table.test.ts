// Who asks × what is asked: for each case what the client says, and the way of its packet. The table is read as: client |
// target | what it prints | ?question: answer … machine(rules and rewriting) … <as whom the server sees it, or how it
// ended. After a change that is meant, `UPDATE=1 npx vitest run test/network/table.test.ts` writes the ways anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { playRow } from './row.ts'
import { tableStage } from './stage.ts'

const rowsIn = (file: string): readonly string[] => readFileSync(join(import.meta.dirname, file), 'utf8').trimEnd().split('\n')

describe.each(['iptables', 'nftables'] as const)('with %s', mode => {
  const file = `table-${mode}.txt`
  const rows = rowsIn(file)
  const stage = tableStage({ mode })
  const played = rows.map(row => {
    const [from = '', target = ''] = row.split(' | ')
    return playRow(stage, from, target)
  })
  if (process.env['UPDATE']) writeFileSync(join(import.meta.dirname, file), `${played.join('\n')}\n`)
  test.each(rows.map((row, i) => [row.split(' | ').slice(0, 2).join(' to '), row, played[i]] as const))('%s', (_, row, answer) => expect(answer).toBe(row))
})
