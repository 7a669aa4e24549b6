export const at = (base, path) => base.replace(/\/+$/, "") + path;
