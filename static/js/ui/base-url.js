// What every address of ours begins with: `/`, or `/notes/` where the site stands below a path of its host.

// Scripts lie at `{base}static/{version}/js/`.
export const BASE = new URL("../../../../", import.meta.url).pathname;
