// The icons, as path data drawn in place: no request, they take the colour of the text, and they work from any origin.

const PATHS = {
  signpost: "M12 3v18M8.500 21h7M6.500 5h9l3 2.500-3 2.500h-9zM17.500 12h-9l-2.500 2 2.500 2h9z",
  send: "M5 12h13M12.500 6l6 6-6 6",
  trash: "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 12.500h9l1-12.500M10.300 11v5M13.700 11v5",
  caution: "M12 4 2.800 20h18.400zM12 10v4.500M12 17.200v.1",
  shield: "M12 3.500 5 6v5.500c0 4.300 2.900 7.400 7 9 4.100-1.600 7-4.700 7-9V6z",
  down: "M12 5v14M6 13l6 6 6-6",
  chevron: "M9 6l6 6-6 6",
  external: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.500l3 1.800",
  cloud: "M4 4l16 16M9 6.500A5.500 5.500 0 0 1 17 11a4 4 0 0 1 2.500 6.700M15.500 19H7a4.500 4.500 0 0 1-.500-8.950",
  sliders: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  close: "M6 6l12 12M18 6 6 18",
  chat: "M4 5h16v11H10l-4.500 4v-4H4z",
  mic: "M12 3.500a2.500 2.500 0 0 1 2.500 2.500v5.500a2.500 2.500 0 0 1-5 0V6A2.500 2.500 0 0 1 12 3.500zM6 11a6 6 0 0 0 12 0M12 17v3.500",
  sound: "M4 10v4h3.500l4.500 4V6L7.500 10zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  thumb: "M7 10.500v9H4v-9zM7 10.500 11 4c1.600 0 2.300 1 2 2.500L12.500 9.500H19l-1.500 10H7",
};

/** @param d path data; that of the name where none is given */
export function icon(name, d = PATHS[name]) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}
