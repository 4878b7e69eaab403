// Keys and certificates: written, read again, and trusted or not. The real openssl reads them too, where there is one.
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { Random } from '../../../../engine/clock/random.ts'
import { makeCertificate, makeRequest, readCertificates, readRequest, type Certificate, type Wanted } from '../../../../engine/apiserver/tls/certificate.ts'
import { drawKey, isSameKey, keyBits, keyPem, readKey } from '../../../../engine/apiserver/tls/key.ts'
import { nameText, parseName } from '../../../../engine/apiserver/tls/name.ts'
import { nameFor, verify } from '../../../../engine/apiserver/tls/verify.ts'

const dayMs = 86_400_000
const nowMs = 1_795_251_600_000
const keys = { own: drawKey(new Random(1)), authority: drawKey(new Random(2)) }
const usual: Wanted = { subject: [['CN', 'myapp.com'], ['O', 'Acme, Inc']], key: keys.own, serial: [1, 2, 3], fromMs: nowMs, untilMs: nowMs + dayMs }

function made(wanted: Partial<Wanted> = {}): Certificate {
  const [certificate] = readCertificates(makeCertificate({ ...usual, ...wanted }))
  if (!certificate) throw new Error('what was written cannot be read')
  return certificate
}

const authority = made({ subject: [['CN', 'My CA']], key: keys.authority, isAuthority: true })
const issued = made({ issuer: { name: authority.subject, key: keys.authority } })

test('a key is read as it was written, and is like no other', () => {
  expect(isSameKey(readKey(keyPem(keys.own)), keys.own)).toBe(true)
  expect(isSameKey(keys.own, keys.authority)).toBe(false)
  expect([keyBits(keys.own), keyBits(drawKey(new Random(3), 4096))]).toEqual([2048, 4096])
  expect(readKey('no key')).toBe(undefined)
})

test('a certificate is read as it was written', () => {
  const names = [{ kind: 'DNS', text: '*.myapp.com' }, { kind: 'IP Address', text: '10.0.0.7' }] as const
  const { version, subject, issuer, fromMs, untilMs, key, alternativeNames, isAuthority, serial } = made({ alternativeNames: names, isAuthority: true, untilMs: nowMs + 40 * 365 * dayMs })
  expect({ version, subject, issuer, fromMs, untilMs, alternativeNames, isAuthority, serial, isOwnKey: isSameKey(key, keys.own) })
    .toEqual({ version: 3, subject: usual.subject, issuer: usual.subject, fromMs: nowMs, untilMs: nowMs + 40 * 365 * dayMs, alternativeNames: names, isAuthority: true, serial: [1, 2, 3], isOwnKey: true })
  expect(nameText(subject)).toBe('CN = myapp.com, O = "Acme, Inc"')
  expect(made({ isPlain: true })).toMatchObject({ version: 1, extensions: [] })
})

test('a request is read as it was written', () => {
  const names = [{ kind: 'DNS', text: 'myapp.com' }] as const
  expect(readRequest(makeRequest(usual.subject, keys.own, names))).toEqual({ subject: usual.subject, key: keys.own, alternativeNames: names })
})

test.each([
  ['/CN=a/O=b', { name: [['CN', 'a'], ['O', 'b']], strangers: [] }],
  ['/CN=a\\/b', { name: [['CN', 'a/b']], strangers: [] }],
  ['CN=a', undefined],
  ['/XY=a/CN=b', { name: [['CN', 'b']], strangers: ['XY'] }],
])('the name %s', (text, name) => expect(parseName(text)).toEqual(name))

describe('trust', () => {
  test.each([
    ['its authority', [issued], [authority], nowMs, 0],
    ['itself', [made()], [made()], nowMs, 0],
    ['nobody', [issued], [], nowMs, 20],
    ['nobody, of its own making', [made()], [], nowMs, 18],
    ['nobody, with all of the chain', [issued, authority], [], nowMs, 19],
    ['its authority, too late', [issued], [authority], nowMs + 2 * dayMs, 10],
    ['its authority, too early', [issued], [authority], nowMs - 1, 9],
    ['somebody with the same name', [issued], [made({ subject: authority.subject, isAuthority: true })], nowMs, 7],
  ])('in %s', (_, shown, trusted, atMs, code) => expect(verify(shown, trusted, atMs).code).toBe(code))
})

test.each([
  [made(), 'myapp.com', 'myapp.com'],
  [made(), 'other.com', undefined],
  [made({ alternativeNames: [{ kind: 'DNS', text: '*.myapp.com' }] }), 'a.myapp.com', '*.myapp.com'],
  [made({ alternativeNames: [{ kind: 'DNS', text: '*.myapp.com' }] }), 'a.b.myapp.com', undefined],
  [made({ alternativeNames: [{ kind: 'DNS', text: 'x.com' }] }), 'myapp.com', undefined],
])('names %#', (certificate, host, name) => expect(nameFor(certificate, host)).toBe(name))

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test.skipIf(!hasOpenssl)('the real openssl reads the same', () => {
  const ask = (pem: string, ...args: readonly string[]): string => spawnSync('openssl', args, { input: pem, encoding: 'utf8' }).stdout
  expect(ask(issued.pem, 'x509', '-noout', '-subject', '-issuer', '-startdate')).toBe('subject=CN = myapp.com, O = "Acme, Inc"\nissuer=CN = My CA\nnotBefore=Nov 21 09:00:00 2026 GMT\n')
  expect(ask(keyPem(keys.own), 'rsa', '-noout', '-modulus')).toBe(ask(issued.pem, 'x509', '-noout', '-modulus'))
  expect(ask(makeRequest(usual.subject, keys.own, []), 'req', '-noout', '-subject')).toBe('subject=CN = myapp.com, O = "Acme, Inc"\n')
})
