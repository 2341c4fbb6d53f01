export * from "../generated";
export { answer, configureApi } from "./answer";
export { isProblem, Problem } from "./problem";
// Takes the place of the generated call of that name, which cannot tell its progress.
export { uploadFile } from "./upload";
export { cityZone } from "./zone";
