import { expect, it } from 'vitest'
import type { CertificateSigningRequest } from '../../../../engine/apiserver/types.gen.ts'
import { describe } from '../../../../engine/cli/describe/index.ts'

// Made by openssl: -subj /CN=jane/O=dev/O=ops/C=CH -addext "subjectAltName=DNS:a.example,DNS:b.example,email:j@a.example,URI:spiffe://x,IP:10.0.0.1,IP:fd00:10:0:0:5:0:0:0,IP:::1"
const request = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQmFUQ0NBUThDQVFBd09ERU5NQXNHQTFVRUF3d0VhbUZ1WlRFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRApWUVFLREFOdmNITXhDekFKQmdOVkJBWVRBa05JTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFCmg0cWdwa3ZkaDVsa2pPUDJCMjViVVlVZnhPMlEvamJhME9XZDVBU0xxSEkzNEg3bDBsNWpaYmtUcU9sZ0ozQmwKOU5lODRsUXdUSDl2czIvU1dpUThCYUIxTUhNR0NTcUdTSWIzRFFFSkRqRm1NR1F3WWdZRFZSMFJCRnN3V1lJSgpZUzVsZUdGdGNHeGxnZ2xpTG1WNFlXMXdiR1dCQzJwQVlTNWxlR0Z0Y0d4bGhncHpjR2xtWm1VNkx5OTRod1FLCkFBQUJoeEQ5QUFBUUFBQUFBQUFGQUFBQUFBQUFoeEFBQUFBQUFBQUFBQUFBQUFBQUFBQUJNQW9HQ0NxR1NNNDkKQkFNQ0EwZ0FNRVVDSVFDTUlSL0FsbzlaR0pBamZlWnhZQnR0a3Iwd0lGcWVLcHRseDNFdkpuemwzQUlnUUdpbQpRNHhIdE50cTJ2NnhSakliODRLWnpOeWVMbWVBeTBnMDRmVGlvems9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo='

const requestOf = (bytes: string): CertificateSigningRequest => ({
  apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest',
  metadata: { name: 'jane', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-21T00:59:00Z' },
  spec: { request: bytes, username: 'admin', signerName: 'kubernetes.io/kube-apiserver-client', expirationSeconds: 86400 },
  status: {},
})
const given = { nowMs: Date.UTC(2026, 10, 21, 1), answers: [] }

it('reads the subject and its other names', () => {
  expect(describe(requestOf(request), given)).toBe(`\
Name:                jane
Labels:              <none>
Annotations:         <none>
CreationTimestamp:   Sat, 21 Nov 2026 00:59:00 +0000
Requesting User:     admin
Signer:              kubernetes.io/kube-apiserver-client
Requested Duration:  24h
Status:              Pending
Subject:
  Common Name:    jane
  Serial Number:  
  Organization:   dev
                  ops
  Country:        CH
Subject Alternative Names:
  DNS Names:        a.example
                    b.example
  Email Addresses:  j@a.example
  URIs:             spiffe://x
  IP Addresses:     10.0.0.1
                    fd00:10:0:0:5::
                    ::1
`)
})

it.each([
  ['nothing', ''],
  ['no PEM', 'aGVsbG8='],
  ['something cut off', request.slice(0, 300)],
])('refuses %s', (_name, bytes) => {
  expect(() => describe(requestOf(bytes), given)).toThrow('Error parsing CSR: PEM block type must be CERTIFICATE REQUEST')
})
