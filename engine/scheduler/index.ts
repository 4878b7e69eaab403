export { kubeScheduler, type Scheduler } from './scheduler.ts'
export { scoresOf, type Decision, type DecisionLog, type NodeScore, type ScoreColumn } from './decision.ts'
export type { Code, Status, Verdict } from './framework.ts'
