// The path that all URLs of this site begin with: `/`, or for example `/notes/` below a base path.

// Scripts are served at `{base}static/{version}/js/`, and this one in the folder `ui/` below.
export const BASE_PATH = new URL("../../../../", import.meta.url).pathname;
