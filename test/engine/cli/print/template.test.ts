import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { execute, parseTemplate, TemplateError } from '../../../../engine/cli/print/template/index.ts'

const pod = {
  kind: 'Pod', metadata: { name: 'web', labels: { app: 'web', tier: 'front' } },
  spec: { replicas: 3, priority: 2000001000, containers: [{ name: 'a', image: 'nginx', ports: [{ port: 80 }] }, { name: 'b', image: 'redis' }] },
  status: { ready: true, half: 0.5 }, nothing: null, empty: [], secret: 'czNjcmV0', html: '<a href="x">',
}

function run(source: string, data: unknown = pod, allowMissingKeys = true): string {
  const { output, error } = execute(parseTemplate(source), data, { source, allowMissingKeys })
  return error ? `${output}!${error.message}` : output
}

describe('what a template makes of an object', () => {
  it.each([
    ['plain', 'plain'],
    ['{{.kind}} {{ .metadata.name }}', 'Pod web'],
    ['{{$.kind}}{{with .metadata}}{{.name}}{{$.kind}}{{end}}', 'PodwebPod'],
    ['{{.metadata.labels}}', 'map[app:web tier:front]'],
    ['{{.spec.containers}}', '[map[image:nginx name:a ports:[map[port:80]]] map[image:redis name:b]]'],
    ['{{.spec.replicas}} {{.spec.priority}} {{.status.half}} {{.status.ready}}', '3 2.000001e+09 0.5 true'],
    ['{{.nope}} {{.nothing}} {{.nope.more}}', '<no value> <no value> <no value>'],
    ['{{range .spec.containers}}{{.name}}={{.image}} {{end}}', 'a=nginx b=redis '],
    ['{{range $i, $c := .spec.containers}}{{$i}}:{{$c.name}} {{end}}', '0:a 1:b '],
    ['{{range $key, $value := .metadata.labels}}{{$key}}={{$value}},{{end}}', 'app=web,tier=front,'],
    ['{{range $c := .spec.containers}}{{$c.name}}{{end}}', 'ab'],
    ['{{range .empty}}x{{else}}none{{end}}{{range .nothing}}x{{else}}none{{end}}', 'nonenone'],
    ['{{range .spec.containers}}{{if eq .name "b"}}{{break}}{{end}}{{.name}}{{end}}', 'a'],
    ['{{range .spec.containers}}{{if eq .name "a"}}{{continue}}{{end}}{{.name}}{{end}}', 'b'],
    ['{{range 3}}{{.}}{{end}}', '012'],
    ['{{if .status.ready}}yes{{else}}no{{end}}{{if .empty}}yes{{else if .nothing}}maybe{{else}}no{{end}}', 'yesno'],
    ['{{if and .status.ready (eq .kind "Pod")}}both{{end}}{{if or .empty .nothing "x"}}one{{end}}', 'bothone'],
    ['{{or .empty "default"}} {{and 1 0 .nope.x}} {{not .empty}}', 'default 0 true'],
    ['{{if eq .kind "Job" "Pod"}}either{{end}}{{if ne .kind "Job"}}other{{end}}', 'eitherother'],
    ['{{if lt 1 2}}<{{end}}{{if ge 2 2}}>={{end}}{{if gt "b" "a"}}>{{end}}{{if le 1.5 1.5}}<={{end}}', '<>=><='],
    ['{{if eq .spec.replicas 3.0}}three{{end}}{{eq .nope "x"}}', 'threefalse'],
    ['{{len .spec.containers}} {{len .metadata.name}} {{len .metadata.labels}} {{len "한"}}', '2 3 2 3'],
    ['{{index .metadata.labels "app"}} {{(index .spec.containers 0).name}} {{index .spec.containers 1 "image"}}', 'web a redis'],
    ['{{slice .metadata.name 1 3}} {{len (slice .spec.containers 1)}}', 'eb 1'],
    ['{{.metadata.name | printf "%s-%d" "x" | len}}', '17'],
    ['{{printf "%-5s|%5s|%05d|%.2f|%q|%v|%t|%x|%%" "a" "b" 42 .status.half "q" .kind true 255}}', 'a    |    b|00042|0.50|"q"|Pod|true|ff|%'],
    ['{{printf "%d %s" .spec.replicas}}', '%!d(float64=3) %!s(MISSING)'],
    ['{{printf "%s" 1 "more"}}', '%!s(int=1)%!(EXTRA string=more)'],
    ['{{print 1 2 "a" "b" 3}}|{{println "a" 1}}', '1 2ab3|a 1\n'],
    ['{{$x := .kind}}{{$x}}{{$x = "changed"}}{{if true}}{{$x = "inside"}}{{$y := 1}}{{end}}{{$x}}', 'Podinside'],
    ['{{html .html}} {{urlquery "a b&c"}}', '&lt;a href=&#34;x&#34;&gt; a+b%26c'],
    ['{{base64decode .secret}} {{exists . "metadata" "name"}} {{exists . "metadata" "no"}}', 's3cret true false'],
    ['a {{- /* said to no one */ -}} b', 'ab'],
    ['a  {{- .kind -}}  \n b{{"\\t"}}{{`\\t`}}{{\'x\'}}', 'aPodb\t\\t120'],
    ['{{with .nope}}x{{else}}y{{end}}{{with $c := index .spec.containers 0}}{{$c.name}}{{.image}}{{end}}', 'yanginx'],
    ['{{(.metadata).name}} {{(printf "%s" .kind)}}', 'web Pod'],
    ['{{true}} {{0x10}} {{-3}} {{1e3}} {{1_000}}', 'true 16 -3 1000 1000'],
  ])('%s', (source, text) => expect(run(source)).toBe(text))

  it('knows no inherited fields', () => {
    expect(run('{{.constructor}} {{.metadata.__proto__}} {{index .metadata "toString"}}')).toBe('<no value> <no value> <no value>')
  })
})

describe('what is wrong with a template', () => {
  const errorOf = (source: string): string => {
    try { parseTemplate(source) }
    catch (error) { if (error instanceof TemplateError) return error.message }
    return ''
  }

  it.each([
    ['{{.kind', 'template: output:1: unclosed action'],
    ['{{foo .kind}}', 'template: output:1: function "foo" not defined'],
    ['\n{{if .kind}}x', 'template: output:2: unexpected EOF'],
    ['{{end}}', 'template: output:1: unexpected {{end}}'],
    ['{{else}}', 'template: output:1: unexpected {{else}}'],
    ['{{if}}x{{end}}', 'template: output:1: missing value for if'],
    ['{{range}}x{{end}}', 'template: output:1: missing value for range'],
    ['{{}}', 'template: output:1: missing value for command'],
    ['{{$x}}', 'template: output:1: undefined variable "$x"'],
    ['{{"abc}}', 'template: output:1: unterminated quoted string'],
    ['{{(.kind}}', 'template: output:1: unclosed left paren'],
    ['{{.kind)}}', 'template: output:1: unexpected right paren U+0029 \')\''],
    ['{{.a # b}}', 'template: output:1: unrecognized character in action: U+0023 \'#\''],
    ['{{break}}', 'template: output:1: {{break}} outside {{range}}'],
  ])('%j', (source, message) => expect(errorOf(source)).toBe(message))
})

describe('what is wrong with what it is applied to', () => {
  it.each([
    ['a{{.nothing.more}}', 'a!template: output:1:11: executing "output" at <.nothing.more>: nil pointer evaluating interface {}.more'],
    ['{{.kind.more}}', '!template: output:1:7: executing "output" at <.kind.more>: can\'t evaluate field more in type interface {}'],
    ['{{if eq .spec.replicas 3}}x{{end}}', '!template: output:1:5: executing "output" at <eq .spec.replicas 3>: error calling eq: incompatible types for comparison'],
    ['{{lt .spec 1}}', '!template: output:1:2: executing "output" at <lt .spec 1>: error calling lt: invalid type for comparison'],
    ['{{len .spec.replicas}}', '!template: output:1:2: executing "output" at <len .spec.replicas>: error calling len: len of type float64'],
    ['{{len .nope}}', '!template: output:1:2: executing "output" at <len .nope>: error calling len: len of nil pointer'],
    ['{{index .spec.containers 5}}', '!template: output:1:2: executing "output" at <index .spec.containers 5>: error calling index: index out of range: 5'],
    ['{{index .spec.containers .spec.replicas}}', '!template: output:1:2: executing "output" at <index .spec.containers .spec.replicas>: error calling index: cannot index slice/array with type float64'],
    ['{{index .nope 1}}', '!template: output:1:2: executing "output" at <index .nope 1>: error calling index: index of untyped nil'],
    ['\n {{range .kind}}{{end}}', '\n !template: output:2:9: executing "output" at <.kind>: range can\'t iterate over Pod'],
    ['{{not 1 2}}', '!template: output:1:2: executing "output" at <not>: wrong number of args for not: want 1 got 2'],
    ['{{.kind 1}}', '!template: output:1:2: executing "output" at <.kind>: can\'t give argument to non-function .kind'],
  ])('%s', (source, text) => expect(run(source)).toBe(text))

  it('minds missing keys when asked to', () => {
    expect(run('{{.a}}', {}, false)).toBe('!template: output:1:2: executing "output" at <.a>: map has no entry for key "a"')
  })

  it('throws nothing but its own errors, whatever the template', () => {
    const pieces = fc.constantFrom('{{', '}}', '{{-', '-}}', '.', ' ', '(', ')', '|', '$x', ':=', '"a"', '3', 'range', 'if', 'else', 'end', 'with', 'eq', 'index', 'printf', '.spec.containers', '.kind', ',', '\n', '/*', '*/', 'break')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 16 }), parts => {
      try { run(parts.join('')) }
      catch (error) { expect(error).toBeInstanceOf(TemplateError) }
    }), { numRuns: 3000 })
  })
})
