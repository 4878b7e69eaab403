import { dataFlags, dataOf } from './data.ts'
import { generator } from './generator.ts'

export const configMap = generator({
  what: 'configmap',
  flags: dataFlags,
  make: (call, name) => {
    const data = dataOf(call, 'ConfigMap')
    return { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, ...data.size > 0 && { data: Object.fromEntries(data) } }
  },
})
