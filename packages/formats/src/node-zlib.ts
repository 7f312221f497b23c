/** Node's zlib, when a file is compressed: it takes two milliseconds to load. */
export const zlib = () => process.getBuiltinModule('node:zlib');
