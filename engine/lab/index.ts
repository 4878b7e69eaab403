// What widgets know of the engine.
export { labOf, speeds, LabError, type Lab, type Step } from './lab.ts'
export { Session, StepError, type FromOutside } from './session.ts'
export { Stage, type NodeView, type PodState, type PodView, type Scene, type WorkloadView, type WriteView } from './scene.ts'
export { Views, type DecisionView, type EventLine, type Link, type NodeVerdict, type RevisionView, type RolloutView, type Why } from './views/index.ts'
export type { EndpointView, Fact, FactsView, RequestView, ServiceView, TrafficView } from './views/index.ts'
export { linesOf } from '../shell/screen.ts'
