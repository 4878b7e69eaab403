// A fence that runs has a component around it.
import { describe, expect, test } from 'vitest'
import { fencesIn, withFences } from '../../../setup/fences/markup.ts'

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n'
const planIn = (markdown: string): unknown => JSON.parse(decodeURIComponent(/ plan="([^"]*)"/.exec(markdown)?.[1] ?? 'null'))

describe('a slide', () => {
  test('has its fences with their lines', () => {
    expect(fencesIn('# Hi\n\n- a\n  ```bash nodes=1\n  kubectl get nodes\n  ```\n\n```text\nnothing\n```\n')).toEqual([{ info: 'bash nodes=1', body: 'kubectl get nodes\n', line: 4 }])
  })

  test('offers to run them; what is ours is taken off, what is Slidev\'s stays', () => {
    const made = withFences(`# Hi\n\n\`\`\`yaml web.yaml {2-3}\n${configMap}\`\`\`\n\n\`\`\`bash clicks\nkubectl apply -f web.yaml\n\`\`\`\n`)
    expect(made.replaceAll(/ plan="[^"]*"/g, '')).toBe([
      '# Hi', '',
      '<Fence language="yaml" cluster="0" :from="0" :count="0" file="web.yaml" clicks>', '',
      '```yaml {2-3}', ...configMap.trimEnd().split('\n'), '```', '', '</Fence>', '',
      '<Fence language="bash" cluster="0" :from="0" :count="1" clicks>', '',
      '```bash', 'kubectl apply -f web.yaml', '```', '', '</Fence>', '',
    ].join('\n'))
    expect(planIn(made)).toEqual({ files: { 'web.yaml': configMap }, steps: [{ run: 'kubectl apply -f web.yaml' }] })
  })

  test('types into the lab that it shows', () => {
    expect(withFences('<Lab of="replace" still="2" />\n\n```bash\nls\n```\n')).toMatch(/<Fence language="bash" .* lab="replace">/)
    expect(withFences('<Lab of="replace" />\n\n```console\n$ ls\n```\n')).toMatch(/<Fence language="console" cluster="0" :from="0" :count="1" plan="[^"]*">\n\n```console\n\$ ls\n```\n\n<\/Fence>/)
  })

  test('leaves what is only shown as it is', () => {
    expect(withFences('```bash norun\ndocker ps\n```\n\n```yaml part {1}\nreplicas: 3\n```\n\n```json\n{}\n```\n')).toBe('```bash\ndocker ps\n```\n\n```yaml {1}\nreplicas: 3\n```\n\n```json\n{}\n```\n')
  })
})
