import type { Branch } from '../commands.ts'
import { env } from './env.ts'
import { image } from './image.ts'
import { selector, serviceAccount, subject } from './others.ts'
import { resources } from './resources.ts'

export const set: Branch = {
  summary: 'Configure application resources.',
  bare: { to: 'stderr', exitCode: 1 },
  commands: {
    env: { verb: env, summary: 'Update environment variables on a pod template' },
    image: { verb: image, summary: 'Update the image of a pod template' },
    resources: { verb: resources, summary: 'Update resource requests/limits on objects with pod templates' },
    selector: { verb: selector, summary: 'Set the selector on a resource' },
    serviceaccount: { verb: serviceAccount, aliases: ['sa'], summary: 'Update the service account of a resource' },
    subject: { verb: subject, summary: 'Update the user, group, or service account in a role binding or cluster role binding' },
  },
}
