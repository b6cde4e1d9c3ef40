export { coverPairs } from './combinations/coverPairs';
export { ParameterSpace, type Parameters } from './combinations/ParameterSpace';
export type { Files } from './Files';
export { readTemplate, type Template } from './rendering/readTemplate';
export { TemplateRenderer } from './rendering/TemplateRenderer';
