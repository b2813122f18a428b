// Requests to the API. What is refused comes back as an error that says why, in the server's words.

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || "the console does not answer");
    this.status = status;
    this.problems = problem.problems || [];
  }
}

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

export async function get(path) {
  return answered(await fetch("/api/v1" + path, { headers: { Accept: "application/json" } }));
}

export async function act(method, path, body, type = "application/json") {
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  return answered(await fetch("/api/v1" + path, { method, body: text, headers: { "Content-Type": type } }));
}

export async function signIn(token) {
  const headers = { Authorization: "Bearer " + token };
  return answered(await fetch("/api/v1/session", { method: "POST", headers }));
}
