// A module of its own, to be imported when it is needed: a bundled copy of yaml has its names only in static imports.
export { stringify } from 'yaml';
