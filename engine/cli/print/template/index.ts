// The part of Go's text/template that `-o go-template` is used with.
export { TemplateError } from './lex.ts'
export { parseTemplate, type Statement } from './parse.ts'
export { execute, type ExecuteOptions } from './execute.ts'
export { textOfValue } from './fmt.ts'
