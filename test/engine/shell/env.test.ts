import { expect, test } from 'vitest'
import { run } from './support/host.ts'

test.each([
  ['env A=1 B=2 sh -c \'echo $A $B\'', '1 2\n[0]'],
  ['export A=1; env -i B=2 env', 'B=2\n[0]'],
  ['export A=1; env -u A sh -c \'echo "<$A>"\'', '<>\n[0]'],
  ['echo \'echo $X\' | env X=y sh', 'y\n[0]'],
  ['env nosuch', '!env: ‘nosuch’: No such file or directory\n[127]'],
  ['nohup echo hi; nohup nosuch', 'hi\n!nohup: failed to run command \'nosuch\': No such file or directory\n[127]'],
])('%s', (line, said) => expect(run(line)).toBe(said))
