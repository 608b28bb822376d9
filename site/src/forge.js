// A public repository, read from GitHub by the visitor's own browser. Nothing else on
// this page speaks to anybody. Must not know what the files say.

/* global __FORGE_API__, __FORGE_RAW__ */
const API = __FORGE_API__;
const RAW = __FORGE_RAW__;

/** More files than a repository has that say anything about its delivery. */
const MOST_FILES = 300;
const MOST_BYTES = 8 * 1024 * 1024;
const AT_ONCE = 8;

/**
 * `owner/name`, `owner/name@branch`, `owner/name#12`, or an address of such a page.
 * Throws, in words.
 */
export function parse(entered) {
  let text = entered.trim();
  const address = /^(?:https?:\/\/)?(?:www\.)?github\.com\/(.*)$/i.exec(text);
  let ref = null;
  let pull = null;
  if (address) {
    const parts = address[1].split(/[?#]/)[0].split("/").filter(Boolean).map(decodeURIComponent);
    text = parts.slice(0, 2).join("/");
    if (parts[2] === "tree" || parts[2] === "blob" || parts[2] === "commit") ref = parts.slice(3, parts[2] === "blob" ? 4 : undefined).join("/") || null;
    if (parts[2] === "pull") pull = parts[3] ?? null;
  } else {
    const at = /^([^@#]+)(?:@(.+)|#(\d+))?$/.exec(text);
    if (at) [text, ref, pull] = [at[1], at[2] ?? null, at[3] ?? null];
  }
  text = text.replace(/\.git$/, "");
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/.test(text) || /^\.+$/.test(text.split("/")[1])) {
    throw new Error(`“${entered}” is no repository: enter owner/name, or paste its address on github.com`);
  }
  if (pull !== null && !/^\d{1,9}$/.test(pull)) throw new Error(`“${entered}” names no pull request`);
  return { repository: text, ref, pull };
}

const segment = (path) => path.split("/").map(encodeURIComponent).join("/");

async function ask(url) {
  let response;
  try {
    response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
  } catch {
    throw new Error(`${new URL(url).host} does not answer: no network, or something blocks it`);
  }
  if (response.ok) return response;
  const left = response.headers.get("x-ratelimit-remaining");
  if ((response.status === 403 && left === "0") || response.status === 429) {
    const reset = Number(response.headers.get("x-ratelimit-reset")) * 1000;
    const when = reset ? `; it answers again at ${new Date(reset).toLocaleTimeString()}` : "";
    throw new Error(`GitHub's limit of questions without an account (60 an hour) is reached${when}`);
  }
  if (response.status === 404) throw new Error("not found: no such repository, branch or pull request, or it is private");
  throw new Error(`GitHub answers ${response.status} ${response.statusText}`);
}

const json = async (path) => (await ask(`${API}/${path}`)).json();
const raw = async (repository, commit, path) => (await ask(`${RAW}/${repository}/${commit}/${segment(path)}`)).text();

/**
 * The state that a repository gives. `wanted` says which of many paths are read at all;
 * `progress` is called with words.
 */
export async function load(entered, wanted, progress) {
  const { repository, ref, pull } = parse(entered);
  progress(`asking for ${repository} …`);
  const about = await json(`repos/${repository}`);
  const branch = about.default_branch;
  let head;
  let base = null;
  if (pull) {
    const request = await json(`repos/${repository}/pulls/${pull}`);
    head = request.head.sha;
    base = request.base.sha;
  } else {
    // One commit for all that follows: a branch may move meanwhile.
    head = (await json(`repos/${repository}/commits/${segment(ref ?? branch)}`)).sha;
    if (ref && ref !== branch) base = branch;
  }
  // Where the branch left the other one: what an amendment is compared with.
  if (base) base = (await json(`repos/${repository}/compare/${segment(base)}...${segment(head)}`)).merge_base_commit.sha;
  const tree = await json(`repos/${repository}/git/trees/${segment(head)}?recursive=1`);
  const blobs = tree.tree.filter((one) => one.type === "blob");
  const sizes = new Map(blobs.map((one) => [one.path, one.size ?? 0]));
  const chosen = [];
  let bytes = 0;
  let left = 0;
  for (const path of await wanted(blobs.map((one) => one.path))) {
    if (chosen.length >= MOST_FILES || bytes + sizes.get(path) > MOST_BYTES) {
      left += 1;
      continue;
    }
    chosen.push(path);
    bytes += sizes.get(path);
  }
  const files = Object.fromEntries(blobs.map((one) => [one.path, null]));
  let done = 0;
  const queue = [...chosen];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        files[path] = await raw(repository, head, path);
        progress(`read ${(done += 1)} of ${chosen.length} files of ${repository} …`);
      }
    }),
  );
  const constitution = chosen.find((path) => /constitution\.md$/i.test(path));
  let before = null;
  if (base && constitution) {
    const text = await raw(repository, base, constitution).catch((error) => {
      if (error.message.startsWith("not found")) return null;
      throw error;
    });
    before = text === null ? null : { path: constitution, text };
  }
  const notes = [];
  if (tree.truncated) notes.push("the repository has more files than GitHub lists: some may be missing here");
  if (left) notes.push(`${left} files were not read: more than ${MOST_FILES} files or 8 MiB`);
  return { state: { files, facts: { repository, branch }, before }, notes };
}
