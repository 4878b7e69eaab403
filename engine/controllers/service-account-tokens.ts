// Secrets of type kubernetes.io/service-account-token: each gets the token of its account, and goes with it.
import type { Part } from '../clock/part.ts'
import { legacyIssuer, subjectOf, type TokenSigner } from '../apiserver/authentication/tokens.ts'
import { encodeBase64, utf8Bytes } from '../apiserver/schema/index.ts'
import type { Secret, ServiceAccount } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import type { InformerFactory } from '../client/informer.ts'
import { WorkQueue } from '../client/workqueue.ts'

const name = 'tokens-controller'
const reactionMs = 4
const tokenType = 'kubernetes.io/service-account-token'
const accountName = 'kubernetes.io/service-account.name'
const accountUid = 'kubernetes.io/service-account.uid'

const accountOf = ({ metadata, type }: Secret): string => type === tokenType ? `${metadata.namespace}/${metadata.annotations?.[accountName]}` : ''
const accountsOf = (secret: Secret): readonly string[] => secret.type === tokenType ? [accountOf(secret)] : []

export function serviceAccountTokens(client: Client, informers: InformerFactory, signer: TokenSigner): Part {
  const secrets = informers.of('secrets')
  const accounts = informers.of('serviceaccounts')
  const tokensOf = secrets.indexBy(accountsOf)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(key: string): void {
    const secret = secrets.get(key)
    if (secret?.type !== tokenType) return
    const account = accounts.get(accountOf(secret))
    const uid = secret.metadata.annotations?.[accountUid]
    if (!account || (uid !== undefined && uid !== account.metadata.uid)) client.delete('secrets', secret.metadata.namespace, secret.metadata.name)
    else if (!secret.data?.['token'] || uid === undefined) client.update('secrets', withToken(secret, account, signer))
  }

  const addTokensOf = ({ metadata }: ServiceAccount): void => {
    for (const token of tokensOf(`${metadata.namespace}/${metadata.name}`)) add(token)
  }
  const add = ({ metadata, type }: Secret): void => { if (type === tokenType) queue.add(`${metadata.namespace}/${metadata.name}`) }

  return {
    name,
    start: () => {
      secrets.handle({ added: add, updated: add })
      accounts.handle({ added: addTokensOf, deleted: addTokensOf })
    },
    stop: () => queue.stop(),
  }
}

function withToken(secret: Secret, { metadata: account }: ServiceAccount, signer: TokenSigner): Secret {
  const { name: secretName, namespace = '' } = secret.metadata
  const token = signer.sign({
    'iss': legacyIssuer,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': account.name,
    'kubernetes.io/serviceaccount/service-account.uid': account.uid,
    'sub': subjectOf(namespace, account.name),
  })
  const encode = (text: string): string => encodeBase64(utf8Bytes(text))
  return {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...secret.metadata.annotations, [accountUid]: account.uid } },
    data: { ...secret.data, namespace: encode(namespace), token: encode(token) },
  }
}
