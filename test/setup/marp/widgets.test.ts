import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toSlidev } from '../../../setup/marp/index.ts'
import { propsIn } from '../../../setup/marp/widgets.ts'
import { readWidgets } from '../../../setup/widgets.ts'

const widgets = readWidgets()
const noticesOf = (body: string, theme = 'podium'): readonly string[] => {
  const source = `---\nmarp: true\ntheme: ${theme}\n---\n\n${body}`
  return toSlidev(source.split('\n'), { isEntry: true, widgets }).filter(line => /^<li>\d+행: /.test(line)).map(line => line.replace(/<\/?li>/g, ''))
}

test.each([
  ['<Rolout of="web" />', ['6행: 모르는 위젯 &lt;Rolout&gt;: Rollout인가요?']],
  ['# 제목\n\n<Nothing />', ['8행: 모르는 위젯 &lt;Nothing&gt;']],
  ['<Lab of="replace" rowz="9" stil="2">\n  <Rollout off="web" />\n</Lab>', [
    '6행: &lt;Lab&gt;에 없는 속성 rowz: rows인가요?', '6행: &lt;Lab&gt;에 없는 속성 stil: still인가요?', '7행: &lt;Rollout&gt;에 없는 속성 off: of인가요?']],
  ['글 가운데 <Rolout /> 있다', ['6행: 모르는 위젯 &lt;Rolout&gt;: Rollout인가요?']],
  ['<Lab of="replace" :terminal="false" class="wide" style="height: 1px" v-if="true" @click="go">\n  <ClusterStage services facts="node-1" />\n</Lab>', []],
  ['<VClick><Arrow x1="1" /></VClick> <v-click>하나</v-click> `<Rolout />` <Link to="2">둘</Link>', []],
  ['```html\n<Rolout />\n```\n\n<!-- <Rolout /> -->', []],
])('%j', (body, notices) => {
  expect(noticesOf(body)).toEqual(notices)
})

test.each(['slides.md', 'docs/widgets.md', ...globSync('pages/*/slides.md')])('%s names nothing that is not there', path => {
  expect(toSlidev(readFileSync(path, 'utf8').split('\n'), { isEntry: false, widgets }).filter(line => /^<li>\d+행: /.test(line))).toEqual([])
})

test('a deck that is not ours may name what it likes', () => expect(noticesOf('<Rolout of="web" />', 'default')).toEqual([]))

test('knows what a component declares', () => {
  const declared = 'const { of, rows = 5 } = defineProps<{\n  /** The name: of what. */\n  of: string\n  readonly rows?: number | string\n}>()'
  expect([propsIn(declared), propsIn('no properties'), propsIn('defineProps<Asked & { of: string }>()')]).toEqual([['of', 'rows'], [], undefined])
})
