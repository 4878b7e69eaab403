// What the fences of a slide do.
import { describe, expect, test } from 'vitest'
import { commandsIn } from '../../../setup/fences/commands.ts'
import { FenceError, optionsOf, type Language } from '../../../setup/fences/options.ts'
import { planOf, type Written } from '../../../setup/fences/plan.ts'
import { fenceFindings } from '../../../setup/fences/run.ts'
import { labOf } from '../../../engine/lab/lab.ts'

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n'
const fence = (info: string, body: string, line = 1): Written => ({ info, body, line })
const complaintOf = (language: Language, info: string): string => {
  try { optionsOf(language, info) }
  catch (error) { if (error instanceof FenceError) return error.message }
  return 'none'
}
const lab = labOf('counted', { title: 't', say: 's', steps: [{ say: 'a', run: 'kubectl create configmap one' }, { say: 'b', run: 'kubectl create configmap two' }] })
const findings = (fences: readonly Written[], shown?: string) => fenceFindings(planOf(fences, shown), name => name === 'counted' ? lab : undefined)

describe('lines', () => {
  test.each([
    ['kubectl get pods\n\n# a comment\n$ kubectl get nodes\n', ['kubectl get pods', 'kubectl get nodes']],
    ['kubectl get \\\n  pods\nls\n', ['kubectl get \\\n  pods', 'ls']],
    ['cat <<EOF | wc -l\na\nb\nEOF\nls\n', ['cat <<EOF | wc -l\na\nb\nEOF', 'ls']],
    ['echo "a\nb" \'c\nd\'\nls\n', ['echo "a\nb" \'c\nd\'', 'ls']],
    ['echo \\"a\necho \'\\\'\n', ['echo \\"a', 'echo \'\\\'']],
    ['cat <<EOF\nnever ends\n', ['cat <<EOF\nnever ends\n']],
  ])('%j', (body, commands) => { expect(commandsIn(body)).toEqual(commands) })
})

describe('options', () => {
  test('are read, and what is Slidev\'s is left to it', () => {
    expect(optionsOf('bash', 'fails="not found" nodes=2 clicks before="kubectl get pods" {1|2}')).toEqual({
      fails: true, complaint: 'not found', nodes: 2, lab: undefined, step: undefined, before: 'kubectl get pods', file: undefined, clicks: true, isShown: false,
    })
    expect(optionsOf('yaml', 'web.yaml {6-9}')).toEqual({
      fails: false, complaint: undefined, nodes: undefined, lab: undefined, step: undefined, before: undefined, file: 'web.yaml', clicks: false, isShown: false,
    })
  })

  test.each([
    ['bash', 'fail', 'a bash fence knows fails, clicks, norun, nodes=N, lab=NAME, step=N, before="LINE", not "fail"'],
    ['bash', 'nodes=two', 'a bash fence knows fails, clicks, norun, nodes=N, lab=NAME, step=N, before="LINE", not "nodes=two"'],
    ['yaml', 'web.txt', 'a yaml fence knows FILE.yaml, fails, part, nodes=N, lab=NAME, step=N, before="LINE", not "web.txt"'],
    ['console', 'fails=x', 'a console fence knows fails, nodes=N, lab=NAME, step=N, before="LINE", not "fails=x"'],
  ] as const)('%s %s cannot be meant', (language, info, complaint) => { expect(complaintOf(language, info)).toBe(complaint) })
})

describe('the fences of a slide', () => {
  test('share a cluster, in their order; each console has its own', () => {
    const { plans, fences } = planOf([
      fence('yaml web.yaml', configMap, 3),
      fence('console', '$ kubectl get pods\n', 9),
      fence('yaml', configMap, 12),
      fence('bash', 'kubectl apply -f web.yaml\nkubectl get configmap settings\n', 20),
      fence('yaml part', 'replicas: 3\n', 30), fence('bash norun', 'docker ps\n', 33), fence('json', '{}', 36),
    ], undefined)
    expect(fences).toEqual([
      { language: 'yaml', line: 3, file: 'web.yaml', plan: 0, from: 0, count: 0 },
      { language: 'console', line: 9, file: undefined, plan: 1, from: 0, count: 1 },
      { language: 'yaml', line: 12, file: 'manifest.yaml', plan: 0, from: 0, count: 1 },
      { language: 'bash', line: 20, file: undefined, plan: 0, from: 1, count: 2 },
    ])
    expect(plans.map(({ steps, files }) => [steps.map(({ run }) => run), Object.keys(files)])).toEqual([
      [['kubectl apply -f manifest.yaml', 'kubectl apply -f web.yaml', 'kubectl get configmap settings'], ['web.yaml', 'manifest.yaml']],
      [['kubectl get pods'], []],
    ])
  })

  test('hold whole manifests, unless they say so', () => {
    expect(() => planOf([fence('yaml', 'replicas: 3\n')], undefined)).toThrow(new FenceError('a yaml fence without apiVersion and kind is `yaml part`'))
  })

  test('are typed into the lab that the slide shows', () => {
    expect(planOf([fence('bash', 'kubectl get pods\n'), fence('console', '$ ls\n')], 'counted').plans.map(({ lab }) => lab)).toEqual(['counted', undefined])
    expect(findings([fence('bash', 'kubectl get configmap two\n')], 'counted')).toEqual([])
    expect(findings([fence('bash step=1', 'kubectl get configmap two\n')], 'counted')).toMatchObject([{ text: expect.stringContaining('"two" not found') }])
  })

  test('go well', () => {
    expect(findings([fence('yaml web.yaml', configMap), fence('bash', 'kubectl apply -f web.yaml\nkubectl get configmap settings\n')])).toEqual([])
    expect(findings([fence('bash before="kubectl create ns shop"', 'kubectl get ns shop\n')])).toEqual([])
    expect(findings([fence('bash fails="not found"', 'kubectl get nodes\nkubectl get pod none\n')])).toEqual([])
  })

  test.each([
    [fence('bash', 'kubectl get nodes\nkubectl get pod none\n', 7), 'this fails (write `fails` if it must):\n$ kubectl get pod none\nError from server (NotFound): pods "none" not found'],
    [fence('bash fails', 'kubectl get nodes\n', 7), '`kubectl get nodes` was to fail, and did not'],
    [fence('bash fails="refused"', 'kubectl get pod none\n', 7), 'this was to fail with "refused":\n$ kubectl get pod none\nError from server (NotFound): pods "none" not found'],
    [fence('bash lab=none', 'ls\n', 7), 'there is no lab "none"'],
    [fence('bash before="false"', 'ls\n', 7), 'what runs before fails: false'],
    [fence('yaml', `${configMap}dta: {}\n`, 7), /unknown field "dta"/],
  ])('or not: %#', (wrong, text) => {
    expect(findings([wrong])).toEqual([{ line: 7, text: typeof text === 'string' ? text : expect.stringMatching(text) }])
  })
})
