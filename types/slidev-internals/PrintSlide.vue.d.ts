import type { SlideRoute } from '@slidev/client'
import type { DefineComponent } from 'vue'

declare const PrintSlide: DefineComponent<{ route: SlideRoute }>
export default PrintSlide
