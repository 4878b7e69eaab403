// The names under which Slidev gives a slide its context (node_modules/@slidev/client/constants.ts).
import type { InjectionKey, Ref } from 'vue'
import type { ClicksContext, RenderContext } from '@slidev/client'

export const injectionClicksContext: InjectionKey<Readonly<Ref<ClicksContext>>>
export const injectionCurrentPage: InjectionKey<Readonly<Ref<number>>>
export const injectionRenderContext: InjectionKey<Readonly<Ref<RenderContext>>>
export const injectionSlideScale: InjectionKey<Readonly<Ref<number>>>
