import { dataFlags, dataOf, namedByContent } from './data.ts'
import { generator } from './generator.ts'

export const configMap = generator({
  what: 'configmap',
  flags: dataFlags,
  make: (call, name) => {
    const data = dataOf(call, 'ConfigMap')
    return namedByContent({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, ...data.size > 0 && { data: Object.fromEntries(data) } }, call)
  },
})
