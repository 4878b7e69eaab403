// What an Ingress sets by its annotations, and the ConfigMap of the controller for all of them.
import type { Ingress } from '../../../apiserver/types.gen.ts'

export interface Settings {
  readonly rewriteTarget: string
  readonly usesRegex: boolean
  /** To HTTPS, where there is a certificate for the host; and even where there is none. */
  readonly redirectsToTls: boolean
  readonly forcesTls: boolean
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly speaksTls: boolean
  /** Where everything goes instead, and with which status. */
  readonly redirect: { readonly status: number, readonly target: string } | undefined
  readonly appRoot: string
  /** The name by which the backend is called, instead of the one that the client used. */
  readonly upstreamHost: string
}

export type Config = Readonly<Record<string, string>>

const prefix = 'nginx.ingress.kubernetes.io/'
const usualSeconds = { 'proxy-connect-timeout': 5, 'proxy-read-timeout': 60 } as const
const redirects = { permanent: 301, temporal: 302 } as const

export function settingsOf({ metadata: { annotations = {} } }: Ingress, config: Config): Settings {
  const own = (name: string): string => annotations[prefix + name] ?? ''
  const isOn = (name: string, usual: boolean): boolean => switchOf(own(name)) ?? switchOf(config[name]) ?? usual
  const msOf = (name: keyof typeof usualSeconds): number => 1000 * (wholeOf(own(name)) ?? wholeOf(config[name]) ?? usualSeconds[name])
  const permanent = own('permanent-redirect')
  const temporal = own('temporal-redirect')
  return {
    rewriteTarget: own('rewrite-target'),
    usesRegex: isOn('use-regex', false),
    redirectsToTls: isOn('ssl-redirect', true),
    forcesTls: isOn('force-ssl-redirect', false),
    connectTimeoutMs: msOf('proxy-connect-timeout'),
    readTimeoutMs: msOf('proxy-read-timeout'),
    speaksTls: /^(HTTPS|GRPCS)$/i.test(own('backend-protocol')),
    redirect: temporal !== '' ? { status: redirects.temporal, target: temporal } : permanent !== '' ? { status: wholeOf(own('permanent-redirect-code')) ?? redirects.permanent, target: permanent } : undefined,
    appRoot: own('app-root'),
    upstreamHost: own('upstream-vhost'),
  }
}

const switchOf = (text: string | undefined): boolean | undefined => text === 'true' ? true : text === 'false' ? false : undefined
const wholeOf = (text = ''): number | undefined => /^\d+$/.test(text) ? Number(text) : undefined
