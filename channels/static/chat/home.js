// The server that this script came from, which is also the one that answers: known only while the script first runs.

const { src } = document.currentScript;

/** An address on that server; also where it stands under a path of its own. */
export function atHome(path) {
  return new URL(path, new URL("../", src)).href;
}
