// Fences in `console` show what the engine answers.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Lab } from '../../engine/lab/lab.ts'
import { filled, withOutput } from '../../setup/console.ts'
import { readLab } from '../../tools/labs.ts'

const labs = new Map(globSync('pages/*/labs/*.yaml').map(path => [basename(path, '.yaml'), readLab(basename(path, '.yaml'), readFileSync(path, 'utf8'))]))
const fences = { labNamed: (name: string): Lab | undefined => labs.get(name) }
const fill = (body: string, info = ''): string => filled(body, info, fences)

describe('a console fence', () => {
  test('is filled with what its lines answer, whatever stood there', () => {
    expect(fill('$ kubectl create deployment web --image=nginx --replicas=2\nold output\n$ kubectl get deployments\n')).toBe([
      '$ kubectl create deployment web --image=nginx --replicas=2',
      'deployment.apps/web created',
      '$ kubectl get deployments',
      'NAME   READY   UP-TO-DATE   AVAILABLE   AGE',
      'web    2/2     2            2           5s',
      '',
    ].join('\n'))
  })

  test('may be of a lab after some of its steps', () => {
    expect(fill('$ kubectl get pods --no-headers | wc -l\n', 'lab=replace step=3')).toBe('$ kubectl get pods --no-headers | wc -l\n5\n')
  })

  test('may come after lines that nobody sees', () => {
    expect(fill('$ kubectl get ns shop\n', 'before="kubectl create namespace shop"')).toBe('$ kubectl get ns shop\nNAME   STATUS   AGE\nshop   Active   5s\n')
  })

  test('tells errors and answers in the order in which they came', () => {
    expect(fill('$ echo no >&2; echo yes\n')).toBe('$ echo no >&2; echo yes\nno\nyes\n')
  })

  test('joins lines that go on', () => {
    expect(fill('$ kubectl get nodes \\\n  --no-headers -o name\n', 'nodes=1')).toBe('$ kubectl get nodes \\\n  --no-headers -o name\nnode/node-1\n')
  })

  test('without lines to type stays as it is', () => { expect(fill('just text\n')).toBe('just text\n') })

  test.each([
    ['$ kubectl get pod none\n', '', /^`\$ kubectl get pod none` fails; write `console fails` if it must:\nError from server \(NotFound\): pods "none" not found\n$/],
    ['$ kubectl get nodes\n', 'fails', /^`\$ kubectl get nodes` was to fail, and did not$/],
    ['$ kubectl get nodes\n', 'lab=none', /^there is no lab "none"$/],
    ['$ kubectl get nodes\n', 'node=3', /^a console fence knows fails, nodes=N, lab=NAME, step=N, before="LINE", not "node=3"$/],
  ])('%j %j cannot be meant', (body, info, message) => { expect(() => fill(body, info)).toThrow(message) })

  test('may have to fail', () => {
    expect(fill('$ kubectl get pod none\n', 'fails')).toBe('$ kubectl get pod none\nError from server (NotFound): pods "none" not found\n')
  })
})

describe('a slide', () => {
  test('has its fences filled where they stand', () => {
    expect(withOutput('# Hi\n\n- a\n  ```console nodes=1\n  $ kubectl get nodes -o name\n  ```\n\n```bash\n$ kubectl\n```\n', fences))
      .toBe('# Hi\n\n- a\n  ```console\n  $ kubectl get nodes -o name\n  node/node-1\n  ```\n\n```bash\n$ kubectl\n```\n')
  })
})

test.each(globSync('pages/*/slides.md'))('the fences of %s run', file => {
  expect(() => withOutput(readFileSync(file, 'utf8'), fences)).not.toThrow()
})
