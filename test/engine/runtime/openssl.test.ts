// openssl as somebody uses it for a lab: what it writes, and what it says of what was written.
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../../engine/lab/settle.ts'
import { World, type Ran } from '../../../engine/lab/world.ts'

const world = new World({ nodes: 1 })
const run = (line: string, stdin?: string): Ran | undefined => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
const said = (line: string, stdin?: string): string => `${run(line, stdin)?.stdout}${run(line, stdin)?.stderr}`

beforeAll(() => settle(world))

describe('a certificate of one\'s own', () => {
  beforeAll(() => { run('openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout tls.key -out tls.crt -subj "/CN=myapp.com/O=myapp.com" -addext "subjectAltName = DNS:myapp.com,DNS:*.myapp.com,IP:10.0.0.7"') })

  test('says what was asked for, in the order of the question', () => {
    expect(run('openssl x509 -in tls.crt -noout -dates -subject -issuer -ext subjectAltName,basicConstraints')).toEqual({
      exitCode: 0, stderr: '',
      stdout: 'notBefore=Nov 21 09:00:00 2026 GMT\nnotAfter=Nov 21 09:00:00 2027 GMT\nsubject=CN = myapp.com, O = myapp.com\nissuer=CN = myapp.com, O = myapp.com\n'
        + 'X509v3 Subject Alternative Name: \n    DNS:myapp.com, DNS:*.myapp.com, IP Address:10.0.0.7\nX509v3 Basic Constraints: critical\n    CA:TRUE\n',
    })
  })

  test('is shown in full', () => {
    expect(run('openssl x509 -in tls.crt -text -noout')?.stdout.replace(/^ +([0-9a-fA-F]{2}:){3,}([0-9a-fA-F]{2})?$/gm, '<bytes>').replace(/(<bytes>\n)+/g, '<bytes>\n').replace(/^ +[0-9a-f]{2}:[0-9a-f]{2}\n/m, '')).toBe(`Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number:
<bytes>
        Signature Algorithm: sha256WithRSAEncryption
        Issuer: CN = myapp.com, O = myapp.com
        Validity
            Not Before: Nov 21 09:00:00 2026 GMT
            Not After : Nov 21 09:00:00 2027 GMT
        Subject: CN = myapp.com, O = myapp.com
        Subject Public Key Info:
            Public Key Algorithm: rsaEncryption
                Public-Key: (2048 bit)
                Modulus:
<bytes>
                Exponent: 65537 (0x10001)
        X509v3 extensions:
            X509v3 Subject Key Identifier: 
<bytes>
            X509v3 Authority Key Identifier: 
<bytes>
            X509v3 Basic Constraints: critical
                CA:TRUE
            X509v3 Subject Alternative Name: 
                DNS:myapp.com, DNS:*.myapp.com, IP Address:10.0.0.7
    Signature Algorithm: sha256WithRSAEncryption
    Signature Value:
<bytes>
`)
  })

  test('fits its key, and no other', () => {
    run('openssl genrsa -out other.key 2048')
    const [own, key, other] = ['openssl x509 -noout -modulus -in tls.crt', 'openssl rsa -noout -modulus -in tls.key', 'openssl rsa -noout -modulus -in other.key'].map(line => run(`${line} | openssl md5`)?.stdout)
    expect(own).toMatch(/^MD5\(stdin\)= [0-9a-f]{32}\n$/)
    expect([key === own, other === own]).toEqual([true, false])
    expect(run('kubectl create secret tls wrong --cert=tls.crt --key=other.key')).toEqual({ stdout: '', stderr: 'error: tls: private key does not match public key\n', exitCode: 1 })
    expect(run('kubectl create secret tls right --cert=tls.crt --key=tls.key')?.stdout).toBe('secret/right created\n')
  })

  test('ends some time, and is for some hosts', () => {
    expect(run('openssl x509 -in tls.crt -noout -checkend 86400')).toEqual({ stdout: 'Certificate will not expire\n', stderr: '', exitCode: 0 })
    expect(run('openssl x509 -in tls.crt -noout -checkend 99999999')).toEqual({ stdout: 'Certificate will expire\n', stderr: '', exitCode: 1 })
    expect(said('openssl x509 -in tls.crt -noout -checkhost a.myapp.com')).toBe('Hostname a.myapp.com does match certificate\n')
    expect(said('openssl x509 -in tls.crt -noout -checkhost a.com')).toBe('Hostname a.com does NOT match certificate\n')
  })

  test('is the same whoever tells the run again', () => {
    const again = new World({ nodes: 1 })
    settle(again)
    const line = 'openssl req -x509 -nodes -newkey rsa:2048 -keyout k -subj /CN=a'
    const other = new World({ nodes: 1 })
    settle(other)
    expect(again.apply({ atMs: again.nowMs, kind: 'run', payload: { line } })).toEqual(other.apply({ atMs: other.nowMs, kind: 'run', payload: { line } }))
  })
})

const real = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout

test.skipIf(!real?.startsWith('OpenSSL 3.0.'))('the real one says the same of what it is given', () => {
  run('openssl req -x509 -nodes -newkey rsa:2048 -keyout r.key -out r.crt -subj "/C=KR/O=Acme, Inc/CN=a.com" -addext "subjectAltName=DNS:a.com"; openssl req -new -key r.key -subj /CN=a -addext subjectAltName=DNS:b.com -out r.csr; openssl x509 -req -in r.csr -signkey r.key -out plain.crt')
  for (const [file, question] of [['r.crt', 'x509 -noout -text -subject -serial -dates -pubkey -modulus'], ['plain.crt', 'x509 -noout -text'], ['r.csr', 'req -noout -text -subject'], ['r.key', 'rsa -noout -modulus']] as const)
    expect(run(`openssl ${question} -in ${file}`)?.stdout, question).toBe(spawnSync('openssl', question.split(' '), { input: run(`cat ${file}`)?.stdout ?? '', encoding: 'utf8' }).stdout)
})

test('an authority signs what is requested of it', () => {
  run('openssl genrsa -out ca.key 2048 && openssl req -x509 -new -key ca.key -subj "/O=My Org/CN=My CA" -days 3650 -out ca.crt')
  run('openssl req -new -newkey rsa:2048 -nodes -keyout site.key -out site.csr -subj /CN=site.com')
  run('tee ext.cnf', 'subjectAltName = @names\n[names]\nDNS.1 = site.com\nDNS.2 = www.site.com\n')
  expect(run('openssl x509 -req -in site.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile ext.cnf -out site.crt -days 30')).toEqual({ stdout: '', stderr: 'Certificate request self-signature ok\nsubject=CN = site.com\n', exitCode: 0 })
  expect(run('openssl verify -CAfile ca.crt site.crt')).toEqual({ stdout: 'site.crt: OK\n', stderr: '', exitCode: 0 })
  expect(run('openssl verify site.crt')).toEqual({ stdout: '', stderr: 'CN = site.com\nerror 20 at 0 depth lookup: unable to get local issuer certificate\nerror site.crt: verification failed\n', exitCode: 2 })
  expect(said('openssl x509 -in site.crt -noout -issuer -enddate -ext subjectAltName')).toBe('issuer=O = My Org, CN = My CA\nnotAfter=Dec 21 09:00:00 2026 GMT\nX509v3 Subject Alternative Name: \n    DNS:site.com, DNS:www.site.com\n')
  expect(run('openssl req -in site.csr -noout -subject')?.stdout).toBe('subject=CN = site.com\n')
})

test('a certificate of the cluster is vouched for by its authority', () => {
  run('openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -out jane.csr -subj /CN=jane/O=dev')
  run('kubectl apply -f -', `apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: jane}\nspec: {signerName: kubernetes.io/kube-apiserver-client, usages: [client auth], request: "${run('base64 -w 0 jane.csr')?.stdout.trim()}"}\n`)
  run('kubectl certificate approve jane')
  world.cluster.clock.advanceTo(world.nowMs + 1000)
  run('kubectl get csr jane -o jsonpath="{.status.certificate}" | base64 -d > jane.crt; kubectl get cm kube-root-ca.crt -o jsonpath="{.data.ca\\.crt}" > k8s.crt')
  expect(said('openssl x509 -in jane.crt -noout -subject -issuer -ext extendedKeyUsage')).toBe('subject=CN = jane, O = dev\nissuer=CN = kubernetes\nX509v3 Extended Key Usage: \n    TLS Web Client Authentication\n')
  expect(run('openssl verify -CAfile k8s.crt jane.crt')?.stdout).toBe('jane.crt: OK\n')
  const ask = (more: string): Ran | undefined => run(`curl -s -S --cacert k8s.crt ${more} https://172.18.0.100:6443/api/v1/namespaces/default/pods`)
  expect(ask('--cert jane.crt --key jane.key')?.stdout).toContain('pods is forbidden: User \\"jane\\" cannot list resource \\"pods\\"')
  run('kubectl create rolebinding jane --clusterrole=view --user=jane')
  expect(ask('--cert jane.crt --key jane.key')?.stdout).toContain('"kind": "PodList"')
  expect(ask('--cert jane.crt --key tls.key')).toEqual({ stdout: '', stderr: "curl: (58) unable to set private key file: 'tls.key' type PEM\n", exitCode: 58 })
  expect(ask('--cert tls.crt --key tls.key')?.stdout, 'nobody vouches for that one').toContain('"reason": "Unauthorized"')
  expect(ask('')?.stdout).toContain('system:anonymous')
})

test('who says nothing of the subject is asked', () => {
  expect(run('openssl req -x509 -nodes -newkey rsa:2048 -keyout q.key -out q.crt', 'KR\n\n.\nLecture\n\nq.com\n\n')?.stderr.split('-----\n').at(-1))
    .toBe('Country Name (2 letter code) [AU]:State or Province Name (full name) [Some-State]:Locality Name (eg, city) []:Organization Name (eg, company) [Internet Widgits Pty Ltd]:Organizational Unit Name (eg, section) []:Common Name (e.g. server FQDN or YOUR name) []:Email Address []:')
  expect(said('openssl x509 -in q.crt -noout -subject')).toBe('subject=C = KR, ST = Some-State, O = Lecture, CN = q.com\n')
})

test.each([
  ['openssl x509 -in tls.key -noout', 'Could not read certificate from tls.key\n40C7ED052E7F0000:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:\nUnable to load certificate\n'],
  ['openssl req -x509 -nodes -newkey rsa:2048 -keyout k -subj CN=x', 'req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: \'CN=x\'\n'],
  ['openssl frob', 'Invalid command \'frob\'; type "help" for a list.\n'],
  ['openssl s_client -connect 172.18.0.100:1', '40C7ED052E7F0000:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:117:calling connect()\n40C7ED052E7F0000:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=111\n'],
])('%s', (line, complaint) => {
  const { stderr = '', exitCode } = run(line) ?? {}
  expect([exitCode, stderr.endsWith(complaint)]).toEqual([1, true])
})
