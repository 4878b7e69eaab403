// A deed as what goes into a cluster: a command line, or an act.
import { imageOf, type Deed } from './plan.ts'

export type Entry = { readonly kind: 'act', readonly line: string } | { readonly kind: 'run', readonly line: string, readonly stdin?: string }

const apply = (manifest: object): Entry => ({ kind: 'run', line: 'kubectl apply -f -', stdin: JSON.stringify(manifest) })
const run = (line: string): Entry => ({ kind: 'run', line })

export function render(deed: Deed): Entry {
  switch (deed.do) {
    case 'deployment': {
      const { app, replicas, surge, unavailable, inPercent, recreate, minReadySeconds, version, milliCpu, priority } = deed
      const amount = (count: number): number | string => inPercent ? `${count * 25}%` : count
      return apply({
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: app },
        spec: {
          replicas, minReadySeconds, ...selects(app),
          strategy: recreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: amount(surge), maxUnavailable: amount(unavailable) } },
          template: template(app, version, milliCpu, priority),
        },
      })
    }
    case 'statefulset': {
      const { app, replicas, parallel, partition, claims, version } = deed
      const volumes = claims ? { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] } : {}
      return apply({
        apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: app },
        spec: {
          replicas, serviceName: app, ...selects(app), podManagementPolicy: parallel ? 'Parallel' : 'OrderedReady',
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } }, template: template(app, version), ...volumes,
        },
      })
    }
    case 'daemonset': return apply({
      apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: deed.app },
      spec: { ...selects(deed.app), updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: deed.surge, maxUnavailable: deed.unavailable } }, template: template(deed.app, deed.version) },
    })
    case 'job': {
      const { app, completions, parallelism, indexed, seconds, failures } = deed
      const script = failures > 0 ? `sleep ${seconds}; exit 1` : `sleep ${seconds}`
      return apply({
        apiVersion: 'batch/v1', kind: 'Job', metadata: { name: app },
        spec: {
          completions, parallelism, completionMode: indexed ? 'Indexed' : 'NonIndexed', backoffLimit: 2,
          template: { metadata: { labels: { job: app } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', script] }] } },
        },
      })
    }
    case 'cronjob': return apply({
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: deed.app },
      spec: { schedule: '* * * * *', concurrencyPolicy: 'Replace', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['sleep', String(deed.seconds)] }] } } } } },
    })
    case 'namespace': return run(deed.verb === 'delete' ? `kubectl delete namespace ${deed.name} --wait=false`
      : `kubectl create namespace ${deed.name}; kubectl create deployment inner -n ${deed.name} --image=${imageOf(1)} --replicas=${deed.replicas}`)
    case 'budget': return apply({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: deed.app }, spec: { minAvailable: deed.minAvailable, ...selects(deed.app) } })
    case 'service': return apply({ apiVersion: 'v1', kind: 'Service', metadata: { name: deed.app }, spec: { selector: { app: deed.app }, ports: [{ port: 80 }] } })
    case 'scale': return run(`kubectl scale ${deed.kind} ${deed.app} --replicas=${deed.replicas}`)
    case 'image': return run(`kubectl set image ${deed.kind}/${deed.app} c=${imageOf(deed.version)}`)
    case 'rollout': return run(`kubectl rollout ${deed.verb} ${deed.kind}/${deed.app}`)
    case 'relabel': return run(`kubectl label $(kubectl get pods -l app=${deed.app} -o name | head -n 1) app=${deed.as} --overwrite`)
    case 'delete': return run(`kubectl delete ${deed.kind} ${deed.app} --cascade=${deed.cascade} --wait=false`)
    case 'delete pods': return run(`kubectl delete pods -l app=${deed.app} --wait=false${deed.force ? ' --grace-period=0 --force' : ''}`)
    case 'drain': return run(`kubectl drain node-${deed.node} --ignore-daemonsets --delete-emptydir-data --force --timeout=30s`)
    case 'cordon': case 'uncordon': case 'delete node': return run(`kubectl ${deed.do} node-${deed.node}`)
    case 'taint': return run(`kubectl taint node node-${deed.node} maintenance:NoExecute --overwrite`)
    case 'untaint': return run(`kubectl taint node node-${deed.node} maintenance:NoExecute-`)
    case 'act': return { kind: 'act', line: `${deed.verb} ${deed.component}${deed.verb === 'slow' ? ` by ${deed.lagMs}ms` : ''}` }
  }
}

const selects = (app: string): object => ({ selector: { matchLabels: { app } } })

const template = (app: string, version: number, milliCpu = 0, priority = 0): object => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 5, ...priority > 0 && { priorityClassName: 'system-cluster-critical' }, containers: [{ name: 'c', image: imageOf(version), resources: milliCpu > 0 ? { requests: { cpu: `${milliCpu}m` } } : {} }] },
})

/** For people: what to type to do the same. */
export function told({ afterMs, deed }: { readonly afterMs: number, readonly deed: Deed }): string {
  const entry = render(deed)
  const line = entry.kind === 'run' && entry.stdin !== undefined ? `${entry.line} <<< '${entry.stdin}'` : entry.line
  return `+${afterMs / 1000}s  ${line}`
}
