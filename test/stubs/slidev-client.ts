// '@slidev/client' for unit tests: one slide, whose context a test sets through `slide` and puts back with `resetSlide()`.
import { computed, ref, shallowRef, watch } from 'vue'
import type { ClicksContext, Nav, RenderContext, SlideContext, SlideFrontmatter, SlideRoute } from '@slidev/client'

export const slide = {
  no: ref(1),
  current: ref(1), // the number of the slide on screen
  clicks: ref(0),
  clicksTotal: ref(0),
  renderContext: ref<RenderContext>('slide'),
  frontmatter: shallowRef<SlideFrontmatter>({}),
  slides: shallowRef<readonly SlideRoute[]>([]),
  scale: ref(1),
  printing: ref(false),
  dark: ref(false),
  shortcutLocks: ref(0),
}

export function resetSlide(): void {
  slide.no.value = 1
  slide.current.value = 1
  slide.clicks.value = 0
  slide.clicksTotal.value = 0
  slide.renderContext.value = 'slide'
  slide.frontmatter.value = {}
  slide.slides.value = []
  slide.scale.value = 1
  slide.printing.value = false
  slide.dark.value = false
  slide.shortcutLocks.value = 0
}

const registered = new Map<unknown, number>()

const clicksContext: ClicksContext = {
  get current() { return slide.clicks.value },
  set current(value) { slide.clicks.value = value },
  clicksStart: 0,
  get total() { return Math.max(slide.clicksTotal.value, 0, ...registered.values()) },
  currentOffset: 0,
  isMounted: true,
  calculateSince(at, size = 1) {
    const start = Number(at)
    return {
      start, end: Infinity, max: start + size - 1, delta: size,
      currentOffset: computed(() => slide.clicks.value - start),
      isCurrent: computed(() => slide.clicks.value === start),
      isActive: computed(() => slide.clicks.value >= start),
    }
  },
  calculateRange([from, to]) {
    const range = clicksContext.calculateSince(from)
    const end = Number(to)
    return range && { ...range, end, max: end, isActive: computed(() => slide.clicks.value >= range.start && slide.clicks.value < end) }
  },
  register: (owner, click) => { if (click !== null) registered.set(owner, click.max) },
  unregister: owner => { registered.delete(owner) },
}

const nav: Nav = {
  get slides() { return slide.slides.value },
  get total() { return slide.slides.value.length },
  get currentPage() { return slide.current.value },
  get currentSlideNo() { return slide.current.value },
  get currentSlideRoute() { return route() },
  get currentLayout() { return slide.frontmatter.value.layout ?? 'default' },
  get clicks() { return slide.clicks.value },
  clicksStart: 0,
  get clicksTotal() { return clicksContext.total },
  clicksDirection: 0,
  navDirection: 0,
  get hasNext() { return slide.current.value < slide.slides.value.length },
  get hasPrev() { return slide.current.value > 1 },
  next: async () => { slide.clicks.value += 1 },
  prev: async () => { slide.clicks.value -= 1 },
  nextSlide: async () => { slide.current.value += 1 },
  prevSlide: async () => { slide.current.value -= 1 },
  go: async (no, clicks = 0) => { slide.current.value = Number(no); slide.clicks.value = clicks },
  goFirst: async () => { slide.current.value = 1 },
  goLast: async () => { slide.current.value = slide.slides.value.length },
}

function route(): SlideRoute {
  return slide.slides.value[slide.current.value - 1]
    ?? { no: slide.current.value, meta: { slide: { no: slide.current.value, frontmatter: slide.frontmatter.value } }, component: {} }
}

export function useNav() {
  return {
    ...nav,
    currentPage: slide.current, currentSlideNo: slide.current, slides: slide.slides, clicks: slide.clicks,
    total: computed(() => nav.total), clicksTotal: computed(() => nav.clicksTotal), currentSlideRoute: computed(route),
    currentLayout: computed(() => nav.currentLayout), clicksStart: ref(0), clicksDirection: ref(0), navDirection: ref(0),
    hasNext: computed(() => nav.hasNext), hasPrev: computed(() => nav.hasPrev),
    isPrintMode: slide.printing, isPrintWithClicks: ref(false), isEmbedded: ref(false),
    isPlaying: computed(() => slide.renderContext.value === 'slide'),
    isPresenter: computed(() => slide.renderContext.value === 'presenter'),
    isNotesViewer: ref(false),
    printRange: computed(() => slide.slides.value.map(({ no }) => no)),
  }
}

export function useSlideContext(): SlideContext {
  return {
    $slidev: { nav, configs, themeConfigs: {} },
    $nav: computed(() => nav),
    $clicksContext: clicksContext,
    $clicks: slide.clicks,
    $page: slide.no,
    $route: route(),
    $renderContext: slide.renderContext,
    get $frontmatter() { return slide.frontmatter.value },
    $scale: slide.scale,
    $zoom: ref(1),
  }
}

export const useIsSlideActive = () => computed(() => slide.no.value === slide.current.value)

export function onSlideEnter(then: (to: number, from: number | undefined) => unknown): void {
  watch(slide.current, (to, from) => { if (to === slide.no.value) then(to, from) }, { immediate: true })
}

export function onSlideLeave(then: (to: number, from: number | undefined) => unknown): void {
  watch(slide.current, (to, from) => { if (from === slide.no.value) then(to, from) })
}

export function useDarkMode() {
  return { isColorSchemaConfigured: ref(false), isDark: slide.dark, toggleDark: () => { slide.dark.value = !slide.dark.value } }
}

export function lockShortcuts(): () => void {
  slide.shortcutLocks.value += 1
  let held = true
  return () => {
    if (held) slide.shortcutLocks.value -= 1
    held = false
  }
}

export const configs = { title: 'Podium', canvasWidth: 1280, aspectRatio: 16 / 9 }
