export { openShelf, type Shelf, shelf } from "./shelf";
export { uuid } from "./uuid";
