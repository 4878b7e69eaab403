// What nginx shows to who speaks TLS: the certificates of its servers, read when it starts.
import { readCertificates } from '../../../apiserver/tls/certificate.ts'
import { isSameKey, readKey } from '../../../apiserver/tls/key.ts'
import { resolvePath, type Files } from '../../files.ts'
import { setting, type Config, type Server } from './config.ts'

export type Certificates = ReadonlyMap<Server, string>

/** Most have none. */
export const none: Certificates = new Map()

const absent = (path: string): string => `BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`
const noPem = 'PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)'

/** PEM for each server with TLS; or what is wrong, in nginx's words. */
export function certificatesOf({ servers, http }: Config, files: Files): Certificates | { readonly error: string } {
  const speaking = servers.filter(({ tlsPorts }) => tlsPorts.length > 0)
  if (speaking.length === 0) return none
  const found = new Map<Server, string>()
  for (const server of speaking) {
    const [file, keyFile] = ['ssl_certificate', 'ssl_certificate_key'].map(name => setting(name, server.directives, http)?.[0]).map(path => path === undefined ? undefined : resolvePath('/etc/nginx', path))
    if (file === undefined || keyFile === undefined) return { error: `no "ssl_certificate${file === undefined ? '' : '_key'}" is defined for the "listen ... ssl" directive in ${server.place}` }
    const [pem, keyText] = [files.read(file), files.read(keyFile)]
    if (pem === undefined) return { error: `cannot load certificate "${file}": ${absent(file)}` }
    const [own] = readCertificates(pem)
    if (!own) return { error: `cannot load certificate "${file}": ${noPem}` }
    if (keyText === undefined) return { error: `cannot load certificate key "${keyFile}": ${absent(keyFile)}` }
    if (!isSameKey(readKey(keyText), own.key)) return { error: `SSL_CTX_use_PrivateKey("${keyFile}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)` }
    found.set(server, pem)
  }
  return found
}

/** Whether a server has said that it speaks the newer protocol, in either way to say it. */
export const speaksHttp2 = ({ directives }: Server): boolean =>
  directives.some(({ name, args }) => name === 'http2' && args[0] === 'on' || name === 'listen' && args.includes('http2'))
