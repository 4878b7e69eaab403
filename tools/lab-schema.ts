// Makes the JSON schema of lab files, for editors, of what reads them. `node tools/lab-schema.ts` writes it anew.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { labShape } from '../engine/lab/lab-file.ts'
import { projectRoot } from './lib/project.ts'

export const schemaFile = join(projectRoot, 'engine', 'lab', 'lab.schema.json')

export const schemaText = (): string => `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'A lab of Podium', ...labShape.schema }, undefined, 2)}\n`

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(schemaFile, schemaText())
