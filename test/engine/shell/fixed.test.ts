// What bash lets one change and this shell does not: it says so.
import { expect, test } from 'vitest'
import { run } from './support/host.ts'

test.each([
  ['umask; umask 022', '0022\n[0]'],
  ['umask 077', '!bash: umask: files have no modes here, so that none can be kept from them\n[1]'],
  ['ulimit; ulimit -n', 'unlimited\n1048576\n[0]'],
  ['ulimit -n 5', '!bash: ulimit: limits cannot be set here\n[1]'],
  ['alias k=kubectl; complete -o default -F __start_kubectl k', '[0]'],
  ['complete -W "a b" mine', '!bash: complete: lines are completed here as they are\n[1]'],
  ['shopt -s expand_aliases', '[0]'],
  ['shopt -u globstar', '[0]'],
  ['shopt -s nullglob', '!bash: shopt: nullglob: cannot be changed here\n[1]'],
  ['shopt expand_aliases', 'expand_aliases      \ton\n[0]'],
  ['shopt nullglob', 'nullglob            \toff\n[1]'],
  ['shopt -s nonsense', '!bash: shopt: nonsense: invalid shell option name\n[1]'],
])('%s', (line, said) => expect(run(line)).toBe(said))
