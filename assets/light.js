/* What the light pages have in common: their places, their one way to the server, and what they say when it fails. */
"use strict";
const by = (id) => document.getElementById(id);
/* Words in a place of their own, which is gone while there are none. */
const tell = (id, words) => { by(id).textContent = words; by(id).hidden = !words; };
const made = (kind, words, name = "") => Object.assign(document.createElement(kind), { textContent: words, className: name });
/* What people said, each with its translation beside it where there is one. */
const quotes = (lines, beside = []) => lines.flatMap((words, at) =>
  [made("blockquote", words), ...(beside[at] ? [made("p", beside[at], "quiet")] : [])]);

/* A random id; `crypto.randomUUID` is missing where a crew's own server is reached without TLS.
   Each 0 and 1 becomes any digit, the 8 one of four; the 4 says that it is a random one. */
const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
  (digit) => (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));

/* The server's answer, a refusal too, with its status and the time of day there; throws a sentence where none came. */
const answered = async (method, address, body) => {
  let response;
  try {
    response = await fetch(address, { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  } catch { throw new Error("No connection. Nothing is lost: try again when there is one."); }
  try {
    return { status: response.status, at: Date.parse(response.headers.get("Date")), ...(await response.json()) };
  } catch { throw new Error("Leaven does not answer just now. Nothing is lost: try again in a minute."); }
};
/* The same, with a refusal thrown as its sentence, and its code beside it. */
const ask = async (method, address, body) => {
  const answer = await answered(method, address, body);
  if (!answer.ok) throw Object.assign(new Error(answer.message), { code: answer.code });
  return answer;
};
