// All commands of kubectl, in the order in which it lists them.
import { annotate, label } from './metadata.ts'
import { apiResources, apiVersions, clusterInfo } from './api.ts'
import { apply } from './apply.ts'
import { auth } from './auth.ts'
import { autoscale } from './autoscale.ts'
import { certificate } from './certificate.ts'
import type { Branch } from './commands.ts'
import { completion } from './complete/script.ts'
import { config } from './config/index.ts'
import { attach } from './attach.ts'
import { copy } from './copy.ts'
import { debug } from './debug.ts'
import { exec } from './exec.ts'
import { logs } from './logs.ts'
import { plugin } from './plugin.ts'
import { portForward } from './port-forward.ts'
import { proxy } from './proxy.ts'
import { create } from './create/index.ts'
import { remove } from './delete.ts'
import { describe } from './describe.ts'
import { diff } from './diff.ts'
import { cordon, drain, uncordon } from './drain.ts'
import { dump } from './dump.ts'
import { edit } from './edit.ts'
import { events } from './events.ts'
import { explain } from './explain.ts'
import { expose } from './expose.ts'
import { get } from './get.ts'
import { kustomize } from './kustomize/index.ts'
import { patch } from './patch.ts'
import { replace } from './replace.ts'
import { rollout } from './rollout/index.ts'
import { run } from './run.ts'
import { scale } from './scale.ts'
import { set } from './set/index.ts'
import { taint } from './taint.ts'
import { top } from './top.ts'
import { write } from '../../client/program.ts'
import type { Verb } from './verb.ts'
import { version } from './version.ts'
import { wait } from './wait.ts'

/** Says that nothing is tried out in this version. */
const alpha: Verb = { offline: true, flags: {}, run: function* () { yield* write('No alpha commands are available in this version of kubectl\n'); return 0 } }

export const root: Branch = {
  commands: {
    'create': create,
    'expose': { verb: expose },
    'run': { verb: run },
    'set': set,
    'explain': { verb: explain },
    'get': { verb: get },
    'edit': { verb: edit },
    'delete': { verb: remove },
    'rollout': rollout,
    'scale': { verb: scale },
    'autoscale': { verb: autoscale },
    'certificate': certificate,
    'cluster-info': { verb: clusterInfo, commands: { dump: { verb: dump, summary: 'Dump relevant information for debugging and diagnosis' } } },
    'top': top,
    'cordon': { verb: cordon },
    'uncordon': { verb: uncordon },
    'drain': { verb: drain },
    'taint': { verb: taint },
    'describe': { verb: describe },
    'logs': { verb: logs, aliases: ['log'] },
    'attach': { verb: attach },
    'exec': { verb: exec },
    'port-forward': { verb: portForward },
    'proxy': { verb: proxy },
    'cp': { verb: copy },
    'auth': auth,
    'debug': { verb: debug },
    'events': { verb: events },
    'diff': { verb: diff },
    'apply': apply,
    'patch': { verb: patch },
    'replace': { verb: replace },
    'wait': { verb: wait },
    'kustomize': { verb: kustomize },
    'label': { verb: label },
    'annotate': { verb: annotate },
    'completion': { verb: completion },
    'api-resources': { verb: apiResources },
    'api-versions': { verb: apiVersions },
    'config': config,
    'plugin': plugin,
    'version': { verb: version },
    'alpha': { verb: alpha },
    'help': {},
    'options': {},
  },
}
