// The host's own small commands: those of the containers, with the host's files and in the words of GNU.
import { expect, test } from 'vitest'
import { World } from '../../../engine/lab/world.ts'

const files = { 'a.yaml': 'kind: Pod\nname: web\n', 'labs/b.yaml': 'kind: Job\n' }

test.each<[string, string]>([
  ['ls; ls labs', 'a.yaml\nlabs\nb.yaml\n'],
  ['grep -rn kind . | sort', './a.yaml:1:kind: Pod\n./labs/b.yaml:1:kind: Job\n'],
  ['cat a.yaml | awk \'{print $2}\' | tr a-z A-Z', 'POD\nWEB\n'],
  ['mkdir -p x && cp a.yaml x && ls x && rm -r x && ls', 'a.yaml\na.yaml\nlabs\n'],
  ['cat nothing', '! cat: nothing: No such file or directory\n'],
  ['seq 3 | wc -l; echo aGk= | base64 -d; date +%F', '3\nhi2026-11-21\n'],
  ['printf "%s=%d\\n" a 1; head -n 1 a.yaml; tail -1 a.yaml', 'a=1\nkind: Pod\nname: web\n'],
])('%s', (line, output) => {
  const world = new World({ nodes: 0 })
  const { stdout = '', stderr = '' } = world.apply({ atMs: 0, kind: 'run', payload: { line, files } }) ?? {}
  expect(stdout + (stderr === '' ? '' : `! ${stderr}`)).toBe(output)
})
