// What every request of ours in the background carries: the form's token, and a word that says
// that nobody pressed anything, so that an ended sign-in answers instead of leading away.
export function pageHeaders() {
  return JSON.parse(document.body.getAttribute("data-hx-headers:inherited") ?? "{}");
}

export function isSignedOut(response) {
  return response.headers.has("Torg-Signed-Out");
}
