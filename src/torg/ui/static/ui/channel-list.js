// A municipality's channels on its own website. Reads open data and nothing else: no cookie, no
// storage, nothing about the reader. What is fetched becomes text, never markup.
(() => {
  const WEB = /^https?:\/\//;

  function link(words, address) {
    const made = document.createElement("a");
    made.textContent = words;
    made.href = address;
    return made;
  }

  function item(channel) {
    const made = document.createElement("li");
    const web = WEB.test(channel.address ?? "");
    made.append(web ? link(channel.name, channel.address) : document.createTextNode(channel.name));
    made.append(` (${channel.network_name})`);
    if (channel.purpose) {
      const purpose = document.createElement("p");
      purpose.textContent = channel.purpose;
      made.append(purpose);
    }
    return made;
  }

  async function fill(place) {
    const answer = await fetch(place.dataset.torgKanaler, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) return;
    const { channels } = await answer.json();
    const used = channels.filter((channel) => channel.status !== "closed");
    if (!used.length) return;
    const list = document.createElement("ul");
    list.append(...used.map(item));
    // What stands there already, the link to the register, stays below: it works without scripts.
    place.prepend(list);
  }

  // Whatever happens to the network, the page keeps its link.
  document.querySelectorAll("[data-torg-kanaler]").forEach((place) => fill(place).catch(() => {}));
})();
