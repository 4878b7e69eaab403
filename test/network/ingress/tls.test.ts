// HTTPS at the entrance: which certificate is shown, who trusts it, and what curl tells of it. The words of curl are
// those of the real one, 7.88.
import { beforeAll, describe, expect, test } from 'vitest'
import { ingress, IngressStage, type Rule } from './stage.ts'

const address = '192.168.49.2'
const fake = 'O = Acme Co, CN = Kubernetes Ingress Controller Fake Certificate'

const stageOf = (): IngressStage => new IngressStage({ profile: 'minikube', nodes: 1, addons: ['coredns', 'ingress-nginx-minikube'] })

/** An Ingress that says of hosts which Secret is theirs. */
const secured = (name: string, hosts: Readonly<Record<string, readonly Rule[]>>, tls: readonly object[], annotations: Readonly<Record<string, string>> = {}): string => ingress(name, hosts, { spec: { tls }, annotations })

const makePair = (stage: IngressStage, file: string, subject: string, more = ''): void => {
  stage.run(`openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout ${file}.key -out ${file}.crt -subj "${subject}" ${more}`)
}

/** Whose certificate a server shows to who says that name first. */
const shown = (stage: IngressStage, name: string): string =>
  stage.say(`openssl s_client -connect ${address}:443 ${name === '' ? '-noservername' : `-servername ${name}`} </dev/null 2>/dev/null | openssl x509 -noout -subject`).replace('subject=', '').trim()

describe('one host', () => {
  const stage = stageOf()
  beforeAll(() => {
    makePair(stage, 'tls', '/CN=myapp.com/O=myapp.com')
    stage.run('kubectl create secret tls myapp-secret-tls --cert=tls.crt --key=tls.key')
    stage.run(`echo "${address} myapp.com" | sudo tee -a /etc/hosts`)
    stage.apply(secured('tls-example', { 'myapp.com': [{}] }, [{ hosts: ['myapp.com'], secretName: 'myapp-secret-tls' }]))
  })

  test('without TLS one is sent there', () => {
    expect(stage.say('curl -i http://myapp.com/x?y=1').replace(/\r/g, '')).toBe('HTTP/1.1 308 Permanent Redirect\nDate: Sat, 21 Nov 2026 09:01:05 GMT\nContent-Type: text/html\nContent-Length: 164\nConnection: keep-alive\nLocation: https://myapp.com/x?y=1\n\n'
      + '<html>\n<head><title>308 Permanent Redirect</title></head>\n<body>\n<center><h1>308 Permanent Redirect</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n')
    expect(stage.run('curl -sLk -o /dev/null -w "%{http_code} %{num_redirects} %{url_effective} %{http_version} %{ssl_verify_result}\\n" http://myapp.com/x').stdout).toBe('200 1 https://myapp.com/x 2 18\n')
  })

  test('nobody trusts what vouches for itself, but who is told to', () => {
    expect(stage.run('curl https://myapp.com/')).toEqual({ stdout: '', exitCode: 60, stderr: `curl: (60) SSL certificate problem: self-signed certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
` })
    expect(stage.run('curl -s --cacert tls.crt https://myapp.com/').stdout).toContain('\nX-Forwarded-Proto: https\n')
    expect(stage.run('curl -sk https://myapp.com/').stdout).toContain('\nHost: myapp.com\n')
    expect(stage.run('curl --cacert nowhere.crt https://myapp.com/')).toEqual({ stdout: '', stderr: 'curl: (77) error setting certificate file: nowhere.crt\n', exitCode: 77 })
  })

  test('curl -v tells all of it', () => {
    expect(stage.run('curl -v --cacert tls.crt --resolve myapp.com:443:192.168.49.2 https://myapp.com/x').stderr.replace(/content-length: \d+/, 'content-length: N')).toBe(`* Added myapp.com:443:192.168.49.2 to DNS cache
* Hostname myapp.com was found in DNS cache
*   Trying 192.168.49.2:443...
* Connected to myapp.com (192.168.49.2) port 443 (#0)
* ALPN: offers h2,http/1.1
* TLSv1.3 (OUT), TLS handshake, Client hello (1):
*  CAfile: tls.crt
*  CApath: /etc/ssl/certs
* TLSv1.3 (IN), TLS handshake, Server hello (2):
* TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):
* TLSv1.3 (IN), TLS handshake, Certificate (11):
* TLSv1.3 (IN), TLS handshake, CERT verify (15):
* TLSv1.3 (IN), TLS handshake, Finished (20):
* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):
* TLSv1.3 (OUT), TLS handshake, Finished (20):
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
* ALPN: server accepted h2
* Server certificate:
*  subject: CN=myapp.com; O=myapp.com
*  start date: Nov 21 09:01:00 2026 GMT
*  expire date: Nov 21 09:01:00 2027 GMT
*  issuer: CN=myapp.com; O=myapp.com
*  SSL certificate verify ok.
* using HTTP/2
* h2h3 [:method: GET]
* h2h3 [:path: /x]
* h2h3 [:scheme: https]
* h2h3 [:authority: myapp.com]
* h2h3 [user-agent: curl/7.88.1]
* h2h3 [accept: */*]
* Using Stream ID: 1 (easy handle 0x55b7ce3272b0)
> GET /x HTTP/2
> Host: myapp.com
> user-agent: curl/7.88.1
> accept: */*
> 
* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
* old SSL session ID is stale, removing
< HTTP/2 200 
< date: Sat, 21 Nov 2026 09:01:05 GMT
< content-type: text/plain; charset=utf-8
< content-length: N
< strict-transport-security: max-age=31536000; includeSubDomains
< 
* Connection #0 to host myapp.com left intact
`)
  })

  test('who comes by the address is shown the controller\'s own certificate', () => {
    expect(stage.run(`curl --cacert tls.crt -H 'Host: myapp.com' https://${address}/`).stderr).toMatch(/^curl: \(60\) SSL certificate problem: self-signed certificate\n/)
    expect(stage.run(`curl -sk -H 'Host: myapp.com' https://${address}/`).stdout).toContain('\nX-Forwarded-Host: myapp.com\n')
    expect([shown(stage, 'myapp.com'), shown(stage, 'other.com'), shown(stage, '')]).toEqual(['CN = myapp.com, O = myapp.com', fake, fake])
  })

  test('wget asks nobody', () => {
    expect(stage.run('wget -O - https://myapp.com/x | grep -c "X-Forwarded-Proto: https"')).toEqual({ stdout: '1\n', stderr: 'Connecting to myapp.com (192.168.49.2:443)\nwget: note: TLS certificate validation not implemented\nwriting to stdout\n-                    100% |********************************|   356  0:00:00 ETA\nwritten to stdout\n', exitCode: 0 })
    expect(stage.run(`wget -q -O - https://${address}:80/`)).toEqual({ stdout: '', stderr: 'wget: error getting response\n', exitCode: 1 })
  })

  test('who takes one for the other is told so', () => {
    expect(stage.say(`curl -s http://${address}:443/`)).toBe('<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n')
    expect(stage.run(`curl https://${address}:80/`)).toEqual({ stdout: '', stderr: 'curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n', exitCode: 35 })
  })

  test('a name that the certificate has not is not trusted', () => {
    expect(stage.run(`curl --cacert tls.crt --connect-timeout 5 --resolve www.myapp.com:443:${address} https://www.myapp.com/`).stderr).toMatch(/^curl: \(60\) SSL certificate problem: self-signed certificate\n/) // the fake one
    makePair(stage, 'san', '/CN=named.com', '-addext subjectAltName=DNS:named.com,DNS:*.named.com')
    stage.run('kubectl create secret tls named --cert=san.crt --key=san.key')
    stage.apply(secured('named', { 'a.named.com': [{}] }, [{ hosts: ['a.named.com'], secretName: 'named' }]))
    expect(stage.run(`curl -s --cacert san.crt --resolve a.named.com:443:${address} https://a.named.com/`).exitCode).toBe(0)
    expect(stage.run(`curl -v --cacert san.crt --resolve a.named.com:443:${address} https://a.named.com/`).stderr).toContain('*  subjectAltName: host "a.named.com" matched cert\'s "*.named.com"\n')
  })
})

describe('several hosts', () => {
  const stage = stageOf()
  beforeAll(() => {
    for (const name of ['one', 'two', 'wild']) {
      makePair(stage, name, name === 'wild' ? '/CN=*.wild.com' : `/CN=${name}.com`)
      stage.run(`kubectl create secret tls ${name} --cert=${name}.crt --key=${name}.key`)
    }
    stage.apply(secured('hosts', { 'one.com': [{}], 'two.com': [{}], 'plain.com': [{}], '*.wild.com': [{}], 'late.com': [{}] }, [
      { hosts: ['one.com'], secretName: 'one' }, { hosts: ['two.com'], secretName: 'two' }, { hosts: ['*.wild.com'], secretName: 'wild' }, { hosts: ['late.com'], secretName: 'late' },
    ]))
  })

  test('each shows its own', () => {
    expect(['one.com', 'TWO.com', 'a.wild.com', 'a.b.wild.com', 'plain.com'].map(name => shown(stage, name))).toEqual(['CN = one.com', 'CN = two.com', 'CN = *.wild.com', fake, fake])
  })

  test('those without one are not sent to TLS, unless they are forced', () => {
    const status = (host: string): string => stage.say(`curl -s -o /dev/null -w "%{http_code} %{redirect_url}" -H "Host: ${host}" http://${address}/x`)
    expect([status('one.com'), status('plain.com'), status('a.wild.com'), status('late.com')]).toEqual(['308 https://one.com/x', '200 ', '308 https://a.wild.com/x', '308 https://late.com/x'])
    stage.apply(secured('hosts', { 'one.com': [{}] }, [{ hosts: ['one.com'], secretName: 'one' }], { 'ssl-redirect': 'false' }))
    stage.apply(ingress('forced', { 'plain.com': [{}] }, { annotations: { 'force-ssl-redirect': 'true' } }))
    expect([status('one.com'), status('plain.com')]).toEqual(['200 ', '308 https://plain.com/x'])
  })
})

describe('a Secret that is not what it should be', () => {
  const stage = stageOf()
  const complaints = (): readonly string[] => stage.say('kubectl logs -n ingress-nginx deploy/ingress-nginx-controller').split('\n').filter(line => line.startsWith('W') && line.includes('ertificate')).map(line => line.replace(/^\S+ \S+ +7 /, ''))
  beforeAll(() => {
    makePair(stage, 'tls', '/CN=myapp.com')
    stage.apply(secured('tls-example', { 'myapp.com': [{}] }, [{ hosts: ['myapp.com'], secretName: 'myapp-secret-tls' }]))
  })

  test('is not there, or in another namespace: the controller shows its own', () => {
    expect(shown(stage, 'myapp.com')).toBe(fake)
    stage.run('kubectl create namespace elsewhere; kubectl create secret tls myapp-secret-tls -n elsewhere --cert=tls.crt --key=tls.key')
    stage.pass(5)
    expect(shown(stage, 'myapp.com')).toBe(fake)
    expect(complaints()[0]).toBe('controller.go:1511] Error getting SSL certificate "default/myapp-secret-tls": local SSL certificate default/myapp-secret-tls was not found. Using default certificate')
  })

  test('comes, changes and goes, and hosts show what there is', () => {
    stage.run('kubectl create secret tls myapp-secret-tls --cert=tls.crt --key=tls.key')
    stage.pass(5)
    expect(shown(stage, 'myapp.com')).toBe('CN = myapp.com')
    makePair(stage, 'new', '/O=New/CN=myapp.com')
    stage.run('kubectl create secret tls myapp-secret-tls --cert=new.crt --key=new.key --dry-run=client -o yaml | kubectl apply -f -')
    stage.pass(5)
    expect(shown(stage, 'myapp.com')).toBe('O = New, CN = myapp.com')
    stage.run('kubectl delete secret myapp-secret-tls')
    stage.pass(5)
    expect(shown(stage, 'myapp.com')).toBe(fake)
  })

  test('holds a certificate for others, or nothing that can be read', () => {
    makePair(stage, 'other', '/CN=other.com')
    stage.run('kubectl create secret tls myapp-secret-tls --cert=other.crt --key=other.key')
    stage.pass(5)
    expect([shown(stage, 'myapp.com'), complaints().at(-2)]).toEqual([fake, 'controller.go:1538] SSL certificate "default/myapp-secret-tls" does not contain a Common Name or Subject Alternative Name for server "myapp.com"'])
    stage.run('kubectl delete secret myapp-secret-tls')
    stage.apply('apiVersion: v1\nkind: Secret\nmetadata: {name: myapp-secret-tls}\ntype: kubernetes.io/tls\ndata: {tls.crt: YmFzZTY0, tls.key: YmFzZTY0}\n')
    expect([shown(stage, 'myapp.com'), complaints().at(-1)]).toEqual([fake, 'controller.go:1511] Error getting SSL certificate "default/myapp-secret-tls": unexpected error creating SSL Cert: no valid PEM formatted block found. Using default certificate'])
  })
})

describe('an application that speaks TLS itself', () => {
  const stage = stageOf()
  const site = `server {\n  listen 80;\n  return 301 https://$host$request_uri;\n}\nserver {\n  listen 443 ssl;\n  ssl_certificate /etc/nginx/tls/tls.crt;\n  ssl_certificate_key /etc/nginx/tls/tls.key;\n  location / { return 200 "$scheme $host\\n"; }\n}\n`
  const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: secure}}\nspec:\n  containers: [{name: nginx, image: nginx, ports: [{containerPort: 443}], readinessProbe: {httpGet: {port: 443, scheme: HTTPS, path: /}}, volumeMounts: [{name: tls, mountPath: /etc/nginx/tls}, {name: site, mountPath: /etc/nginx/conf.d}]}]\n  volumes: [{name: tls, secret: {secretName: secure}}, {name: site, configMap: {name: site}}]\n`
  beforeAll(() => {
    makePair(stage, 'secure', '/CN=secure')
    stage.run('kubectl create secret tls secure --cert=secure.crt --key=secure.key')
    stage.run('tee default.conf', site)
    stage.run('kubectl create configmap site --from-file=default.conf')
    stage.apply(`${pod('secure')}---\napiVersion: v1\nkind: Service\nmetadata: {name: secure}\nspec: {selector: {app: secure}, ports: [{port: 443}]}\n`)
    stage.run('kubectl create configmap ca --from-file=ca.crt=secure.crt; kubectl run client --image=curlimages/curl --overrides=\'{"spec":{"volumes":[{"name":"ca","configMap":{"name":"ca"}}],"containers":[{"name":"client","image":"curlimages/curl","command":["sleep","3600"],"volumeMounts":[{"name":"ca","mountPath":"/ca"}]}]}}\'')
    stage.pass(40)
  })

  test('is trusted by who has its certificate', () => {
    expect(stage.say('kubectl exec client -- curl -sS --cacert /ca/ca.crt https://secure/')).toBe('https secure\n')
    expect(stage.run('kubectl exec client -- curl -sS https://secure/').stderr).toContain('curl: (60) SSL certificate problem: self-signed certificate\n')
    expect(stage.say('kubectl exec client -- curl -s http://secure:443/')).toContain('The plain HTTP request was sent to HTTPS port')
  })

  test('is reached through an Ingress that knows of it', () => {
    stage.apply(ingress('plain', { 'plain.com': [{ service: 'secure', port: 443 }] }))
    stage.apply(ingress('tls', { 'tls.com': [{ service: 'secure', port: 443 }] }, { annotations: { 'backend-protocol': 'HTTPS' } }))
    const ask = (host: string): string => stage.say(`curl -s -H 'Host: ${host}' http://${address}/`)
    expect([/<title>(.*)<\/title>/.exec(ask('plain.com'))?.[1], ask('tls.com')]).toEqual(['400 The plain HTTP request was sent to HTTPS port', 'https tls.com\n'])
  })

  test('does not begin without what it is to show', () => {
    stage.run('openssl genrsa -out other.key; kubectl delete secret secure; kubectl create secret generic secure --from-file=tls.crt=secure.crt --from-file=tls.key=other.key')
    stage.apply(pod('broken'))
    stage.pass(20)
    expect(stage.say('kubectl logs broken').trimEnd().split('\n').at(-1)).toBe('nginx: [emerg] SSL_CTX_use_PrivateKey("/etc/nginx/tls/tls.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)')
    stage.run('kubectl delete pod broken --force --grace-period=0; kubectl delete secret secure; kubectl create secret generic secure --from-file=tls.key=other.key')
    stage.apply(pod('bare'))
    stage.pass(20)
    expect(stage.say('kubectl logs bare').trimEnd().split('\n').at(-1)).toBe('nginx: [emerg] cannot load certificate "/etc/nginx/tls/tls.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(/etc/nginx/tls/tls.crt, r) error:10000080:BIO routines::no such file)')
  })
})
