import { describe, expect, test } from 'vitest'
import { documentsIn, entriesIn, lineOf, pathOf } from '../../../../engine/lab/manifest/outline.ts'

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # its name
  labels: {a: b}
spec:
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        args:
          - sh
          - -c
          - |
            echo: this is text
            - so is this
        env:
        - name: A
          value: b
      - name: other
      volumes:
        - name: data
`
const outline = (text: string): string[] => entriesIn(text).map(({ path, line, column }) => `${line}:${column} ${path.join('.')}`)

describe('the outline of a manifest', () => {
  test('has each field and item at its line', () => {
    expect(outline(deployment)).toEqual([
      '0:0 apiVersion', '1:0 kind', '2:0 metadata', '3:2 metadata.name', '4:2 metadata.labels',
      '5:0 spec', '6:2 spec.template', '7:4 spec.template.spec', '8:6 spec.template.spec.containers',
      '9:6 spec.template.spec.containers.0', '9:8 spec.template.spec.containers.0.name',
      '10:8 spec.template.spec.containers.0.image', '11:8 spec.template.spec.containers.0.args',
      '12:10 spec.template.spec.containers.0.args.0', '13:10 spec.template.spec.containers.0.args.1', '14:10 spec.template.spec.containers.0.args.2',
      '17:8 spec.template.spec.containers.0.env', '18:8 spec.template.spec.containers.0.env.0', '18:10 spec.template.spec.containers.0.env.0.name', '19:10 spec.template.spec.containers.0.env.0.value',
      '20:6 spec.template.spec.containers.1', '20:8 spec.template.spec.containers.1.name',
      '21:6 spec.template.spec.volumes', '22:8 spec.template.spec.volumes.0', '22:10 spec.template.spec.volumes.0.name',
    ])
  })

  test('makes sense of what is no YAML yet', () => {
    expect(outline('spec\n  contain:\n  - name: x\n    ima\n')).toEqual(['1:2 contain', '2:2 contain.0', '2:4 contain.0.name'])
    expect(outline('- a: 1\n- - b: 2\n')).toEqual(['0:0 0', '0:2 0.a', '1:0 1', '1:2 1.0', '1:4 1.0.b'])
    expect(outline('"quoted key": 1\nnull\n\t- x')).toEqual(['0:0 quoted key', '2:1 quoted key.0'])
  })

  test('finds a line, or that of what is above', () => {
    const entries = entriesIn(deployment)
    expect(['spec.template.spec.containers[0].image', 'spec.template.spec.containers[1].image', 'spec.strategy.type', 'nothing'].map(path => lineOf(entries, pathOf(path)))).toEqual([10, 20, 5, 0])
  })

  test('parts documents', () => {
    expect(documentsIn('a: 1\n---\nb: 2\n')).toEqual([{ text: 'a: 1', line: 0 }, { text: 'b: 2\n', line: 2 }])
  })
})
